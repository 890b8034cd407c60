"""Forms, as the SDKs write them: a property of an object is a field `expires_after[seconds]`, `file` is the file."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

Json = object
BOUNDARY = "conformance-boundary"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
FILE_FIELDS = frozenset({"file", "data"})
FILENAME = "probe.bin"
Fields = list[tuple[str, bytes]]


def form_fields(body: Mapping[str, Json]) -> Fields:
    """Return the fields of a form that says the same as a JSON object; `file` has one byte for each character."""
    return [field for name, value in body.items() for field in _fields(name, value)]


def _fields(name: str, value: Json) -> Iterator[tuple[str, bytes]]:
    match value:
        case dict():
            for key, one in cast("dict[str, Json]", value).items():
                yield from _fields(f"{name}[{key}]", one)
        case list():
            for one in cast("list[Json]", value):
                yield from _fields(f"{name}[]", one)
        case str() if name in FILE_FIELDS:
            yield name, value.encode("latin-1", "replace")
        case str():
            yield name, value.encode("utf-8", "surrogatepass")
        case _:
            yield name, json.dumps(value).encode()


def write_form(fields: Fields, boundary: str = BOUNDARY, filename: str = FILENAME) -> bytes:
    """Write the body of a form."""
    line = f"--{boundary}".encode()
    parts = [
        b"%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (line, _described(name, filename), value)
        for name, value in fields
    ]
    return b"".join(parts) + line + b"--\r\n"


def _described(name: str, filename: str) -> bytes:
    quoted = f'name="{_escaped(name)}"'
    if name in FILE_FIELDS:
        quoted += f'; filename="{_escaped(filename)}"'
    return quoted.encode("utf-8", "surrogatepass")


def _escaped(text: str) -> str:
    """Escape a name as browsers do. Source: HTML standard, "multipart/form-data encoding algorithm"."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
