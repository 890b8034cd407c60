"""The first fault of a decoded JSON value against a request type, in the API's words.

`reading` asks after msgspec has refused a body: msgspec names neither the actual length nor the metadata key nor the
unknown field, so this walk over the same types (`msgspec.inspect`) finds the place again. It also knows what no type
says: NUL characters and depth.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import inspect

from app.api.errors import RequestError
from app.api.tools import FileSearchStores
from app.server import error_messages

MAX_DEPTH = 128
"""Levels of nesting in a body; what is deeper would break whoever encodes it from a deeper stack."""

NOT_SERVED: Mapping[tuple[type, str], str] = {
    (FileSearchStores, "vector_stores"): "file search has no engine yet, so no vector store can be made",
}
"""Fields of the API that are known and refused, with the reason."""


def first_fault(schema: inspect.Type, value: object, path: str = "") -> RequestError | None:
    """The refusal of the first thing wrong in `value`; `None` when all is well."""
    options = list(schema.types) if isinstance(schema, inspect.UnionType) else [schema]
    fitting = [option for option in options if _fits(option, value)]
    if not fitting:
        return error_messages.wrong_type(path, _expected(options), value)
    structs = [option for option in fitting if isinstance(option, inspect.StructType)]
    if structs:
        return _object_fault(structs, cast("dict[str, object]", value), path)
    return _fault(fitting[0], value, path)


def unstorable(value: object) -> RequestError | None:
    """The refusal of a NUL character or too deep a nesting anywhere in `value`, free JSON included."""
    # A loop and not a recursion: the value may be deeper than the stack allows.
    open_values: list[tuple[object, str, int]] = [(value, "", 1)]
    while open_values:
        one, path, depth = open_values.pop()
        if depth > MAX_DEPTH:
            return error_messages.deep(MAX_DEPTH)
        if isinstance(one, str) and "\0" in one:
            return error_messages.null_character(path)
        if isinstance(one, dict):
            pairs = cast("dict[str, object]", one)
            if any("\0" in key for key in pairs):
                return error_messages.null_character(path)
            open_values.extend((item, _join(path, key), depth + 1) for key, item in pairs.items())
        elif isinstance(one, list):
            items = cast("list[object]", one)
            open_values.extend((item, f"{path}[{index}]", depth + 1) for index, item in enumerate(items))
    return None


def _fits(schema: inspect.Type, value: object) -> bool:
    """Whether the JSON type of `value` is the one that `schema` is about; limits come later."""
    match schema:
        case inspect.NoneType():
            return value is None
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.StrType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.ListType():
            return isinstance(value, list)
        case inspect.StructType() | inspect.DictType():
            return isinstance(value, dict)
        case _:  # A free JSON value.
            return True


def _fault(schema: inspect.Type, value: object, path: str) -> RequestError | None:
    """The fault of a value whose JSON type is right."""
    match schema:
        case inspect.StrType():
            return _string_fault(schema, cast("str", value), path)
        case inspect.LiteralType():
            values = [str(one) for one in schema.values]
            return None if value in values else error_messages.not_among(path, values, str(value))
        case inspect.IntType():
            return _number_fault("integer", schema.ge, schema.le, cast("int", value), path)
        case inspect.FloatType():
            return _number_fault("decimal", schema.ge, schema.le, cast("float", value), path)
        case inspect.ListType():
            return _array_fault(schema, cast("list[object]", value), path)
        case inspect.DictType():
            return _pairs_fault(schema, cast("dict[str, object]", value), path)
        case _:
            return None


def _string_fault(schema: inspect.StrType, value: str, path: str) -> RequestError | None:
    if schema.max_length is not None and len(value) > schema.max_length:
        return error_messages.long_string(path, schema.max_length, len(value))
    if schema.min_length and not value:
        return error_messages.empty_string(path)
    if schema.pattern is not None and re.search(schema.pattern, value) is None:
        return error_messages.unmatched(path, schema.pattern)
    return None


def _number_fault(
    word: str, minimum: float | None, maximum: float | None, value: float, path: str
) -> RequestError | None:
    if minimum is not None and value < minimum:
        return error_messages.low_number(path, word, minimum, value)
    if maximum is not None and value > maximum:
        return error_messages.high_number(path, word, maximum, value)
    return None


def _array_fault(schema: inspect.ListType, items: list[object], path: str) -> RequestError | None:
    if schema.max_length is not None and len(items) > schema.max_length:
        return error_messages.long_array(path, schema.max_length, len(items))
    if schema.min_length and not items:
        return error_messages.empty_array(path)
    return _first(first_fault(schema.item_type, item, f"{path}[{index}]") for index, item in enumerate(items))


def _pairs_fault(schema: inspect.DictType, pairs: dict[str, object], path: str) -> RequestError | None:
    if schema.max_length is not None and len(pairs) > schema.max_length:
        return error_messages.many_properties(path, schema.max_length, len(pairs))
    longest = schema.key_type.max_length if isinstance(schema.key_type, inspect.StrType) else None
    for key, value in pairs.items():
        if longest is not None and len(key) > longest:
            return error_messages.long_key(path, key, longest)
        if fault := first_fault(schema.value_type, value, _join(path, key)):
            return fault
    return None


def _object_fault(structs: Sequence[inspect.StructType], pairs: dict[str, object], path: str) -> RequestError | None:
    """The fault of an object that may be any of `structs`, told apart by their tag."""
    tag_field = structs[0].tag_field
    schema = structs[0]
    if tag_field is not None:
        place = _join(path, tag_field)
        tags = [str(struct.tag) for struct in structs]
        if tag_field not in pairs:
            return error_messages.missing(place)
        tag = pairs[tag_field]
        if not isinstance(tag, str):
            return error_messages.wrong_type(place, _expected_values(tags), tag)
        if tag not in tags:
            return error_messages.not_among(place, tags, tag)
        schema = structs[tags.index(tag)]
    fields = {field.encode_name: field for field in schema.fields}
    for name, value in pairs.items():
        place = _join(path, name)
        if name == tag_field:
            continue
        if name not in fields:
            reason = NOT_SERVED.get((schema.cls, name))
            return error_messages.unsupported(place, reason) if reason else error_messages.unknown(place)
        if fault := first_fault(fields[name].type, value, place):
            return fault
    absent = (name for name, field in fields.items() if field.required and name not in pairs)
    return _first(error_messages.missing(_join(path, name)) for name in absent)


def _expected(options: Sequence[inspect.Type]) -> str:
    """The JSON types that would do, such as `one of a string or array of objects`."""
    named = [option for option in options if not isinstance(option, inspect.NoneType)]
    if len(named) == 1 and isinstance(named[0], inspect.LiteralType):
        return _expected_values([str(one) for one in named[0].values])
    words = list(dict.fromkeys(map(_name, named)))
    if len(words) == 1:
        return words[0]
    rest = (word.removeprefix("an ").removeprefix("a ") for word in words[1:])
    return f"one of {' or '.join([words[0], *rest])}"


def _name(schema: inspect.Type) -> str:
    match schema:
        case inspect.BoolType():
            return "a boolean"
        case inspect.IntType():
            return "an integer"
        case inspect.FloatType():
            return "a decimal number"
        case inspect.StrType() | inspect.LiteralType():
            return "a string"
        case inspect.ListType(item_type=inspect.StrType()):
            return "an array of strings"
        case inspect.ListType():
            return "an array of objects"
        case _:
            return "an object"


def _expected_values(values: Sequence[str]) -> str:
    return f"one of {error_messages.listed(values, 'or')}" if len(values) > 1 else f"'{values[0]}'"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _first(faults: Iterator[RequestError | None]) -> RequestError | None:
    return next((fault for fault in faults if fault is not None), None)
