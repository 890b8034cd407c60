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
            whole[outer] = _joined(whole[outer], value, outer) if outer in whole else value
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


def _joined(known: Json, more: Json, name: str) -> Json:
    """Return the value of two fields with the same beginning. Raises `RequestError` if one value is given twice."""
    if isinstance(known, dict) and isinstance(more, dict):
        joined = dict(cast("dict[str, Json]", known))
        for key, value in cast("dict[str, Json]", more).items():
            joined[key] = _joined(joined[key], value, f"{name}.{key}") if key in joined else value
        return joined
    if isinstance(known, list) and isinstance(more, list):
        return [*cast("list[Json]", known), *cast("list[Json]", more)]
    raise RequestError(f"The form has two values for '{shortened(name)}'. Send one.", param=shortened(name))


def _too_long(name: str) -> RequestError:
    return RequestError(f"The field '{shortened(name)}' is too long.", param=shortened(name))
