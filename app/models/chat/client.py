"""Chat completions through the openai SDK: every local and hosted server speaks them.

This module imports the SDK (0.3 s), so it is imported late, within `lean_sdk`. The SDK makes the request, keeps the
connections and raises its errors; the stream is decoded here, because its own models cost 200 µs a chunk.
"""

from collections.abc import AsyncGenerator
from typing import cast

import anyio
import httpx2
import openai
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.models import model_errors
from app.models.chat.bounds import MAX_ANSWER_BYTES
from app.models.chat.chat_messages import Json
from app.models.chat.dialect.messages import has_image_note
from app.models.chat.dialect.opening_tag import OpeningTag
from app.models.chat.dialect.refusals import Refusal
from app.models.chat.dialect.server_dialect import Dialect
from app.models.chat.dialect.tries import DialectTries
from app.models.chat.reading.failures import NoCompletion, ServerError, TooMuch
from app.models.chat.reading.stream import ChatStream
from app.models.chat.reading_pace import READING_ERRORS, ReadingPace, Silence, drain, slices
from app.models.chat.request import BUILT_IN_REPEAT_PENALTY, BUILT_IN_TEMPERATURE, chat_request
from app.models.chat.server_fields import Source, to_store
from app.models.dialect_memory import DialectMemory
from app.models.model import Finished, ModelError, ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.openai_sdk.bounded_client import BoundedClient
from app.openai_sdk.headers import own_headers
from app.openai_sdk.quoting import masked

MAX_RETRIES = 1
"""After a refusal that may pass (408, 409, 429, 5xx) or a failed connection. Not more: a person is waiting."""


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
        memory: DialectMemory,
    ) -> None:
        """Connects at the first call. Blocks for 50 ms while certificates are loaded: make it in a thread."""
        self._target = model_errors.CallTarget(
            name=endpoint.name, base_url=endpoint.base_url, kind=endpoint.kind, model="", key=key, key_origin=key_origin
        )
        self._first_dialect = first_dialect(endpoint)
        self._memory = memory
        self._timeouts = timeouts
        timeout = httpx2.Timeout(None, connect=timeouts.connect)
        # A proxy for the web cannot reach servers of this machine.
        http_client = BoundedClient(
            max_body_bytes=MAX_ANSWER_BYTES,
            max_stream_bytes=None,  # the reader counts, and keeps what came before its bound
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
        # A packed stream gains nothing on this machine, and arrives in larger blocks.
        self._headers = {**own_headers(key), "Accept-Encoding": "identity"}
        if key and endpoint.origin is Origin.ENVIRONMENT:
            # Organisation, project and headers of the environment are meant for this endpoint.
            self._headers = {"Accept-Encoding": "identity"}

    async def stream(self, request: ModelRequest, model: str) -> AsyncGenerator[Piece, None]:
        """Ask `model`; closing the generator closes the HTTP request. Raises `ModelError`."""
        target = replace(self._target, model=model)
        source = Source(model, target.base_url)
        response = await self._send(request, target)
        opening_tag = OpeningTag(self._memory, target.base_url, model)
        state = ChatStream(headless=opening_tag.missing)
        pace = ReadingPace(state, self._timeouts)
        blocks = response.aiter_bytes()
        broken: ModelError | None = None
        try:
            try:
                while not state.done and (block := await pace.read(blocks)) is not None:
                    for part in slices(block):
                        for piece in state.feed(part):
                            yield piece
                        await pace.rest()
            except Silence:
                broken = model_errors.silent(target, self._timeouts.silence)
            except READING_ERRORS as error:
                broken = model_errors.error_for_connection(target, error, midway=True)
            for piece in state.end():
                yield piece
            if state.answer.lacked_opening_tag:
                opening_tag.learn()
            elif state.complete and state.answer.was_plain_text:
                opening_tag.unlearn()
            if not state.complete:
                raise ending_error(target, state, broken)
            yield Finished(
                state.reason or "stop",
                state.usage,
                to_store(source, state.answer.calls, state.answer.kept_reasoning),
            )
            await drain(blocks)
        finally:
            await response.aclose()

    async def _send(self, request: ModelRequest, target: model_errors.CallTarget) -> httpx2.Response:
        """Send the request and return the response, its body unread; retry in another dialect if a field is refused."""
        tries = DialectTries(self._memory, self._first_dialect, target.base_url, target.model)
        while True:
            body = chat_request(request, Source(target.model, target.base_url), tries.dialect)
            try:
                response = await self._post(body)
                tries.accept()
                if not tries.dialect.images and has_image_note(body):
                    self._memory.news.append(f"{target.model} does not read images: it got a note in their place.")
                return response
            except openai.APIStatusError as error:
                said = error.body or error.response.text
                words = masked(model_errors.read_error_body(said).message, target.key)
                if tries.is_refused(Refusal.read(error.status_code, words, error.response.text), body):
                    raise model_errors.error_for_status(target, error.status_code, said) from error
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
    """Return the dialect to begin with; `DialectTries` adapts it after a refusal."""
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


def ending_error(target: model_errors.CallTarget, state: ChatStream, broken: ModelError | None) -> ModelError:
    """Return why the answer is not complete: what the server said, else how the connection ended."""
    match state.failure:
        case ServerError(body=body):
            return model_errors.error_for_status(target, 0, body)
        case TooMuch(what=what):
            return model_errors.too_much(target, what)
        case NoCompletion(what=what):
            return model_errors.not_a_completion(target, what)
        case None if broken is not None:
            return broken
        case None if state.started:
            return model_errors.broke_off(target, state.last_words)
        case None:
            return model_errors.not_a_completion(target, "an empty reply")
