"""The rules of .gitignore files: which files of a project nobody wants to name.

Read here and not by git, which runs programs that the settings of a repository name. The parts of a path are matched
one by one, so that no pattern takes exponential time.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

FILE_NAME = ".gitignore"
MAX_BYTES = 64_000
"""Of a .gitignore that are read."""
ANY_FOLDERS = "**"
"""A part of a pattern that stands for any number of folders, or none."""


class Rule(NamedTuple):
    """A line of a .gitignore. `base`: the parts of the path of its folder. `parts`: those of the pattern."""

    base: tuple[str, ...]
    parts: tuple[str, ...]
    only_folders: bool
    ignores: bool

    def matches(self, path: tuple[str, ...], *, is_folder: bool) -> bool:
        """Whether the rule is for a path, given as its parts."""
        if self.only_folders and not is_folder:
            return False
        if len(self.parts) == 2 and self.parts[0] == ANY_FOLDERS:  # most rules: a name in any folder
            return fnmatchcase(path[-1], self.parts[1])
        return matches_parts(path[len(self.base) :], self.parts)


def is_ignored(rules: Sequence[Rule], path: tuple[str, ...], *, is_folder: bool) -> bool:
    """Whether a path in the folders of these rules is ignored: the last rule for it decides."""
    return next((rule.ignores for rule in reversed(rules) if rule.matches(path, is_folder=is_folder)), False)


def read_rules(folder: Path, base: tuple[str, ...]) -> list[Rule]:
    """Return the rules in the .gitignore of a folder; none where no such file can be read."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            content = file.read(MAX_BYTES)
    except OSError:
        return []
    return list(parse_rules(content.decode("utf-8", "replace"), base))


def parse_rules(text: str, base: tuple[str, ...]) -> Iterable[Rule]:
    """Yield the rules of a .gitignore in the folder `base`."""
    for line in text.splitlines():
        pattern = line.rstrip()
        if not pattern or pattern.startswith("#"):
            continue
        ignores = not pattern.startswith("!")
        pattern = pattern.removeprefix("!").removeprefix("\\")
        parts = tuple(filter(None, pattern.split("/")))
        if not parts:
            continue
        if "/" not in pattern.rstrip("/"):
            parts = (ANY_FOLDERS, *parts)
        if parts[-1] == ANY_FOLDERS:  # all that is in the folder, and not the folder itself
            parts = (*parts, "*")
        yield Rule(base, parts, pattern.endswith("/"), ignores)


def matches_parts(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether all of a path matches a pattern."""
    reached = find_places({0}, pattern)
    for part in path:
        after = {at for at in reached if at < len(pattern) and pattern[at] == ANY_FOLDERS}
        after |= {at + 1 for at in reached - after if at < len(pattern) and fnmatchcase(part, pattern[at])}
        reached = find_places(after, pattern)
    return len(pattern) in reached


def find_places(reached: set[int], pattern: Sequence[str]) -> set[int]:
    """Return the places that are reached in a pattern, with those behind parts that may stand for nothing."""
    places = set(reached)
    for at in reached:
        place = at
        while place < len(pattern) and pattern[place] == ANY_FOLDERS:
            place += 1
            places.add(place)
    return places
