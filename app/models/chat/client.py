"""Chat completions through the openai SDK: every local and hosted server speaks them.

This module imports the SDK (0.3 s), so it is imported late, within `lean_sdk`. The SDK makes the request, keeps the
connections and raises its errors; the stream is decoded here, because its own models cost 200 µs a chunk.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

import anyio
import httpx2
import openai
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.models import model_errors
from app.models.chat.chat_messages import Json
from app.models.chat.request import BUILT_IN_REPEAT_PENALTY, BUILT_IN_TEMPERATURE, Dialect, chat_request, next_dialect
from app.models.chat.stream import ChatStream, ErrorInStream, NotACompletion
from app.models.model import ModelError, ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.openai_sdk.bounded_client import BodyTooLarge, BoundedClient
from app.openai_sdk.headers import own_headers

MAX_RETRIES = 1
"""After a refusal that may pass (408, 409, 429, 5xx) or a failed connection. Not more: a person is waiting."""
DRAIN_S = 0.1
"""How long to wait for the end of a response after its last event, so that the connection can be used again."""

MAX_ANSWER_BYTES = 64 * 2**20
"""The most bytes of one response, unpacked."""
PACE_S = 0.04
"""How long blocks may gather before the next read: a read costs 0.4 ms, and servers send a block for each token."""
WAITED_S = 0.003
"""A read that took longer had to wait for data: nothing more is buffered, so the next blocks may gather."""


class ChatCompletions:
    """One endpoint. `address`: where it answers, which for the built-in model is not `endpoint.base_url`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        address: str,
        key: str,
        key_origin: Origin,
        timeouts: ModelTimeouts,
    ) -> None:
        """Connects at the first call. Blocks for 50 ms while certificates are loaded: make it in a thread."""
        self._target = model_errors.CallTarget(
            name=endpoint.name, base_url=endpoint.base_url, kind=endpoint.kind, model="", key=key, key_origin=key_origin
        )
        self._first_dialect = first_dialect(endpoint)
        self._dialects: dict[str, Dialect] = {}
        timeout = httpx2.Timeout(timeouts.read, connect=timeouts.connect)
        # A proxy for the web cannot reach servers of this machine.
        http_client = BoundedClient(
            max_body_bytes=MAX_ANSWER_BYTES,
            max_stream_bytes=MAX_ANSWER_BYTES,
            trust_env=endpoint.kind == "hosted",
            timeout=timeout,
        )
        self._client = openai.AsyncOpenAI(
            base_url=address,
            api_key=key or "none",
            timeout=timeout,
            max_retries=0 if endpoint.kind == "built-in" else MAX_RETRIES,
            http_client=http_client,
        )
        self._headers = own_headers(key)
        if key and endpoint.origin is Origin.ENVIRONMENT:
            self._headers = {}  # organisation, project and headers of the environment are meant for this endpoint

    async def stream(self, request: ModelRequest, model: str) -> AsyncGenerator[Piece, None]:
        """Ask `model`; closing the generator closes the HTTP request. Raises `ModelError`."""
        target = replace(self._target, model=model)
        response = await self._send(request, target)
        state = ChatStream(response.headers.get("content-type", ""))
        blocks = response.aiter_bytes()
        asked_at = time.monotonic()
        begun = False  # the first chunk only names the role; the first word must not wait behind it
        try:
            async for block in blocks:
                for piece in state.feed(block):
                    begun = True
                    yield piece
                if state.done:
                    break
                if begun and time.monotonic() - asked_at > WAITED_S:
                    await asyncio.sleep(PACE_S)
                asked_at = time.monotonic()
            for piece in state.end():
                yield piece
            if state.finished is None and state.started:
                raise model_errors.broke_off(target)
            if state.finished is None:
                raise model_errors.not_a_completion(target, "an empty reply")
            yield state.finished
            await drain(blocks)
        except NotACompletion as error:
            raise model_errors.not_a_completion(target, str(error)) from error
        except ErrorInStream as error:
            raise model_errors.error_for_status(target, 0, error.error) from error
        except BodyTooLarge as error:
            raise model_errors.too_large(target, error.limit) from error
        except (httpx2.RequestError, OSError) as error:
            raise model_errors.error_for_connection(target, error, midway=True) from error
        finally:
            await response.aclose()

    async def _send(self, request: ModelRequest, target: model_errors.CallTarget) -> httpx2.Response:
        """Send the request and return the response, its body unread; retry in another dialect if a field is refused."""
        dialect = self._dialects.get(target.model, self._first_dialect)
        tried = {dialect}
        while True:
            body = chat_request(request, target.model, dialect)
            try:
                return await self._post(body)
            except openai.APIStatusError as error:
                learnt = None
                if error.status_code in (400, 422):
                    learnt = next_dialect(dialect, error.message)
                if learnt is None or learnt in tried:
                    said = error.body or error.response.text
                    raise model_errors.error_for_status(target, error.status_code, said) from error
                tried.add(learnt)
                dialect = learnt
                self._dialects[target.model] = learnt
            except openai.APIConnectionError as error:
                raise model_errors.error_for_connection(target, error, midway=False) from error
            except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                raise ModelError(f"The request to {target.place} failed: {type(error).__name__}.") from error

    async def _post(self, body: Json) -> httpx2.Response:
        # The SDK's method for this call would import 1.3 MB of types and decode the response with them.
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


def first_dialect(endpoint: Endpoint) -> Dialect:
    """Return the dialect to begin with; `next_dialect` adapts it after a refusal."""
    match endpoint.kind:
        case "built-in":
            # The small models write tool calls as text that cannot be parsed (measured).
            return Dialect(
                budget="max_tokens",
                tools=False,
                max_temperature=BUILT_IN_TEMPERATURE,
                repeat_penalty=BUILT_IN_REPEAT_PENALTY,
            )
        case "local":
            return Dialect(budget="max_tokens")
        case _:
            return Dialect(budget="max_completion_tokens")


async def warm_up() -> None:
    """Run once in a thread, in a loop of its own: anyio loads its back end (30 ms) when it first makes an event."""
    anyio.Event()


async def drain(blocks: AsyncIterator[bytes]) -> None:
    """Read the end of the body, if it arrives at once."""
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in blocks:
                pass
    except (TimeoutError, httpx2.HTTPError, OSError):
        pass
