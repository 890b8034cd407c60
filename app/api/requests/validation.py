"""Finds the first error of a decoded JSON value against a request type, in the API's words.

msgspec validates a body, but its messages lack the actual length, the metadata key and the unknown field. So this walk
over the same types (`msgspec.inspect`) finds the place of the error. It also finds what the types do not exclude: NUL
characters and too deep nesting.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import inspect

from app.api.errors import RequestError
from app.api.requests import error_messages
from app.api.tools import FileSearchStores

MAX_DEPTH = 128
"""Levels of nesting in a body. A deeper value can be decoded, but may fail to be encoded later, deeper in the stack."""

UNSUPPORTED: Mapping[tuple[type, str], str] = {
    (FileSearchStores, "vector_stores"): "file search is not available yet, so vector stores cannot be created",
}
"""Fields of the API that are not supported, with the reason."""


def find_error(schema: inspect.Type, value: object, path: str = "") -> RequestError | None:
    """Return the first error in `value`; None when it is valid."""
    options: list[inspect.Type] = [schema]
    if isinstance(schema, inspect.UnionType):
        options = list(schema.types)
    fitting = [option for option in options if _fits(option, value)]
    if not fitting:
        return error_messages.wrong_type(path, _expected(options), value)
    structs = [option for option in fitting if isinstance(option, inspect.StructType)]
    if structs:
        return _object_error(structs, cast("dict[str, object]", value), path)
    return _value_error(fitting[0], value, path)


def find_unstorable(value: object) -> RequestError | None:
    """Return the error for a NUL character or too deep nesting anywhere in `value`, free JSON included."""
    # A loop, not a recursion: the value may be nested deeper than the stack allows.
    pending: list[tuple[object, str, int]] = [(value, "", 1)]
    while pending:
        found, path, depth = pending.pop()
        if depth > MAX_DEPTH:
            return error_messages.nested_too_deeply(MAX_DEPTH)
        if isinstance(found, str) and "\0" in found:
            return error_messages.null_character(path)
        if isinstance(found, dict):
            pairs = cast("dict[str, object]", found)
            if any("\0" in key for key in pairs):
                return error_messages.null_character(path)
            pending.extend((item, _join(path, key), depth + 1) for key, item in pairs.items())
        elif isinstance(found, list):
            items = cast("list[object]", found)
            pending.extend((item, f"{path}[{index}]", depth + 1) for index, item in enumerate(items))
    return None


def _fits(schema: inspect.Type, value: object) -> bool:
    """Whether `value` has the JSON type of `schema`; limits are checked later."""
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
        case _:  # a free JSON value
            return True


def _value_error(schema: inspect.Type, value: object, path: str) -> RequestError | None:
    """Return the error of a value that has the right JSON type."""
    match schema:
        case inspect.StrType():
            return _string_error(schema, cast("str", value), path)
        case inspect.LiteralType():
            values = [str(allowed) for allowed in schema.values]
            if value not in values:
                return error_messages.value_not_allowed(path, values, str(value))
            return None
        case inspect.IntType():
            return _number_error("integer", schema.ge, schema.le, cast("int", value), path)
        case inspect.FloatType():
            return _number_error("decimal", schema.ge, schema.le, cast("float", value), path)
        case inspect.ListType():
            return _array_error(schema, cast("list[object]", value), path)
        case inspect.DictType():
            return _map_error(schema, cast("dict[str, object]", value), path)
        case _:
            return None


def _string_error(schema: inspect.StrType, value: str, path: str) -> RequestError | None:
    if schema.max_length is not None and len(value) > schema.max_length:
        return error_messages.string_too_long(path, schema.max_length, len(value))
    if schema.min_length and not value:
        return error_messages.string_empty(path)
    if schema.pattern is not None and re.search(schema.pattern, value) is None:
        return error_messages.pattern_mismatch(path, schema.pattern)
    return None


def _number_error(
    word: str, minimum: float | None, maximum: float | None, value: float, path: str
) -> RequestError | None:
    if minimum is not None and value < minimum:
        return error_messages.number_too_low(path, word, minimum, value)
    if maximum is not None and value > maximum:
        return error_messages.number_too_high(path, word, maximum, value)
    return None


def _array_error(schema: inspect.ListType, items: list[object], path: str) -> RequestError | None:
    if schema.max_length is not None and len(items) > schema.max_length:
        return error_messages.array_too_long(path, schema.max_length, len(items))
    if schema.min_length and not items:
        return error_messages.array_empty(path)
    return _first(find_error(schema.item_type, item, f"{path}[{index}]") for index, item in enumerate(items))


def _map_error(schema: inspect.DictType, pairs: dict[str, object], path: str) -> RequestError | None:
    if schema.max_length is not None and len(pairs) > schema.max_length:
        return error_messages.too_many_properties(path, schema.max_length, len(pairs))
    max_key_chars = None
    if isinstance(schema.key_type, inspect.StrType):
        max_key_chars = schema.key_type.max_length
    for key, value in pairs.items():
        if max_key_chars is not None and len(key) > max_key_chars:
            return error_messages.key_too_long(path, key, max_key_chars)
        if error := find_error(schema.value_type, value, _join(path, key)):
            return error
    return None


def _object_error(structs: Sequence[inspect.StructType], pairs: dict[str, object], path: str) -> RequestError | None:
    """Return the error of an object that may be any of `structs`, which differ in their tag."""
    tag_field = structs[0].tag_field
    schema = structs[0]
    if tag_field is not None:
        place = _join(path, tag_field)
        tags = [str(struct.tag) for struct in structs]
        if tag_field not in pairs:
            return error_messages.missing_parameter(place)
        tag = pairs[tag_field]
        if not isinstance(tag, str):
            return error_messages.wrong_type(place, _expected_values(tags), tag)
        if tag not in tags:
            return error_messages.value_not_allowed(place, tags, tag)
        schema = structs[tags.index(tag)]
    fields = {field.encode_name: field for field in schema.fields}
    for name, value in pairs.items():
        place = _join(path, name)
        if name == tag_field:
            continue
        if name not in fields:
            if reason := UNSUPPORTED.get((schema.cls, name)):
                return error_messages.unsupported_parameter(place, reason)
            return error_messages.unknown_parameter(place)
        if error := find_error(fields[name].type, value, place):
            return error
    absent = (name for name, field in fields.items() if field.required and name not in pairs)
    return _first(error_messages.missing_parameter(_join(path, name)) for name in absent)


def _expected(options: Sequence[inspect.Type]) -> str:
    """Name the JSON types that are allowed, such as `one of a string or array of objects`."""
    named = [option for option in options if not isinstance(option, inspect.NoneType)]
    if len(named) == 1 and isinstance(named[0], inspect.LiteralType):
        return _expected_values([str(allowed) for allowed in named[0].values])
    words = list(dict.fromkeys(map(_type_name, named)))
    if len(words) == 1:
        return words[0]
    rest = (word.removeprefix("an ").removeprefix("a ") for word in words[1:])
    return f"one of {' or '.join([words[0], *rest])}"


def _type_name(schema: inspect.Type) -> str:
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
    if len(values) == 1:
        return f"'{values[0]}'"
    return f"one of {error_messages.quoted_list(values, 'or')}"


def _join(path: str, name: str) -> str:
    if not path:
        return name
    return f"{path}.{name}"


def _first(errors: Iterator[RequestError | None]) -> RequestError | None:
    return next((error for error in errors if error is not None), None)
