"""Objects as callers see them: an unset setting has the API's default, and a step has its usage once it is over.

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


def with_api_defaults(value: T) -> T:
    """Return the object as the API shows it."""
    shown: object = value
    if isinstance(shown, Assistant | Run):
        if shown.temperature is None:
            shown = replace(shown, temperature=DEFAULT_TEMPERATURE)
        if shown.top_p is None:
            shown = replace(shown, top_p=DEFAULT_TOP_P)
    elif isinstance(shown, RunStep) and shown.status == "in_progress" and shown.usage is not None:
        shown = replace(shown, usage=None)  # a step that waits for outputs is stored with the usage of its model call
    return cast(T, shown)


def page_with_api_defaults(page: Listing[T]) -> Listing[T]:
    """Return the page with all its objects as the API shows them."""
    return replace(page, data=[with_api_defaults(value) for value in page.data])
