"""Request bodies generated from the request Structs, and every way to break one.

`bodies(kind)` generates JSON values that the type allows; `broken_bodies(kind)` such values with one fault at a known
place. Both read the types through `msgspec.inspect`, so a new field or limit is tested without a change here.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

from hypothesis import strategies as st
from msgspec import inspect

from app.api.tools import Value

Json = object
Step = str | int
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
FREE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


class Broken(NamedTuple):
    """A body with one fault; the refusal must name `param` and `code`."""

    body: Json
    param: str
    code: str


def bodies(kind: type[Value]) -> st.SearchStrategy[dict[str, Json]]:
    """Generate bodies that the type allows."""
    return cast("st.SearchStrategy[dict[str, Json]]", _valid(inspect.type_info(kind)))


@st.composite
def broken_bodies(draw: st.DrawFn, kind: type[Value]) -> Broken:
    """Generate bodies with one fault."""
    schema = inspect.type_info(kind)
    body = draw(_valid(schema))
    faults = [(path, fault) for path, option, value in _places(schema, body, ()) for fault in _faults(option, value)]
    path, (wrong, below, code) = draw(st.sampled_from(faults))
    return Broken(_replaced(body, path, wrong), _written((*path, *below)), code)


def _valid(schema: inspect.Type) -> st.SearchStrategy[Json]:
    match schema:
        case inspect.UnionType():
            return st.one_of(*map(_valid, schema.types))
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            return st.integers(schema.ge, schema.le)
        case inspect.FloatType():
            return st.floats(schema.ge, schema.le) | st.integers(int(schema.ge or 0), int(schema.le or 0))
        case inspect.StrType(pattern=str(pattern)):
            return st.from_regex(pattern, fullmatch=True)
        case inspect.StrType():
            return st.text(
                st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"),
                min_size=schema.min_length or 0,
                max_size=min(schema.max_length or 20, 20),
            )
        case inspect.LiteralType():
            return st.sampled_from(schema.values)
        case inspect.ListType():
            return st.lists(
                _valid(schema.item_type), min_size=schema.min_length or 0, max_size=min(2, schema.max_length or 2)
            )
        case inspect.DictType():
            return st.dictionaries(_valid(schema.key_type), _valid(schema.value_type), max_size=3)
        case inspect.StructType():
            return _valid_struct(schema)
        case _:
            return FREE


def _valid_struct(schema: inspect.StructType) -> st.SearchStrategy[Json]:
    required = {field.encode_name: _valid(field.type) for field in schema.fields if field.required}
    optional = {field.encode_name: _valid(field.type) for field in schema.fields if not field.required}
    if schema.tag_field is not None:
        required[schema.tag_field] = st.just(schema.tag)
    return st.fixed_dictionaries(required, optional=optional)


def _places(
    schema: inspect.Type, value: Json, path: tuple[Step, ...]
) -> Iterator[tuple[tuple[Step, ...], list[inspect.Type], Json]]:
    """Yield every place in the value with the types that it may have."""
    options = list(schema.types) if isinstance(schema, inspect.UnionType) else [schema]
    if any(_is_free(option) for option in options):
        return
    yield path, options, value
    for option in options:
        match option, value:
            case inspect.ListType(), list():
                for index, item in enumerate(cast("list[Json]", value)):
                    yield from _places(option.item_type, item, (*path, index))
            case inspect.DictType(), dict():
                for key, item in cast("dict[str, Json]", value).items():
                    yield from _places(option.value_type, item, (*path, key))
            case inspect.StructType(), dict() if _is_chosen(option, cast("dict[str, Json]", value)):
                for field in option.fields:
                    if field.encode_name in value:
                        yield from _places(
                            field.type, cast("Json", value[field.encode_name]), (*path, field.encode_name)
                        )
            case _:  # pyright: ignore[reportUnknownVariableType] - a JSON value may be anything
                pass


Fault = tuple[Json, tuple[Step, ...], str]
"""The wrong value, the path below its place that the refusal names, and the code."""


def _faults(options: list[inspect.Type], value: Json) -> Iterator[Fault]:
    yield from ((wrong, (), "invalid_type") for wrong in _of_other_types(options))
    for option in options:
        match option:
            case inspect.StrType(max_length=int(longest)) if longest <= 1000:
                yield "x" * (longest + 1), (), "string_above_max_length"
            case inspect.StrType(pattern=str()):
                yield "no blanks", (), "invalid_value"
                yield "no_line_end\n", (), "invalid_value"
            case inspect.LiteralType() if not any(isinstance(one, inspect.StrType) for one in options):
                yield "no such value", (), "invalid_value"
            case inspect.IntType() | inspect.FloatType():
                word = "integer" if isinstance(option, inspect.IntType) else "decimal"
                if option.ge is not None:
                    yield option.ge - 1, (), f"{word}_below_min_value"
                if option.le is not None:
                    yield option.le + 1, (), f"{word}_above_max_value"
                    yield 10**22, (), f"{word}_above_max_value"
            case inspect.ListType():
                if option.max_length is not None:
                    yield [None] * (option.max_length + 1), (), "array_above_max_length"
                if option.min_length:
                    yield [], (), "empty_array"
            case inspect.DictType(max_length=int(most)):
                yield {str(number): "" for number in range(most + 1)}, (), "object_above_max_properties"
                yield {"k" * 65: ""}, (), "property_name_above_max_length"
                yield {"k": "v" * 513}, ("k",), "string_above_max_length"
            case inspect.StructType() if isinstance(value, dict):
                pairs = cast("dict[str, Json]", value)
                if _is_chosen(option, pairs):
                    yield from _struct_faults(option, pairs)
            case _:
                pass
    if isinstance(value, str) and any(isinstance(option, inspect.StrType) for option in options):
        yield "nul \0", (), "invalid_value"


def _struct_faults(schema: inspect.StructType, pairs: dict[str, Json]) -> Iterator[Fault]:
    yield {**pairs, "no_such_field": 1}, ("no_such_field",), "unknown_parameter"
    needed = [field.encode_name for field in schema.fields if field.required]
    if schema.tag_field is not None:
        needed.append(schema.tag_field)
        yield {**pairs, schema.tag_field: "no such type"}, (schema.tag_field,), "invalid_value"
        yield {**pairs, schema.tag_field: 7}, (schema.tag_field,), "invalid_type"
    for name in needed:
        yield {key: item for key, item in pairs.items() if key != name}, (name,), "missing_required_parameter"


def _of_other_types(options: list[inspect.Type]) -> Iterator[Json]:
    kinds = tuple(type(option) for option in options)
    if inspect.NoneType not in kinds:
        yield None
    if inspect.BoolType not in kinds:
        yield True
    if not {inspect.IntType, inspect.FloatType} & set(kinds):
        yield 7
    if inspect.FloatType not in kinds:
        yield 1.5
    if not {inspect.StrType, inspect.LiteralType} & set(kinds):
        yield "text"
    if inspect.ListType not in kinds:
        yield [1]
    if not {inspect.StructType, inspect.DictType} & set(kinds):
        yield {"a": 1}


def _is_free(schema: inspect.Type) -> bool:
    return isinstance(schema, inspect.CustomType | inspect.AnyType)


def _is_chosen(schema: inspect.StructType, value: dict[str, Json]) -> bool:
    return schema.tag_field is None or value.get(schema.tag_field) == schema.tag


def _replaced(body: Json, path: tuple[Step, ...], wrong: Json) -> Json:
    if not path:
        return wrong
    step, rest = path[0], path[1:]
    if isinstance(body, list):
        items = cast("list[Json]", body)
        return [_replaced(item, rest, wrong) if at == step else item for at, item in enumerate(items)]
    pairs = cast("dict[str, Json]", body)
    return {key: _replaced(item, rest, wrong) if key == step else item for key, item in pairs.items()}


def _written(path: tuple[Step, ...]) -> str:
    """Write a path in the notation of the API."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
