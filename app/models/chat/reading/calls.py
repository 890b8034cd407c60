"""Puts the tool calls of an answer together from the fragments in which servers send them.

Servers leave out index or id, repeat both, give every call the index 0, make a new id or index for each fragment, split
a name or repeat it, send the arguments as an object or before the name, or the whole call again. What this program does
not know of a call is kept, because the same model may require it back.
"""

import json
from collections.abc import Iterator
from typing import cast

from msgspec import Struct, field

from app.models.chat.bounds import MAX_CALL_BYTES, MAX_CALLS, MAX_NAME_CHARS
from app.models.chat.fields.half_characters import whole_text
from app.models.chat.fields.lenient_json import Fields, count_of, fields_of, first_of, words_of_scalar
from app.models.chat.fields.plain_chunks import PlainCall
from app.models.chat.reading.call_arguments import CallArguments
from app.models.model import CallPiece

MIB = 2**20
OWN_FIELDS = {"index", "id", "type", "function", "name", "arguments", "parameters", "input"}
"""Fields of a call that are read here."""
LONG_CALL = f"a call of more than {MAX_CALL_BYTES // MIB} MiB"
FUNCTION_FIELDS = {"name", "arguments", "parameters", "input"}
"""Fields of its function; some servers have another name for the arguments."""


class Call(Struct):
    """One call so far. `fields`, `function_fields`: those that this program does not know."""

    id: str = ""
    name: str = ""
    begun: bool = False
    named_again: bool = False
    chars: int = 0
    unknown_chars: int = 0
    fields: Fields = field(default_factory=dict[str, object])
    function_fields: Fields = field(default_factory=dict[str, object])
    arguments: CallArguments = field(default_factory=CallArguments)


class Fragment(Struct, frozen=True):
    """What a fragment says of the call that it belongs to."""

    number: int | None
    id: str
    name: str
    arguments: str


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
        fragment = Fragment(
            count_of(delta.get("index")),
            words_of_scalar(delta.get("id")),
            words_of_scalar(function.get("name")),
            arguments_of(first_of(function, "arguments", "parameters", "input")),
        )
        index, fresh = self._index_of(fragment)
        if fresh:
            yield from self._begin(*range(index))
        call = self.calls[index]
        call.id = call.id or fragment.id
        if fragment.name and not call.begun and len(call.name) <= MAX_NAME_CHARS:
            call.name = whole_name(call.name, fragment.name)
        self._keep_unknown(call, delta, function)
        arguments = call.arguments.add(fragment.arguments)
        call.chars += len(arguments) + len(fragment.name)
        if call.chars + call.arguments.held_chars > MAX_CALL_BYTES:
            raise TooManyCalls(LONG_CALL)
        if arguments and call.begun:
            yield CallPiece(index, "", arguments)
        elif arguments:
            yield from self._begin(index)

    def more_arguments(self, fragment: PlainCall) -> CallPiece | None:
        """Take a fragment that is nothing but more arguments, as nearly every one is; `None` for any other."""
        index = self._our_indexes.get(fragment.index, -1)
        arguments, name = fragment.function.arguments, fragment.function.name
        if index < 0 or not arguments:
            return None
        call = self.calls[index]
        if fragment.id and fragment.id != call.id:
            return None
        chars = call.chars + len(arguments)
        if name:
            chars += len(name)
            if name != call.name or call.arguments.is_complete:
                return None
        if not call.begun or call.named_again or chars > MAX_CALL_BYTES or not call.arguments.add_plain(arguments):
            return None
        call.chars = chars
        return CallPiece(index, "", arguments)

    def end(self) -> Iterator[CallPiece]:
        """Yield what was held back."""
        for index, call in enumerate(self.calls):
            held = call.arguments.end()
            if not call.begun:
                yield from self._begin(index, also_nameless=True)
            elif held:
                yield CallPiece(index, "", held)

    def _begin(self, *indexes: int, also_nameless: bool = False) -> Iterator[CallPiece]:
        """Yield the names, and the arguments that came before them."""
        for index in indexes:
            call = self.calls[index]
            if call.begun or not (call.name or also_nameless):
                continue
            call.begun = True
            yield CallPiece(index, whole_text(call.name))
            if arguments := call.arguments.text:
                yield CallPiece(index, "", arguments)

    def _index_of(self, fragment: Fragment) -> tuple[int, bool]:
        """Return our index of the call that the fragment belongs to, and whether it begins one."""
        known = self._known(fragment)
        if known is not None and not self._is_another(self.calls[known], fragment):
            if fragment.number is not None:
                self._our_indexes.setdefault(fragment.number, known)
            return known, False
        if len(self.calls) >= MAX_CALLS:
            raise TooManyCalls(f"more than {MAX_CALLS} calls")
        call = Call()
        if known is not None and not fragment.name and self.calls[known].named_again:
            call.name = self.calls[known].name
        self.calls.append(call)
        index = len(self.calls) - 1
        if fragment.number is not None:
            self._our_indexes[fragment.number] = index
        if fragment.id:
            self._by_id.setdefault(fragment.id, index)
        return index, True

    def _known(self, fragment: Fragment) -> int | None:
        """Return our index of the call that the fragment seems to belong to."""
        by_id = self._by_id.get(fragment.id) if fragment.id else None
        last = len(self.calls) - 1 if self.calls else None
        if fragment.number is None:
            return last if by_id is None else by_id
        by_number = self._our_indexes.get(fragment.number)
        if by_number is not None and (by_id is None or self.calls[by_number].id == fragment.id):
            return by_number
        if by_id is not None or last is None or fragment.id or fragment.name or not fragment.arguments:
            return by_id
        return last if self.calls[last].arguments.is_open else None  # the number counts fragments

    def _is_another(self, call: Call, fragment: Fragment) -> bool:
        """Whether the fragment begins another call, though its number or id is that of this one."""
        if fragment.id and call.id and fragment.id != call.id:
            return self._is_another_by_id(call, fragment)
        arguments = fragment.arguments
        if not fragment.name or not call.name:
            return call.named_again and bool(arguments)
        if call.arguments.is_complete:
            return self._is_another_than_whole(call, fragment)
        if fragment.number is None and not fragment.id and not call.arguments.is_open:
            return True
        return call.begun and fragment.name != call.name and not fragment.id

    def _is_another_by_id(self, call: Call, fragment: Fragment) -> bool:
        """Whether a new id makes another call: some servers make one for each fragment."""
        arguments = fragment.arguments
        if not fragment.name:
            return bool(arguments) and call.arguments.is_complete
        begins = not arguments or arguments.lstrip().startswith("{")
        return begins or fragment.name != call.name or not call.arguments.is_open

    def _is_another_than_whole(self, call: Call, fragment: Fragment) -> bool:
        """Whether a name behind whole arguments begins another call, rather than repeat this one."""
        number, arguments = fragment.number, fragment.arguments
        is_same_id = bool(fragment.id) and fragment.id == call.id
        if is_same_id and number is not None and number not in self._our_indexes:
            return True
        if not arguments:
            call.named_again = not is_same_id  # arguments that come now are those of another
            return fragment.name != call.name
        if is_same_id and call.arguments.only_began:
            return False
        numbers_differ = number is not None and len(self._our_indexes) > 1
        return not ((is_same_id or numbers_differ) and call.arguments.repeats(arguments))

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
