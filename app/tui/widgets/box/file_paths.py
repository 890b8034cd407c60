"""Completes the path of a file behind an `@` in the message box."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from app.tui.text.file_mentions import find_open_mention, make_mention, mentioned_path
from app.tui.text.listing import Entry
from app.tui.widgets.box.mentioned_files import describe_size, is_picture

MAX_SCANNED = 5_000
"""Files of a folder that are looked at: more would hold up the key."""
MAX_OFFERED = 200


class FilePaths:
    """The files and folders that a path can be completed to, in the folder where the program was started."""

    is_all = False

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

    def find_entries(self, typed: str) -> Sequence[Entry]:
        """Return what begins as typed, then what has it inside; folders first."""
        folder, slash, part = mentioned_path(typed).rpartition("/")
        folder += slash
        try:
            with os.scandir(os.path.expanduser(folder) or ".") as files:
                found = list(find_files(islice(files, MAX_SCANNED), part))
        except OSError:
            return ()
        found.sort(key=lambda one: (not one.name.lower().startswith(part.lower()), not one.is_folder, one.name))
        return [make_entry(folder, one) for one in found[:MAX_OFFERED]]


class FoundFile(NamedTuple):
    """A folder, or a regular file."""

    path: str
    name: str
    is_folder: bool


def find_files(files: Iterable[os.DirEntry[str]], part: str) -> Iterator[FoundFile]:
    """Yield the folders and regular files to offer: no pipe, no device, and no link that leads nowhere."""
    for one in files:
        if not is_offered(one.name, part):
            continue
        with suppress(OSError):  # a loop of links
            if one.is_dir() or one.is_file():
                yield FoundFile(one.path, one.name, one.is_dir())


def is_offered(name: str, part: str) -> bool:
    """Whether a name has the typed part in it. Hidden files are offered only behind a dot."""
    if not name.isprintable() or '"' in name:
        return False
    return part.lower() in name.lower() and (part.startswith(".") or not name.startswith("."))


def make_entry(folder: str, file: FoundFile) -> Entry:
    """Make the entry of a file or folder."""
    path = f"{folder}{file.name}"
    if file.is_folder:
        return Entry(make_mention(path, is_folder=True), f"{path}/", "folder")
    description = "picture " if is_picture(file.name) else ""
    with suppress(OSError):  # it was removed meanwhile
        description += describe_size(os.stat(file.path).st_size)
    return Entry(make_mention(path, is_folder=False), path, description)
