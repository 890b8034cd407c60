"""Finds the fields of an assistant's message that this program does not know: its model may require them back."""

import msgspec
from msgspec import Struct

from app.models.chat.fields.chunks import Delta
from app.models.chat.fields.lenient_json import Fields, fields_of, list_of

STANDARD = {"role", "audio", "annotations", "name", "id", "index", "type", "object", "logprobs", "finish_reason"}
OF_NO_USE = {"stop_reason", "matched_stop", "token_ids", "tokens", "usage", "citations", "finish_details"}
"""What servers tell of the message, rather than what is part of it."""
KNOWN = {*Delta.__struct_fields__, *STANDARD, *OF_NO_USE}


class _Choice(Struct, frozen=True):
    delta: dict[str, object] | None = None
    message: dict[str, object] | None = None


class _Chunk(Struct, frozen=True):
    choices: list[_Choice]


_DECODER = msgspec.json.Decoder(_Chunk)


class UnknownFields:
    """Reads them from chunk after chunk, and passes over chunks that have no more fields than one without any."""

    def __init__(self) -> None:
        self._lean_count = -1

    def of_payload(self, payload: bytes) -> Fields:
        """Return those of a chunk that the strict decoder took."""
        count = payload.count(b'":')
        if 0 <= count <= self._lean_count:
            return {}
        try:
            choices = _DECODER.decode(payload).choices
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # in a field that nobody else reads
            return {}
        found = _unknown(choices[0].delta or choices[0].message or {}) if choices else {}
        if not found and (self._lean_count < 0 or count < self._lean_count):
            self._lean_count = count
        return found

    def of_fields(self, chunk: Fields) -> Fields:
        """Return those of a chunk that was read field by field."""
        choice = fields_of(next(iter(list_of(chunk.get("choices"))), chunk)) or {}
        return _unknown(fields_of(choice.get("delta")) or fields_of(choice.get("message")) or {})


def _unknown(fields: Fields) -> Fields:
    if fields.keys() <= KNOWN:
        return {}
    return {name: value for name, value in fields.items() if name not in KNOWN and value not in (None, "", [], {})}
