"""`config.toml` in the user's config folder. The file is only read, never written."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeGuard, cast

from msgspec import field

from app.settings.toml_text import TomlText, parse, read_text

TEXT = ("model", "base_url", "api_key", "api", "data_dir", "server", "server_key", "theme", "notifications")
NUMBERS = ("run_ttl", "prose_width")
SWITCHES = ("vim", "titles", "pictures")
LISTS = ("allow_origins",)
TABLES = ("models", "keymap")


class ConfigFile(TomlText, frozen=True, kw_only=True):
    """The file as read: single values as text, a list as its words, and the two tables."""

    values: Mapping[str, str] = {}
    models: dict[str, str] = field(default_factory=dict[str, str])
    keymap: dict[str, str] = field(default_factory=dict[str, str])


def read_config(path: Path) -> ConfigFile:
    """Read the file; a missing one is empty. Raises `ConfigError` naming file, line and key."""
    return with_values(ConfigFile(path=path, text=read_text(path)))


def with_values(file: ConfigFile) -> ConfigFile:
    """Return the file with its values. Raises `ConfigError` for one of the wrong type."""
    values: dict[str, str] = {}
    tables: dict[str, dict[str, str]] = {"models": {}, "keymap": {}}
    for name, value in parse(file).items():
        if name in TEXT and isinstance(value, str):
            values[name] = value
        elif name in NUMBERS and type(value) is int:  # bool is an int too
            values[name] = str(value)
        elif name in SWITCHES and isinstance(value, bool):
            values[name] = str(value).lower()
        elif name in LISTS and is_text_list(value):
            values[name] = " ".join(value)
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
    if name in SWITCHES:
        return "must be true or false"
    if name in LISTS:
        return 'must be a list of texts, such as ["…", "…"]'
    if name in TABLES:
        return f"must be a table: a line [{name}] with lines of name = value under it"
    return (
        f"is not a setting. Settings: {', '.join((*TEXT, *NUMBERS, *SWITCHES, *LISTS))}; tables: {' and '.join(TABLES)}"
    )


def is_text_list(value: object) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts alone."""
    return isinstance(value, list) and all(isinstance(one, str) for one in cast(list[object], value))


def check_text_table(file: ConfigFile, table: str, found: dict[str, object]) -> dict[str, str]:
    """Check that a table holds texts alone. Raises `ConfigError` for another value."""
    for name, value in found.items():
        if not isinstance(value, str):
            raise file.error((table, name), problem_of(TEXT[0]))
    return cast(dict[str, str], found)
