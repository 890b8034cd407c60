"""The `.env` of the current folder: read as values, never put into the environment.

The file may be a stranger's, in a cloned repository. So only four names are honoured, `${…}` is not expanded (it
could put a secret of the environment into an address), and parent folders are not searched.
"""

import io
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from app.api.errors import ConfigError
from app.settings.os_errors import describe_os_error

HONOURED = {
    "OPENAI_API_KEY": "api_key",
    "OPENAI_BASE_URL": "base_url",
    "ASSISTANT_CHAT_MODEL": "model",
    "ASSISTANT_CHAT_API": "api",
}
"""The names that are read, and their settings."""

MAX_BYTES = 1_000_000
KEY = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=?")


class DotenvFile(Struct, frozen=True, kw_only=True):
    """The values of the file, and the line of each."""

    path: Path
    values: Mapping[str, str] = {}
    lines: Mapping[str, int] = {}

    def error(self, name: str, problem: str) -> ConfigError:
        """Make the error of a value, naming file, line and key."""
        key = next(key for key, setting in HONOURED.items() if setting == name)
        return ConfigError(f"{self.path}, line {self.lines[name]}: {key} {problem}.")


def current_folder() -> Path | None:
    """Return the folder whose `.env` is read; None when it has been removed."""
    try:
        return Path.cwd()
    except OSError:
        return None


def read_dotenv(folder: Path) -> DotenvFile:
    """Read `.env` in this folder; a missing one (or a virtual environment of that name) is empty.

    Raises `ConfigError` naming file and line, and the key where the line has one.
    """
    path = folder / ".env"
    try:
        if not path.is_file():
            return DotenvFile(path=path)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {describe_os_error(error)}.") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path} is larger than {MAX_BYTES:,} bytes; this is not a settings file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: the file is not UTF-8 text.") from error
    return parse(path, text)


def parse(path: Path, text: str) -> DotenvFile:
    """Read the honoured names; of several lines with one name the last wins, as usual with such files."""
    from dotenv.parser import parse_stream  # late: most folders have no .env

    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for binding in parse_stream(io.StringIO(text)):
        # The parser counts blank lines before a statement as part of it.
        statement = binding.original.string
        blank = statement[: len(statement) - len(statement.lstrip())]
        line = binding.original.line + blank.count("\n")
        if binding.error:
            subject = "the line"
            if key := KEY.match(statement):
                subject = key[1]
            raise ConfigError(f"{path}, line {line}: {subject} cannot be read as NAME=value.")
        if binding.key in HONOURED and binding.value:
            values[HONOURED[binding.key]] = binding.value
            lines[HONOURED[binding.key]] = line
    return DotenvFile(path=path, values=values, lines=lines)
