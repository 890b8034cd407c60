"""A settings file in TOML: its text, its values, and errors that name file, line and key."""

import re
from pathlib import Path
from typing import cast

from msgspec import Struct

from app.api.errors import ConfigError
from app.settings.os_errors import describe_os_error

POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
NAME_IN_REASON = re.compile(r"\((?:'[^']*',? ?)+\)|'[^']{4,}'")
"""Names in the words of tomllib, which has them as tuples and alone."""
SETTING = re.compile(r"[a-z_]{1,24}")
"""What the name of a setting looks like, and that of a table."""
PERHAPS_KEY = re.compile(r"(?:sk|pk|rk|gsk|xai|ghp|hf|key|token|bearer)[-_ ].*|(?=.*\d)(?!.*[./:]).{16,}|.{64,}", re.I)
"""A name in a table that may be a key: it begins like one, or it is long and has digits, but no part of a path."""
HIDDEN = "…"


def shown_name(name: str, *, in_table: bool = False) -> str:
    """Return a name as a sentence may repeat it: a person may have written a key there, in place of its value."""
    may_show = not PERHAPS_KEY.fullmatch(name)
    if not in_table:
        may_show = may_show and bool(SETTING.fullmatch(name))
    return name if may_show else HIDDEN


class TomlText(Struct, frozen=True, kw_only=True):
    """The text of a file."""

    path: Path
    text: str = ""

    def error(self, names: tuple[str, ...], problem: str) -> ConfigError:
        """Make the error of a value, naming file, line and key."""
        shown = ".".join(shown_name(name, in_table=place > 0) for place, name in enumerate(names))
        return ConfigError(f"{self.path}, line {line_of(self.text, names)}: {shown} {problem}.")


def read_text(path: Path) -> str:
    """Read the text; a missing file is empty. Raises `ConfigError`."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {describe_os_error(error)}.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: the file is not UTF-8 text.") from error
    # TOML accepts the line ends of Windows; counting lines here needs one kind.
    return text.replace("\r\n", "\n")


def parse(file: TomlText) -> dict[str, object]:
    """Parse the text as TOML. Raises `ConfigError`."""
    if not file.text.strip():
        return {}
    import tomllib  # late: most people have neither config.toml nor profiles.toml

    try:
        return tomllib.loads(file.text)
    except RecursionError as error:
        raise ConfigError(f"{file.path}: the file is nested too deeply.") from error
    except tomllib.TOMLDecodeError as error:
        problem = str(error)
        position = POSITION.search(problem)
        lines = file.text.rstrip("\n").split("\n")
        number = len(lines)
        if position and position[1]:
            number = int(position[1])
        reason = NAME_IN_REASON.sub(HIDDEN, POSITION.sub("", problem))
        reason = f"{reason[:1].lower()}{reason[1:]}"
        if key := KEY.match(lines[min(number, len(lines)) - 1]):
            name = ".".join(shown_name(part.strip("\"'"), in_table=True) for part in key[1].split("."))
            reason = f"{name}: {reason}"
        raise ConfigError(f"{file.path}, line {number}: {reason}.") from error


def line_of(text: str, names: tuple[str, ...]) -> int:
    """Return the line where a key's statement begins.

    It follows the longest beginning of the file that is valid TOML and does not have the key.
    """
    import tomllib  # late: see `parse`

    lines = text.split("\n")
    start = 1
    for number in range(1, len(lines) + 1):
        try:
            found: object = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value of several lines
        for name in names:
            if not isinstance(found, dict):
                found = None
                break
            found = cast(dict[str, object], found).get(name)
        if found is not None:
            return start
        start = number + 1
    return start
