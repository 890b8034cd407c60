"""The fields of a form beside its file, as one value: `expires_after[seconds]`, as the SDKs send it, or JSON."""

import re
from typing import cast

import msgspec

from app.api.errors import RequestError
from app.api.requests.error_messages import shortened
from app.server.request_parsing import INTEGER

MAX_NAME_CHARS = 100
MAX_FIELD_BYTES = 4096
KEY = re.compile(r"\[([^\[\]]*)\]")
NESTED_NAME = re.compile(r"[^\[\]]+(\[[^\[\]]*\])+")

Json = object


class FormFields:
    """The fields of one form, while they arrive."""

    def __init__(self) -> None:
        self._fields: list[tuple[str, bytearray]] = []

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self._fields)

    def begin(self, name: str) -> None:
        """Begin a field. Raises `RequestError`."""
        if len(name) > MAX_NAME_CHARS:
            raise _too_long(name)
        self._fields.append((name, bytearray()))

    def extend(self, data: bytes) -> None:
        """Add to the newest field. Raises `RequestError`."""
        name, text = self._fields[-1]
        text += data
        if len(text) > MAX_FIELD_BYTES:
            raise _too_long(name)

    def values(self) -> dict[str, Json]:
        """Return what all fields say together. Raises `RequestError`."""
        whole: dict[str, Json] = {}
        for name, text in self._fields:
            value = _value(name, text)
            outer = name
            if NESTED_NAME.fullmatch(name):
                outer = name.partition("[")[0]
                for key in reversed(KEY.findall(name)):
                    value = {key: value} if key else [value]
            _add(whole, outer, value, outer)
        return whole


def _value(name: str, text: bytearray) -> Json:
    """Return the value of a field. A number is one inside an object, where the API has numbers."""
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        raise RequestError(f"The field '{name}' is not UTF-8.", param=name) from None
    if "[" in name and INTEGER.fullmatch(decoded):
        return int(decoded)
    if decoded.startswith("{"):
        try:
            return msgspec.json.decode(decoded)
        except (msgspec.MsgspecError, RecursionError):
            return decoded
    return decoded


def _add(whole: dict[str, Json], key: str, value: Json, name: str) -> None:
    """Add a field to an object, which may have others with the same beginning.

    Raises `RequestError` for a second value.
    """
    if key not in whole:
        whole[key] = value
        return
    known = whole[key]
    if isinstance(known, dict) and isinstance(value, dict):
        inner = cast("dict[str, Json]", known)
        for one, more in cast("dict[str, Json]", value).items():
            _add(inner, one, more, f"{name}.{one}")
    elif isinstance(known, list) and isinstance(value, list):
        cast("list[Json]", known).extend(cast("list[Json]", value))
    else:
        raise RequestError(f"The form has two values for '{shortened(name)}'. Send one.", param=shortened(name))


def _too_long(name: str) -> RequestError:
    return RequestError(f"The field '{shortened(name)}' is too long.", param=shortened(name))
