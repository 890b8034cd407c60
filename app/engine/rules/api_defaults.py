"""What callers see of an object: the API's defaults where a setting is unset, and a step's usage once it is over.

Inside the engine an unset setting stays `None`, so that a model request carries only what a caller set.
"""

from typing import TypeVar, cast

from msgspec.structs import replace

from app.api.objects import Assistant, Run
from app.api.requests import Listing
from app.api.steps import RunStep

T = TypeVar("T")

DEFAULT_TEMPERATURE = 1.0
DEFAULT_TOP_P = 1.0


def with_api_defaults(one: T) -> T:
    """Return the object as the API shows it."""
    found: object = one
    if isinstance(found, Assistant | Run):
        if found.temperature is None:
            found = replace(found, temperature=DEFAULT_TEMPERATURE)
        if found.top_p is None:
            found = replace(found, top_p=DEFAULT_TOP_P)
    elif isinstance(found, RunStep) and found.status == "in_progress" and found.usage is not None:
        found = replace(found, usage=None)  # a step that waits for outputs is stored with the usage of its model call
    return cast(T, found)


def page_with_api_defaults(page: Listing[T]) -> Listing[T]:
    """Return the page with all its objects as the API shows them."""
    return replace(page, data=[with_api_defaults(one) for one in page.data])
