"""What callers see of an object: the API's defaults where nobody set anything, and a step's usage once it is over.

Inside, unset stays `None`, so that a model is asked with what somebody set and nothing else. `engine` shows what it
returns, `journal` what it tells.
"""

from typing import TypeVar, cast

from msgspec.structs import replace

from app.api.objects import Assistant, Run
from app.api.requests import Listing
from app.api.steps import RunStep

T = TypeVar("T")

DEFAULT = 1.0
"""The temperature and `top_p` of the API."""


def with_api_defaults(one: T) -> T:
    """The object as the API shows it."""
    found: object = one
    match found:
        case Assistant() | Run() if found.temperature is None or found.top_p is None:
            temperature = DEFAULT if found.temperature is None else found.temperature
            found = replace(found, temperature=temperature, top_p=DEFAULT if found.top_p is None else found.top_p)
        case RunStep(status="in_progress") if found.usage is not None:  # a waiting one has its round's already
            found = replace(found, usage=None)
        case _:
            pass
    return cast(T, found)


def page_with_api_defaults(page: Listing[T]) -> Listing[T]:
    """All objects of a page."""
    return replace(page, data=[with_api_defaults(one) for one in page.data])
