"""Completes the path of a file behind an `@` in the message box: folder by folder, and by a few of its letters."""

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice

from app.api.message_text import describe_size
from app.tui.text.file_mentions import find_open_mention, make_mention, mentioned_path
from app.tui.text.listing import Entry
from app.tui.widgets.box.files.project_files import ProjectFile, ProjectFiles, read_entry
from app.tui.widgets.box.mentioned_files import is_picture

MAX_SCANNED = 5_000
"""Files of a folder that are looked at: more would hold up the key."""
MAX_OFFERED = 100
ELSEWHERE = ("/", "~", "./", "../")
"""How a path begins that need not be below the current folder."""


class FilePaths:
    """The files and folders that a path can be completed to, in the folder where the program was started."""

    is_all = False

    def __init__(self) -> None:
        self._files = ProjectFiles()

    def opens(self, before: str, after: str, typed: str) -> bool:
        """Whether this is an `@` where a word begins, or goes on behind a folder."""
        if after.strip() and not after[0].isspace():
            return False
        start = find_open_mention(before + typed)
        return start is not None and (typed in "@/" or before.endswith("/"))

    def find_start(self, before: str, after: str) -> int | None:
        """Return the place of the `@`; None behind the path."""
        if after and not after[0].isspace():
            return None
        return find_open_mention(before)

    async def prepare(self) -> None:
        """Find the files below the current folder, again at each opening: there may be others."""
        files = ProjectFiles()
        if not len(self._files):
            self._files = files
        try:
            await asyncio.to_thread(files.walk)
        finally:
            files.stop()
        self._files = files

    def find_entries(self, typed: str) -> Sequence[Entry]:
        """Return what begins as typed in its folder, what has the letters anywhere, then what has them in the folder.

        Without a letter it is the folder alone.
        """
        path = mentioned_path(typed)
        folder, slash, part = path.rpartition("/")
        inside = list_folder(f"{folder}{slash}", part)
        if not part or path.startswith(ELSEWHERE):
            return make_entries(inside)
        first = [one for one in inside if one.name.lower().startswith(part.lower())]
        found = (one for one in self._files.search(path) if part.startswith(".") or not one.name.startswith("."))
        others = generate_new(chain(found, inside), known=first)
        heading = ""
        if self._files.is_cut_off:
            heading = f"Among the first {len(self._files):,} files"
        return [*make_entries(first), *make_entries(others, heading)]


def list_folder(folder: str, part: str) -> list[ProjectFile]:
    """Return what is in a folder with the part in its name: what begins with it before the rest, folders first."""
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = [
                file
                for entry in islice(entries, MAX_SCANNED)
                if is_offered(entry.name, part) and (file := read_entry(entry, f"{folder}{entry.name}"))
            ]
    except OSError:
        return []
    found.sort(key=lambda one: (not one.name.lower().startswith(part.lower()), not one.is_folder, one.name))
    return found


def is_offered(name: str, part: str) -> bool:
    """Whether a name has the typed part in it. Hidden files are offered only behind a dot."""
    return part.lower() in name.lower() and (part.startswith(".") or not name.startswith("."))


def generate_new(files: Iterable[ProjectFile], known: Iterable[ProjectFile]) -> Iterator[ProjectFile]:
    """Yield the files that are not known, each once."""
    seen = set(known)
    for one in files:
        if one not in seen:
            seen.add(one)
            yield one


def make_entries(files: Iterable[ProjectFile], section: str = "") -> list[Entry]:
    """Make the entries of the first files and folders."""
    return [make_entry(one, section) for one in islice(files, MAX_OFFERED)]


def make_entry(file: ProjectFile, section: str) -> Entry:
    """Make the entry of a file or folder."""
    if file.is_folder:
        return Entry(make_mention(file.path, is_folder=True), f"{file.path}/", "folder", section)
    description = "picture " if is_picture(file.name) else ""
    with suppress(OSError):  # it was removed meanwhile
        description += describe_size(os.stat(os.path.expanduser(file.path)).st_size)
    return Entry(make_mention(file.path, is_folder=False), file.path, description, section)
