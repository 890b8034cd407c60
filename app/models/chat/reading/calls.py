"""Puts the tool calls of an answer together from the fragments in which servers send them.

Servers leave out index or id, repeat both, give every call the index 0, split a name or repeat it, send the arguments
as an object. What this program does not know of a call is kept, because the same model may require it back.
"""

import json
from collections.abc import Iterator
from typing import cast

from msgspec import Struct, field

from app.models.chat.bounds import MAX_CALL_BYTES, MAX_CALLS, MAX_NAME_CHARS
from app.models.chat.fields.half_characters import HalfCharacters, whole_text
from app.models.chat.fields.lenient_json import Fields, count_of, fields_of, words_of_scalar
from app.models.model import CallPiece

MIB = 2**20
OWN_FIELDS = {"index", "id", "type", "function", "name", "arguments"}
"""Fields of a call that are read here."""
LONG_CALL = f"a call of more than {MAX_CALL_BYTES // MIB} MiB"
FUNCTION_FIELDS = {"name", "arguments"}


class Call(Struct):
    """One call so far. `fields`, `function_fields`: those that this program does not know."""

    id: str = ""
    name: str = ""
    begun: bool = False
    chars: int = 0
    unknown_chars: int = 0
    fields: Fields = field(default_factory=dict[str, object])
    function_fields: Fields = field(default_factory=dict[str, object])
    arguments: HalfCharacters = field(default_factory=HalfCharacters)


class TooManyCalls(Exception):
    """A bound was passed; the text says which."""


class Calls:
    """The calls of one answer, by our own index."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._our_indexes: dict[int, int] = {}  # the server's index → ours
        self._by_id: dict[str, int] = {}

    def add(self, delta: Fields) -> Iterator[CallPiece]:
        """Take a fragment. Its name is passed on when the arguments begin: until then more of it may come."""
        function = fields_of(delta.get("function")) or delta
        name = words_of_scalar(function.get("name"))
        arguments = arguments_of(function.get("arguments"))
        index, fresh = self._index_of(delta, name)
        if fresh:
            yield from self._begin(*range(index))
        call = self.calls[index]
        call.id = call.id or words_of_scalar(delta.get("id"))
        if name and not call.begun and len(call.name) <= MAX_NAME_CHARS:
            call.name = whole_name(call.name, name)
        self._keep_unknown(call, delta, function)
        call.chars += len(arguments) + len(name)
        if call.chars > MAX_CALL_BYTES:
            raise TooManyCalls(LONG_CALL)
        arguments = call.arguments.join(arguments)
        if arguments:
            yield from self._begin(index)
            yield CallPiece(index, "", arguments)

    def more_arguments(self, delta: Fields) -> CallPiece | None:
        """Take a fragment that is nothing but more arguments, as nearly every one is; `None` for any other."""
        function, number = delta.get("function"), delta.get("index")
        if len(delta) != 2 or type(function) is not dict or type(number) is not int:
            return None
        index = self._our_indexes.get(number, -1)
        fields = cast(Fields, function)
        arguments = fields.get("arguments")
        if index < 0 or len(fields) != 1 or not isinstance(arguments, str) or not arguments:
            return None
        call = self.calls[index]
        chars = call.chars + len(arguments)
        if not call.begun or call.arguments.held or chars > MAX_CALL_BYTES:
            return None
        call.chars = chars
        return CallPiece(index, "", arguments)

    def end(self) -> Iterator[CallPiece]:
        """Yield what was held back."""
        yield from self._begin(*range(len(self.calls)))
        for index, call in enumerate(self.calls):
            if held := call.arguments.end():
                yield CallPiece(index, "", held)

    def _begin(self, *indexes: int) -> Iterator[CallPiece]:
        for index in indexes:
            call = self.calls[index]
            if not call.begun:
                call.begun = True
                yield CallPiece(index, whole_text(call.name))

    def _index_of(self, delta: Fields, name: str) -> tuple[int, bool]:
        """Return our index of the call that the fragment belongs to, and whether it begins one."""
        number, id = count_of(delta.get("index")), words_of_scalar(delta.get("id"))
        known = self._known(number, id)
        if known is not None and not self._is_another(self.calls[known], number, id, name):
            return known, False
        if len(self.calls) >= MAX_CALLS:
            raise TooManyCalls(f"more than {MAX_CALLS} calls")
        self.calls.append(Call())
        index = len(self.calls) - 1
        if number is not None:
            self._our_indexes[number] = index
        if id:
            self._by_id.setdefault(id, index)
        return index, True

    def _known(self, number: int | None, id: str) -> int | None:
        if number is not None:
            return self._our_indexes.get(number)
        if id and id in self._by_id:
            return self._by_id[id]
        return len(self.calls) - 1 if self.calls else None

    def _is_another(self, call: Call, number: int | None, id: str, name: str) -> bool:
        """Whether the fragment begins another call: with a new id; without ids, with a name where one is complete."""
        if id and call.id:
            return id != call.id
        if not name or not call.name:
            return False
        return (number is None and not id) or (call.begun and name != call.name)

    def _keep_unknown(self, call: Call, delta: Fields, function: Fields) -> None:
        of_function: Fields = {}
        if function is not delta:
            of_function = {name: value for name, value in function.items() if name not in FUNCTION_FIELDS}
        of_call = {name: value for name, value in delta.items() if name not in OWN_FIELDS}
        if not of_call and not of_function:
            return
        merge(call.fields, of_call)
        merge(call.function_fields, of_function)
        call.unknown_chars += len(json_text([of_call, of_function]))
        if call.unknown_chars > MAX_CALL_BYTES:
            raise TooManyCalls(f"a call with more than {MAX_CALL_BYTES // MIB} MiB of other fields")


def whole_name(so_far: str, more: str) -> str:
    """Return the name of a call whose name comes in fragments, or again, or grown."""
    if more.startswith(so_far):
        return more
    return so_far + more


def arguments_of(value: object) -> str:
    """Return arguments as text. An empty object or list stands for none yet."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict | list) or not value:
        return ""
    return json_text(cast(object, value))


def json_text(value: object) -> str:
    """Return compact JSON, halves of characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def merge(into: Fields, more: Fields) -> None:
    """Merge the fields of a later fragment: objects field by field, anything else replaces what was there."""
    for name, value in more.items():
        earlier, later = fields_of(into.get(name)), fields_of(value)
        if earlier is not None and later is not None:
            merge(earlier, later)
        elif value is not None or name not in into:
            into[name] = value
