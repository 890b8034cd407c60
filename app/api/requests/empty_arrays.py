"""Reads an empty array as an empty object where only an object can be meant.

PHP has one type for both, and its encoder writes an empty one as `[]`. JSON Schemas in a request, which no type of ours
describes, have such places too: a function without parameters has `"properties": []`.
"""

from collections.abc import Mapping
from typing import cast

from msgspec import inspect

SCHEMAS_BY_NAME = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
"""Keywords of JSON Schema whose value is an object of schemas. Source: JSON Schema 2020-12 and draft 7."""
ONE_SCHEMA = (
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
"""Keywords whose value is a schema. `items` of draft 7 may be an array; an empty one says as much as `{}`."""
SCHEMAS = ("allOf", "anyOf", "items", "oneOf", "prefixItems")
"""Keywords whose value is an array of schemas."""


def with_objects(schema: inspect.Type, value: object) -> object:
    """Return the decoded JSON value with `{}` for each `[]` that the type has no array for."""
    options: list[inspect.Type] = [schema]
    if isinstance(schema, inspect.UnionType):
        options = list(schema.types)
    if _is_empty_array(value):
        has_object = any(isinstance(one, inspect.StructType | inspect.DictType) for one in options)
        has_array = any(isinstance(one, inspect.ListType) for one in options)
        if has_object and not has_array:
            return {}
        return value
    for option in options:
        match option, value:
            case inspect.ListType(), list():
                return [with_objects(option.item_type, item) for item in cast("list[object]", value)]
            case inspect.DictType(value_type=inspect.AnyType() | inspect.CustomType()), dict():
                return schema_with_objects(cast("object", value))
            case inspect.StructType(), dict():
                pairs = cast("dict[str, object]", value)
                if option.tag_field is None or pairs.get(option.tag_field) == option.tag:
                    return _struct_with_objects(option, pairs)
            case _:  # pyright: ignore[reportUnknownVariableType] - a JSON value may be anything
                pass
    return cast("object", value)


def _struct_with_objects(schema: inspect.StructType, pairs: Mapping[str, object]) -> dict[str, object]:
    types = {field.encode_name: field.type for field in schema.fields}
    return {name: with_objects(types[name], item) if name in types else item for name, item in pairs.items()}


def schema_with_objects(schema: object) -> object:
    """Return a JSON Schema with `{}` for each `[]` in the place of a schema, or of schemas by name."""
    if _is_empty_array(schema):
        return {}
    if not isinstance(schema, dict):
        return schema
    changed: dict[str, object] = {}
    for keyword, value in cast("dict[str, object]", schema).items():
        if keyword in SCHEMAS_BY_NAME and _is_empty_array(value):
            changed[keyword] = {}
        elif keyword in SCHEMAS_BY_NAME and isinstance(value, dict):
            named = cast("dict[str, object]", value)
            changed[keyword] = {name: schema_with_objects(one) for name, one in named.items()}
        elif keyword in SCHEMAS and isinstance(value, list) and value:
            changed[keyword] = [schema_with_objects(one) for one in cast("list[object]", value)]
        elif keyword in ONE_SCHEMA:
            changed[keyword] = schema_with_objects(cast("object", value))
        else:
            changed[keyword] = value
    return changed


def _is_empty_array(value: object) -> bool:
    return isinstance(value, list) and not value
