"""The clients that send model calls, one for each address and key.

`Caller` is a way to ask: chat completions today. Another one (OpenAI's Responses API) is a class with these
methods, and a line in `new_caller`.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Protocol

from app.models.builtin.process import BuiltInServer
from app.models.dialect_memory import DialectMemory
from app.models.endpoints.resolved import ResolvedEndpoint, loading_certificates
from app.models.model import ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.openai_sdk.redaction import Redactor
from app.settings.profiles_file import ProfileTable

if TYPE_CHECKING:
    from app.api.passed_calls import PassedAnswer, PassedCall
    from app.models.chat.client import ChatCompletions


class Caller(Protocol):
    """One endpoint, asked in one way."""

    def stream(self, request: ModelRequest, model: str) -> AsyncGenerator[Piece, None]:
        """Ask `model`; closing the generator closes the HTTP request. Raises `ModelError`."""
        ...

    async def pass_on(self, call: "PassedCall", model: str) -> "PassedAnswer":
        """Send a call of the endpoint's own API with this model. Raises `ModelError` if there is no answer."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class Callers:
    """Makes callers and keeps them with their connections; runs the built-in model's process."""

    def __init__(
        self, built_in: BuiltInServer, timeouts: ModelTimeouts, memory: DialectMemory, redactor: Redactor
    ) -> None:
        self._redactor = redactor
        self._built_in = built_in
        self._memory = memory
        self._timeouts = timeouts
        self._callers: dict[tuple[str, str, str], tuple[ProfileTable, Caller]] = {}
        self._replaced: list[Caller] = []  # their calls may still be under way
        self._making = asyncio.Lock()

    async def get(self, resolved: ResolvedEndpoint, address: str, model: str) -> Caller:
        """Return the caller for this address of a profile, made once. Raises `WeightsError` and `ConfigError`.

        For the built-in model its process is started first, and has an address of its own.
        """
        key = resolved.key
        if resolved.endpoint.kind == "built-in":
            address, key = await self._built_in.ensure_running(model)
            self._redactor.know(key)
        async with self._making:
            place = (resolved.endpoint.profile, address, key)
            table, caller = self._callers.get(place, (None, None))
            if caller is not None and table == resolved.table:
                return caller
            new = await asyncio.to_thread(new_caller, resolved, address, key, self._timeouts, self._memory)
            if caller is not None:
                self._replaced.append(caller)
            self._callers[place] = (resolved.table, new)
            return new

    async def has_died(self, resolved: ResolvedEndpoint) -> bool:
        """Whether the endpoint was a process of ours that has ended, so that `get` would start it again."""
        return resolved.endpoint.kind == "built-in" and await self._built_in.has_ended()

    async def close(self) -> None:
        """Close all connections and end the built-in model's process."""
        callers = [*self._replaced, *(caller for _, caller in self._callers.values())]
        self._replaced.clear()
        self._callers.clear()
        await asyncio.gather(self._built_in.close(), *(caller.close() for caller in callers))


def new_caller(
    resolved: ResolvedEndpoint, address: str, key: str, timeouts: ModelTimeouts, memory: DialectMemory
) -> Caller:
    """Make a caller. Blocks while the SDK is imported: runs in a thread. Raises `ConfigError`."""
    make = import_chat_completions()
    origin = resolved.key_origin
    with loading_certificates(resolved.table):
        return make(
            resolved.endpoint,
            address=address,
            key=key,
            key_origin=origin,
            table=resolved.table,
            timeouts=timeouts,
            memory=memory,
        )


def import_chat_completions() -> "type[ChatCompletions]":
    """Import the class when it is first needed: the SDK costs 0.3 s and 18 MB. Runs in a thread."""
    from app.openai_sdk.lean_import import lean_sdk  # late: brings importlib.resources

    with lean_sdk():
        from app.models.chat.client import ChatCompletions, warm_up

    asyncio.run(warm_up())
    return ChatCompletions
