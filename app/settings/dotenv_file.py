"""The `.env` of the current folder: read as values, never put into the environment. `reading` calls it.

The file may be a stranger's, in a cloned repository. So only four names are honoured, `${…}` is not replaced (it
could carry a secret of the environment into an address), and no parent folder is searched.
"""

import io
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from app.api.errors import ConfigError

HONOURED = {
    "OPENAI_API_KEY": "api_key",
    "OPENAI_BASE_URL": "base_url",
    "ASSISTANT_CHAT_MODEL": "model",
    "ASSISTANT_CHAT_API": "api",
}
"""The names that count, and the settings they are."""

MAX_BYTES = 1_000_000
KEY = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=?")


class DotenvFile(Struct, frozen=True, kw_only=True):
    """What the file sets, and the line of each."""

    path: Path
    values: Mapping[str, str] = {}
    lines: Mapping[str, int] = {}

    def error(self, name: str, problem: str) -> ConfigError:
        """The error of a value, naming file, line and key."""
        key = next(key for key, setting in HONOURED.items() if setting == name)
        return ConfigError(f"{self.path}, line {self.lines[name]}: {key} {problem}.")


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
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path} is larger than {MAX_BYTES:,} bytes; it is not a file of settings.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: the file is not UTF-8 text.") from error
    return parsed(path, text)


def parsed(path: Path, text: str) -> DotenvFile:
    """The honoured names of the file; the last line of a name wins, as everywhere with such files."""
    from dotenv.parser import parse_stream  # late: most folders have no .env

    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for binding in parse_stream(io.StringIO(text)):
        # A statement begins after the blank lines that the parser counts to it.
        statement = binding.original.string
        blank = statement[: len(statement) - len(statement.lstrip())]
        line = binding.original.line + blank.count("\n")
        if binding.error:
            named = KEY.match(statement)
            raise ConfigError(f"{path}, line {line}: {named[1] if named else 'the line'} cannot be read as NAME=value.")
        if binding.key in HONOURED and binding.value:
            values[HONOURED[binding.key]] = binding.value
            lines[HONOURED[binding.key]] = line
    return DotenvFile(path=path, values=values, lines=lines)
