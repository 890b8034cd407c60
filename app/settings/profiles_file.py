"""`profiles.toml` in the user's config folder: the endpoints that the user keeps, each as a table with its name.

    default = "groq"

    [profiles.groq]
    base_url = "https://api.groq.com/openai/v1"

People write it too, so every value is checked, and an error names its line. Keys are not in it.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from msgspec import Struct

from app.api.model_reference import is_profile_name, parse_model
from app.settings.toml_text import TomlText, parse, read_text
from app.settings.values import check_path, check_text, check_url

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110."""
OF_THE_CONNECTION = {"connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"}
"""Headers that say how a request is sent, which the HTTP client decides: others break the connection."""
OF_THE_CALL = {"messages", "model", "stream"}
"""Fields of the body that are the program's own: it shows and stores what it sent, and which model answered."""
FIELDS = ("base_url", "model", "headers", "extra_body", "ca_file", "second_choice")
TABLE_HINT = "must be a table, such as { name = value }"
TEXT_HINT = 'must be text in quotes, such as "…"'


class ProfileTable(Struct, frozen=True, kw_only=True):
    """A table `[profiles.NAME]`. Empty fields are not set.

    `headers` go with every request, `extra_body` into the body of every model call; `ca_file` has the certificates
    that are trusted there besides the usual ones. `second_choice`: a model as `PROFILE::MODEL`.
    """

    name: str = ""
    base_url: str = ""
    model: str = ""
    headers: dict[str, str] = {}
    extra_body: dict[str, object] = {}
    ca_file: Path | None = None
    second_choice: str = ""

    def __repr__(self) -> str:
        """Without the headers and the body, which may hold secrets."""
        return f"ProfileTable({self.name!r}, {self.base_url!r})"


class ProfilesFile(TomlText, frozen=True, kw_only=True):
    """The file as read. `default`: the profile in use when no setting names another."""

    default: str = ""
    tables: Mapping[str, ProfileTable] = {}


def read_profiles(path: Path) -> ProfilesFile:
    """Read the file; a missing one is empty. Raises `ConfigError` naming file, line and key."""
    return profiles_in(TomlText(path=path, text=read_text(path)))


def profiles_in(file: TomlText) -> ProfilesFile:
    """Check the values of a text. Raises `ConfigError`."""
    values = parse(file)
    default = read_value(file, values.pop("default", ""), ("default",), check_text)
    profiles = values.pop("profiles", {})
    if not isinstance(profiles, dict):
        raise file.error(("profiles",), "must be tables: a line [profiles.NAME] with lines of name = value under it")
    for name in values:
        raise file.error((name,), "is not known here. Known: default, and tables [profiles.NAME]")
    tables = {name: read_table(file, name, table) for name, table in cast("dict[str, object]", profiles).items()}
    return ProfilesFile(path=file.path, text=file.text, default=default, tables=tables)


def read_table(file: TomlText, name: str, table: object) -> ProfileTable:
    """Check one table. Raises `ConfigError`."""
    place = ("profiles", name)
    if not is_profile_name(name) or name == "built-in":
        raise file.error(place, "is no name for a profile: letters, digits, dots, - and _, and not built-in")
    if not isinstance(table, dict):
        raise file.error(place, "must be a table")
    values = cast("dict[str, object]", table)
    for field in values:
        if field not in FIELDS:
            raise file.error((*place, field), f"is not known. Known: {', '.join(FIELDS)}")
    base_url = read_value(file, values.get("base_url", ""), (*place, "base_url"), check_url)
    if not base_url:
        raise file.error(place, "has no base_url")
    return ProfileTable(
        name=name,
        base_url=base_url,
        model=read_value(file, values.get("model", ""), (*place, "model"), check_text),
        headers=read_headers(file, values.get("headers", {}), (*place, "headers")),
        extra_body=read_body(file, values.get("extra_body", {}), (*place, "extra_body")),
        ca_file=read_ca_file(file, values.get("ca_file", ""), (*place, "ca_file")),
        second_choice=read_value(file, values.get("second_choice", ""), (*place, "second_choice"), check_second_choice),
    )


def read_value(file: TomlText, value: object, place: tuple[str, ...], check: Callable[[str], str]) -> str:
    """Check a text. Raises `ConfigError`."""
    if not isinstance(value, str):
        raise file.error(place, TEXT_HINT)
    if not value.strip():
        return ""
    try:
        return check(value)
    except ValueError as error:
        raise file.error(place, str(error)) from error


def read_ca_file(file: TomlText, value: object, place: tuple[str, ...]) -> Path | None:
    """Check the path of the certificates; a relative one begins at the folder of the file. Raises `ConfigError`."""

    def check(text: str) -> str:
        path = text.strip()
        if not path.startswith("~"):
            path = str(file.path.parent / path)
        return str(check_path(check_text(path)))

    path = read_value(file, value, place, check)
    return Path(path) if path else None


def read_headers(file: TomlText, value: object, place: tuple[str, ...]) -> dict[str, str]:
    """Check the headers. Raises `ConfigError`."""
    if not isinstance(value, dict):
        raise file.error(place, TABLE_HINT)
    headers: dict[str, str] = {}
    for name, text in cast("dict[str, object]", value).items():
        if not HEADER_NAME.fullmatch(name):
            raise file.error((*place, name), "is no name of a header")
        if name.lower() in OF_THE_CONNECTION:
            raise file.error((*place, name), "belongs to the connection and cannot be set")
        if not isinstance(text, str) or not (text.isascii() and text.isprintable()):
            raise file.error((*place, name), "must be text in quotes, of plain ASCII characters")
        headers[name] = text
    return headers


def read_body(file: TomlText, value: object, place: tuple[str, ...]) -> dict[str, object]:
    """Check the extra fields of the body: whatever JSON has too. Raises `ConfigError`."""
    if not isinstance(value, dict):
        raise file.error(place, TABLE_HINT)
    fields = cast("dict[str, object]", value)
    for name, field in fields.items():
        if name in OF_THE_CALL:
            raise file.error((*place, name), "is set by the program for each request and cannot be set here")
        if not is_json(field):
            raise file.error((*place, name), "must be text, a number, true or false, a list or a table")
    return fields


def is_json(value: object) -> bool:
    """Whether a value of TOML is one of JSON: not a date or a time, not infinite."""
    if isinstance(value, dict):
        return all(map(is_json, cast("dict[str, object]", value).values()))
    if isinstance(value, list):
        return all(map(is_json, cast("list[object]", value)))
    if isinstance(value, float):
        return value - value == 0
    return isinstance(value, str | int)


def check_second_choice(value: str) -> str:
    """Accept a model of a profile."""
    reference = parse_model(check_text(value))
    if not (reference.profile and reference.model):
        raise ValueError('must name a profile and a model, such as "groq::llama-3.3-70b"')
    return reference.text
