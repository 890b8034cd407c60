"""The files below the current folder, found by a walk in a thread, and searched by a few letters of their paths.

The walk goes from the folders at the top to those far below and ends at a number of files or after a time, so that a
home folder or a slow disk costs no more than a project. It leaves out hidden folders, what .gitignore names, and links
to folders, which may lead in a circle.
"""

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.tui.text.fuzzy import SCATTERED, Searchable, fold, search
from app.tui.widgets.box.files.ignore_rules import Rule, is_ignored, read_rules

MAX_FILES = 10_000
"""Files and folders that are searched: with more of them a key would wait."""
MAX_SEEN = 100_000
"""Those that are looked at, with what is left out."""
MAX_WALK_S = 3.0
MAX_GAP = 16
"""Characters between the letters of a query: with more of them almost any path has the letters of a word."""
FOREIGN = frozenset({"node_modules", "__pycache__"})
"""Folders that programs fill, also where no .gitignore says so."""


class ProjectFile(NamedTuple):
    """A regular file or a folder. `path`: as the user names it."""

    path: str
    is_folder: bool

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class ProjectFiles:
    """The files that one walk finds. They can be searched while it goes on."""

    def __init__(self) -> None:
        self.is_cut_off = False
        """Whether there are files that the walk did not come to."""
        self._stopped = False
        self._files: list[ProjectFile] = []
        self._texts: list[Searchable] = []
        self._query = ""
        self._hits: list[int] | None = None
        """The places of what was found for the query; None before the first."""
        self._searched = 0
        """How many files were there then."""

    def __len__(self) -> int:
        return len(self._texts)

    def stop(self) -> None:
        """Let the walk end at the next file."""
        self._stopped = True

    def walk(self) -> None:
        """Find the files. For a thread."""
        try:
            root = Path.cwd()
        except OSError:  # it was deleted
            return
        until = time.monotonic() + MAX_WALK_S
        for seen, found in enumerate(generate_files(root)):
            full = len(self._texts) == MAX_FILES or seen == MAX_SEEN or time.monotonic() > until
            if full or self._stopped:
                self.is_cut_off = True
                return
            if found is not None:
                self._files.append(found)
                self._texts.append(Searchable(fold(found.path), ""))

    def search(self, query: str) -> Iterator[ProjectFile]:
        """Return the files whose paths have the letters of a query, the best first, and short ones before long ones."""
        count = len(self._texts)
        places: Sequence[int] = range(count)
        if self._hits is not None and count == self._searched and query.startswith(self._query):
            places = self._hits  # what has more letters is among them
        texts = [self._texts[place] for place in places]
        hits = sorted((bad, len(texts[at].label), places[at]) for bad, at in search(texts, query))
        self._query, self._hits, self._searched = query, sorted(place for _, _, place in hits), count
        return (self._files[place] for bad, _, place in hits if bad <= SCATTERED + MAX_GAP)


def generate_files(root: Path) -> Iterator[ProjectFile | None]:
    """Yield the files and folders below a folder, those at the top first; None for what is left out."""
    repository = find_repository(root)
    prefix = root.relative_to(repository).parts
    above: list[Rule] = []
    for count in range(len(prefix)):
        above += read_rules(repository.joinpath(*prefix[:count]), prefix[:count])
    folders = deque([(prefix, above)])
    while folders:
        parts, outer = folders.popleft()
        folder = repository.joinpath(*parts)
        rules = [*outer, *read_rules(folder, parts)]
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                path = (*parts, entry.name)
                found = read_entry(entry, "/".join(path[len(prefix) :]))
                if found and is_left_out(found, path, rules):
                    found = None
                if found and found.is_folder and not found.name.startswith(".") and not entry.is_symlink():
                    folders.append((path, rules))
                yield found


def is_left_out(file: ProjectFile, path: tuple[str, ...], rules: Sequence[Rule]) -> bool:
    """Whether a file is one that nobody wants to name. `path`: its parts from the top of the repository."""
    if file.is_folder and file.name in FOREIGN:
        return True
    return is_ignored(rules, path, is_folder=file.is_folder)


def find_repository(folder: Path) -> Path:
    """Return the top of the repository that a folder is in, whose .gitignore counts there; else the folder."""
    return next((one for one in (folder, *folder.parents) if os.path.exists(one / ".git")), folder)


def read_entry(entry: os.DirEntry[str], path: str) -> ProjectFile | None:
    """Return what a folder has under a name; None for what cannot be named, and what is no folder or regular file."""
    if not entry.name.isprintable() or '"' in entry.name:
        return None
    try:
        is_folder = entry.is_dir()
        if not is_folder and not entry.is_file():  # a pipe, a device, a link that leads nowhere
            return None
    except OSError:  # a loop of links
        return None
    return ProjectFile(path, is_folder)
