"""Completes the path of a file behind an `@` in the message box."""

import os
from collections.abc import Sequence
from itertools import islice

from app.tui.text.file_mentions import find_open_mention, make_mention, mentioned_path
from app.tui.widgets.box.mentioned_files import describe_size, is_picture
from app.tui.widgets.completion import Item

MAX_ENTRIES = 5_000
"""Entries of a folder that are looked at: more would hold up the key."""
MAX_ITEMS = 200


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

    def find_items(self, typed: str) -> Sequence[Item]:
        """Return what begins as typed, then what has it inside; folders first."""
        folder, slash, part = mentioned_path(typed).rpartition("/")
        folder += slash
        try:
            with os.scandir(os.path.expanduser(folder) or ".") as entries:
                found = [one for one in islice(entries, MAX_ENTRIES) if is_offered(one.name, part)]
            found.sort(key=lambda one: (not one.name.lower().startswith(part.lower()), not one.is_dir(), one.name))
            return [make_item(folder, one) for one in found[:MAX_ITEMS]]
        except OSError:
            return ()


def is_offered(name: str, part: str) -> bool:
    """Whether a name has the typed part in it. Hidden files are offered only behind a dot."""
    if not name.isprintable() or '"' in name:
        return False
    return part.lower() in name.lower() and (part.startswith(".") or not name.startswith("."))


def make_item(folder: str, entry: os.DirEntry[str]) -> Item:
    """Make the item of a file or folder. Raises `OSError`."""
    path = f"{folder}{entry.name}"
    if entry.is_dir():
        return Item(make_mention(path, is_folder=True), f"{path}/", "folder")
    description = describe_size(entry.stat(follow_symlinks=False).st_size)
    if is_picture(entry.name):
        description = "picture: cannot be sent yet"
    return Item(make_mention(path, is_folder=False), path, description)
