"""Null in a request where the API's objects have no null: it counts as absent, and is not echoed."""

from typing import TypeVar, cast

from msgspec import Struct, structs

from app.api.tools import Attachment, FileSearchOptions, FileSearchTool, ImageFile, ImageUrl, ToolResources

T = TypeVar("T")

NEVER_NULL = (Attachment, FileSearchOptions, FileSearchTool, ImageFile, ImageUrl, ToolResources)
"""Other parts of an object, such as `strict` of a function, may be null. Source: OpenAI API specification."""


def without_nulls(value: T) -> T:
    """Return a part of a request with the default in place of each null that no object has."""
    if isinstance(value, list):
        return cast("T", [without_nulls(one) for one in cast("list[object]", value)])
    if not isinstance(value, Struct):
        return value
    changes: dict[str, object] = {}
    for field in structs.fields(value):
        old = getattr(value, field.name)
        new = without_nulls(old)
        if old is None and isinstance(value, NEVER_NULL):
            new = field.default
        if new is not old:
            changes[field.name] = new
    return structs.replace(value, **changes) if changes else value
