"""`config.toml` in the user's config folder. The file is only read, never written."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from msgspec import Struct

from app.api.errors import ConfigError
from app.settings.os_errors import describe_os_error

TEXT = ("model", "base_url", "api_key", "api", "data_dir", "server", "server_key", "theme")
NUMBERS = ("run_ttl",)
TABLES = ("models", "keymap")
POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


class ConfigFile(Struct, frozen=True, kw_only=True):
    """The file as read: single values as text, and the two tables."""

    path: Path
    text: str = ""
    values: Mapping[str, str] = {}
    models: dict[str, str] = {}
    keymap: dict[str, str] = {}

    def error(self, names: tuple[str, ...], problem: str) -> ConfigError:
        """Make the error of a value, naming file, line and key."""
        return ConfigError(f"{self.path}, line {line_of(self.text, names)}: {'.'.join(names)} {problem}.")


def read_config(path: Path) -> ConfigFile:
    """Read the file; a missing one is empty. Raises `ConfigError` naming file, line and key."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ConfigFile(path=path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {describe_os_error(error)}.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: the file is not UTF-8 text.") from error
    # TOML accepts the line ends of Windows; counting lines here needs one kind.
    return with_values(ConfigFile(path=path, text=text.replace("\r\n", "\n")))


def with_values(file: ConfigFile) -> ConfigFile:
    """Return the file with its values. Raises `ConfigError` for one of the wrong type."""
    values: dict[str, str] = {}
    tables: dict[str, dict[str, str]] = {"models": {}, "keymap": {}}
    for name, value in parse(file).items():
        if name in TEXT and isinstance(value, str):
            values[name] = value
        elif name in NUMBERS and type(value) is int:  # bool is an int too
            values[name] = str(value)
        elif name in TABLES and isinstance(value, dict):
            tables[name] = check_text_table(file, name, cast(dict[str, object], value))
        else:
            raise file.error((name,), problem_of(name))
    return ConfigFile(path=file.path, text=file.text, values=values, models=tables["models"], keymap=tables["keymap"])


def problem_of(name: str) -> str:
    """Return the end of the sentence about a value of the wrong type, or about an unknown key."""
    if name in TEXT:
        return 'must be text in quotes, such as "…"'
    if name in NUMBERS:
        return "must be a whole number"
    if name in TABLES:
        return f"must be a table: a line [{name}] with lines of name = value under it"
    return f"is not a setting. Settings: {', '.join((*TEXT, *NUMBERS))}; tables: {' and '.join(TABLES)}"


def check_text_table(file: ConfigFile, table: str, found: dict[str, object]) -> dict[str, str]:
    """Check that a table holds texts alone. Raises `ConfigError` for another value."""
    for name, value in found.items():
        if not isinstance(value, str):
            raise file.error((table, name), problem_of(TEXT[0]))
    return cast(dict[str, str], found)


def parse(file: ConfigFile) -> dict[str, object]:
    """Parse the text as TOML. Raises `ConfigError`."""
    import tomllib  # late: most people have no config.toml

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
        reason = POSITION.sub("", problem)
        reason = f"{reason[:1].lower()}{reason[1:]}"
        if key := KEY.match(lines[min(number, len(lines)) - 1]):
            reason = f"{key[1]}: {reason}"
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
