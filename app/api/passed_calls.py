"""Calls of the model's own API that a server passes on: a program of old has one base URL for everything."""

from collections.abc import AsyncGenerator, Mapping
from typing import Protocol, runtime_checkable

from msgspec import Struct


class PassedCall(Struct, frozen=True, kw_only=True):
    """A call as the program sent it. `path`: below the base URL, such as `/embeddings`. `body`: the JSON object.

    `headers`: those of the caller that the API names, in lower case; no other goes on.
    """

    path: str
    body: Mapping[str, object]
    headers: Mapping[str, str]


class PassedAnswer(Struct, frozen=True, kw_only=True):
    """The answer of the endpoint. Closing `body` closes the request there."""

    status: int
    headers: Mapping[str, str]
    body: AsyncGenerator[bytes]


@runtime_checkable
class PassesCallsOn(Protocol):
    """`Endpoints` whose endpoint can be asked for more than a run needs."""

    async def pass_on(self, call: PassedCall, /) -> PassedAnswer:
        """Ask the endpoint in use, with the key it has; its refusals are answers.

        The model that the body names is mapped as that of a run. Raises `RequestError` with the status 503 when there
        is no endpoint, or it cannot be reached.
        """
        ...
