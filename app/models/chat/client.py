"""Chat completions through the openai SDK: every local and hosted server speaks it. `connected` calls it.

This module imports the SDK (0.3 s), so it is itself imported late, within `lean_sdk`. The SDK makes the request, keeps
the connections and raises its errors; the stream is decoded here, since its models cost 200 µs a chunk.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

import anyio
import httpx2
import openai
from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.models import model_errors
from app.models.chat.messages import Json
from app.models.chat.request import BUILT_IN_REPEAT_PENALTY, BUILT_IN_TEMPERATURE, Dialect, chat_request, corrected
from app.models.chat.stream import ChatStream, Garbage, ServerSaid
from app.models.model import ModelError, ModelRequest, Piece
from app.openai_sdk.headers import own_headers

CONNECT = 10.0
"""Seconds to wait for a connection."""
SILENCE = 600.0
"""Seconds to wait for the next byte: a long prompt on a CPU takes minutes before the first."""
RETRIES = 1
"""Of refusals that a moment may cure (408, 409, 429, 5xx) and failed connections. A person waits, so not more."""
DRAIN = 0.1
"""Seconds to wait for the end of a response after its last event, so that the connection can be used again."""

PACE = 0.04
"""Seconds to let blocks gather before the next read: a read costs 0.4 ms, and servers send a block for each token."""
WAITED = 0.003
"""Seconds after which a read has waited: nothing more lies ready, so some is let gather."""


class Patience(Struct, frozen=True):
    """How long to wait, in seconds."""

    connect: float = CONNECT
    silence: float = SILENCE


class ChatCompletions:
    """One endpoint. `address` is where it answers, which for the built-in model differs from `endpoint.base_url`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        address: str | None = None,
        key: str = "",
        key_origin: Origin = Origin.DEFAULT,
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> None:
        """Connects at the first call. Takes 50 ms for certificates: made in a thread."""
        self._asked = model_errors.Asked(
            name=endpoint.name, base_url=endpoint.base_url, kind=endpoint.kind, model="", key=key, key_origin=key_origin
        )
        self.built_in = endpoint.kind == "built-in"
        self._first_dialect = dialect_of(endpoint)
        self._dialects: dict[str, Dialect] = {}
        timeout = httpx2.Timeout(patience.silence, connect=patience.connect)
        # A proxy for the web cannot reach this machine's own servers.
        # Nor may a redirect carry the conversation to a place that nobody named.
        http_client = openai.DefaultAsyncHttpxClient(
            trust_env=endpoint.kind == "hosted", timeout=timeout, follow_redirects=False
        )
        self._client = openai.AsyncOpenAI(
            base_url=address or endpoint.base_url,
            api_key=key or "none",
            timeout=timeout,
            max_retries=0 if self.built_in else RETRIES,
            http_client=http_client,
        )
        from_environment = endpoint.origin is Origin.ENVIRONMENT
        self._headers = {} if from_environment and key else own_headers(key)

    async def stream(self, request: ModelRequest, model: str) -> AsyncGenerator[Piece, None]:
        """Ask `model`; closing the generator closes the HTTP request. Raises `ModelError`."""
        asked = replace(self._asked, model=model)
        response = await self._begin(request, asked)
        state = ChatStream(response.headers.get("content-type", ""))
        blocks = response.aiter_bytes()
        asked_at = time.monotonic()
        begun = False  # a chunk that only names the role comes first; the first word must not wait behind it
        try:
            async for block in blocks:
                for piece in state.feed(block):
                    begun = True
                    yield piece
                if state.done:
                    break
                if begun and time.monotonic() - asked_at > WAITED:
                    await asyncio.sleep(PACE)
                asked_at = time.monotonic()
            for piece in state.end():
                yield piece
            if state.finished is None:
                raise model_errors.stopped(asked) if state.started else model_errors.garbage(asked, "an empty reply")
            yield state.finished
            await drained(blocks)
        except Garbage as error:
            raise model_errors.garbage(asked, str(error)) from error
        except ServerSaid as error:
            raise model_errors.refused(asked, 0, error.error) from error
        except (httpx2.RequestError, OSError) as error:
            raise model_errors.broken(asked, error, midway=True) from error
        finally:
            await response.aclose()

    async def _begin(self, request: ModelRequest, asked: model_errors.Asked) -> httpx2.Response:
        """The response, its body unread; asked again in the model's own dialect where it refuses a field."""
        dialect = self._dialects.get(asked.model, self._first_dialect)
        tried = {dialect}
        while True:
            body = chat_request(request, asked.model, dialect)
            try:
                return await self._post(body)
            except openai.APIStatusError as error:
                learnt = corrected(dialect, error.message) if error.status_code in (400, 422) else None
                if learnt is None or learnt in tried:
                    raise model_errors.refused(asked, error.status_code, error.body or error.response.text) from error
                tried.add(learnt)
                dialect = self._dialects[asked.model] = learnt
            except openai.APIConnectionError as error:
                raise model_errors.broken(asked, error, midway=False) from error
            except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                raise ModelError(f"{asked.place} cannot be asked: {type(error).__name__}.") from error

    async def _post(self, body: Json) -> httpx2.Response:
        # The SDK's method of this call would bring 1.3 MB of types, and decode what comes by them.
        return cast(
            "httpx2.Response",
            await self._client.post(
                "/chat/completions",
                cast_to=httpx2.Response,
                body={**body, "stream": True},
                options={"headers": self._headers},
                stream=True,
                stream_cls=openai.AsyncStream[object],
            ),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def dialect_of(endpoint: Endpoint) -> Dialect:
    """How to begin; refusals teach the rest."""
    if endpoint.kind == "built-in":
        # The small models write tool calls as text that nothing can read (measured).
        return Dialect(
            budget="max_tokens",
            tools=False,
            max_temperature=BUILT_IN_TEMPERATURE,
            repeat_penalty=BUILT_IN_REPEAT_PENALTY,
        )
    return Dialect(budget="max_tokens" if endpoint.kind == "local" else "max_completion_tokens")


async def warm() -> None:
    """Run once in a thread, in a loop of its own: anyio loads its back end (30 ms) when it first makes an event."""
    anyio.Event()


async def drained(blocks: AsyncIterator[bytes]) -> None:
    """Read the end of the body, if it comes at once."""
    try:
        async with asyncio.timeout(DRAIN):
            async for _ in blocks:
                pass
    except (TimeoutError, httpx2.HTTPError, OSError):
        pass
