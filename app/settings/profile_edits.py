"""Changes `profiles.toml` as text, so that the user's comments, order and spelling stay.

Each change is read again and compared with what it should be. A file in which it cannot be made in this way, such as
one with all profiles on one line, is left as it is.
"""

import json
import re
from collections.abc import Mapping, Sequence

from app.api.errors import ConfigError
from app.settings.profiles_file import ProfilesFile, ProfileTable, profiles_in
from app.settings.toml_text import TomlText

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
DEFAULT_LINE = re.compile(r"""(\s*default\s*=\s*)(?:"[^"]*"|'[^']*')(.*)""")
HEADER_LINE = re.compile(r"\s*\[")
COMMENT_LINE = re.compile(r"\s*(?:#.*)?")


def with_table(file: ProfilesFile, name: str, base_url: str) -> ProfilesFile:
    """Add a profile at the end. Raises `ConfigError`."""
    above = file.text.rstrip("\n")
    if above:
        above += "\n\n"
    text = f"{above}{header(name)}\nbase_url = {quoted(base_url)}\n"
    table = ProfileTable(name=name, base_url=base_url)
    return checked(file, text, file.default, {**file.tables, name: table})


def with_default(file: ProfilesFile, name: str) -> ProfilesFile:
    """Make a profile the default. Raises `ConfigError`."""
    lines = file.text.split("\n")
    first_table = next((number for number, line in enumerate(lines) if HEADER_LINE.match(line)), len(lines))
    place = default_place(lines)
    if place is not None:
        lines[place] = DEFAULT_LINE.sub(lambda line: f"{line[1]}{quoted(name)}{line[2]}", lines[place])
        return checked(file, "\n".join(lines), name, file.tables)
    while first_table > 0 and lines[first_table - 1].lstrip().startswith("#"):
        first_table -= 1  # comments directly above a table belong to it
    lines[first_table:first_table] = [f"default = {quoted(name)}", ""]
    return checked(file, "\n".join(lines).strip("\n") + "\n", name, file.tables)


def default_place(lines: Sequence[str]) -> int | None:
    """Return the index of the line of the default, which is above all tables."""
    for number, line in enumerate(lines):
        if HEADER_LINE.match(line):
            return None
        if DEFAULT_LINE.fullmatch(line):
            return number
    return None


def without_table(file: ProfilesFile, name: str) -> ProfilesFile:
    """Remove a profile; if it is the default, there is none then. Raises `ConfigError`."""
    key = re.escape(name)
    own = re.compile(rf"\s*\[\s*profiles\s*\.\s*(?:{key}|\"{key}\"|'{key}')\s*[.\]]")
    kept: list[str] = []
    is_inside = False
    held_back: list[str] = []  # comments and empty lines, which belong to the next table
    for line in file.text.split("\n"):
        if HEADER_LINE.match(line):
            is_inside = own.match(line) is not None
        if not is_inside:
            kept += [*held_back, line]
            held_back = []
        elif COMMENT_LINE.fullmatch(line):
            held_back.append(line)
        else:
            held_back = []
    default = file.default
    if default == name:
        default = ""
        place = default_place(kept)
        if place is not None:
            del kept[place]
    tables = {other: table for other, table in file.tables.items() if other != name}
    return checked(file, "\n".join(kept).strip("\n") + "\n", default, tables)


def checked(file: ProfilesFile, text: str, default: str, tables: Mapping[str, ProfileTable]) -> ProfilesFile:
    """Return the file with this text. Raises `ConfigError` if the text does not say what it should."""
    by_hand = f"{file.path} cannot be changed by this program as it is written. Change it in an editor."
    try:
        changed = profiles_in(TomlText(path=file.path, text=text))
    except ConfigError as error:
        raise ConfigError(by_hand) from error
    if (changed.default, changed.tables) != (default, tables):
        raise ConfigError(by_hand)
    return changed


def header(name: str) -> str:
    """Return the line that begins a table."""
    key = name
    if not BARE_KEY.fullmatch(name):
        key = quoted(name)
    return f"[profiles.{key}]"


def quoted(text: str) -> str:
    """Return a text as TOML has it, which for printable text is as in JSON."""
    return json.dumps(text, ensure_ascii=False)
