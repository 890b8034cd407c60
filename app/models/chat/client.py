"""Chat completions through the openai SDK: every local and hosted server speaks them.

This module imports the SDK (0.3 s), so it is imported late, within `lean_sdk`. The SDK makes the request, keeps the
connections and raises its errors; the stream is decoded here, because its own models cost 200 µs a chunk.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

import anyio
import httpx2
import openai
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.passed_calls import PassedAnswer, PassedCall
from app.models import model_errors
from app.models.chat.bounds import MAX_ANSWER_BYTES
from app.models.chat.chat_messages import Json
from app.models.chat.dialect.messages import has_image_note
from app.models.chat.dialect.opening_tag import OpeningTag
from app.models.chat.dialect.refusals import MAX_CHARS, Refusal
from app.models.chat.dialect.server_dialect import Dialect
from app.models.chat.dialect.tries import DialectTries
from app.models.chat.fields.usage import Spent
from app.models.chat.one_retry import OneRetry
from app.models.chat.passing import pass_on
from app.models.chat.reading.failures import NoCompletion, ServerError, TooMuch
from app.models.chat.reading.stream import ChatStream
from app.models.chat.request import BUILT_IN_REPEAT_PENALTY, BUILT_IN_TEMPERATURE, chat_request
from app.models.chat.server_fields import Source, to_store
from app.models.chat.timing.reading_pace import READING_ERRORS, ReadingPace, drain, slices
from app.models.chat.timing.silence_watch import Silence
from app.models.dialect_memory import DialectMemory
from app.models.model import Finished, ModelError, ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.openai_sdk.bounded_client import BoundedClient
from app.openai_sdk.headers import own_headers, with_own
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.redirects import redirect_target
from app.settings.profiles_file import ProfileTable

BAD_REQUEST = 400
COMPLETIONS_PATH = "/chat/completions"
SAID_WAIT_S = 2.0
"""A wait for a server as long as this is said: nothing else would tell it from a slow model."""


class ChatCompletions:
    """One endpoint. `address`: where it answers, which for the built-in model is not `endpoint.base_url`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        address: str,
        key: str,
        key_origin: Origin,
        table: ProfileTable,
        timeouts: ModelTimeouts,
        memory: DialectMemory,
    ) -> None:
        """Connects at the first call. Blocks for 50 ms while certificates are loaded: make it in a thread.

        `table`: the headers, fields of the body and certificates that the user set. Raises `OSError` if these cannot be
        read.
        """
        self._target = model_errors.CallTarget(
            name=endpoint.name,
            base_url=endpoint.base_url,
            kind=endpoint.kind,
            model="",
            key=key,
            origin=endpoint.origin,
            key_origin=key_origin,
            headers=table.headers,
        )
        self._first_dialect = first_dialect(endpoint)
        # A profile with a second choice is not asked again: that would only delay the other answer.
        self._may_retry = endpoint.kind != "built-in" and not table.second_choice
        self._extra_body = table.extra_body
        self._memory = memory
        self._timeouts = timeouts
        timeout = httpx2.Timeout(None, connect=timeouts.connect)
        # A proxy for the web cannot reach servers of this machine.
        http_client = BoundedClient(
            max_body_bytes=MAX_ANSWER_BYTES,
            max_stream_bytes=None,  # the reader counts, and keeps what came before its bound
            trust_env=endpoint.kind == "hosted",
            timeout=timeout,
            ca_file=table.ca_file,
            is_plain=address.startswith("http://"),
        )
        self._client = openai.AsyncOpenAI(
            base_url=address,
            api_key=key or "none",
            timeout=timeout,
            max_retries=0,  # see `one_retry`
            http_client=http_client,
        )
        # A packed stream gains nothing on this machine, and arrives in larger blocks.
        self._headers = {**own_headers(key), "Accept-Encoding": "identity"}
        if key and endpoint.origin is Origin.ENVIRONMENT:
            # Organisation, project and headers of the environment are meant for this endpoint.
            self._headers = {"Accept-Encoding": "identity"}
        self._headers = with_own(self._headers, table.headers)

    async def stream(self, request: ModelRequest, model: str) -> AsyncGenerator[Piece, None]:
        """Ask `model`; closing the generator closes the HTTP request. Raises `ModelError`."""
        target = replace(self._target, model=model)
        tries = DialectTries(self._memory, self._first_dialect, target.base_url, model)
        while True:
            body, response = await self._send(request, target, tries)
            opening_tag = OpeningTag(self._memory, target.base_url, model)
            state = ChatStream(begins_in_reasoning=opening_tag.missing)
            begun = False
            try:
                async with aclosing(self._read(response, state, target, opening_tag)) as groups:
                    async for pieces in groups:
                        if pieces and not begun:
                            begun = True
                            await self._accept(tries, target, body)
                        for piece in pieces:
                            yield piece
                return
            except ModelError:
                # Some servers refuse a request with HTTP 200 and an error in the body.
                if begun or not tries.learn_from_refusal(refusal_in(state), body):
                    raise

    async def _read(
        self, response: httpx2.Response, state: ChatStream, target: model_errors.CallTarget, opening_tag: OpeningTag
    ) -> AsyncGenerator[Sequence[Piece], None]:
        """Yield the pieces of each block. Raises `ModelError` if the answer is not complete."""
        pace = ReadingPace(state, self._timeouts)
        blocks = response.aiter_bytes()
        broken: ModelError | None = None
        try:
            try:
                while not state.done and (block := await pace.read(blocks)) is not None:
                    for part in slices(block):
                        yield state.feed(part)
                        await pace.rest()
            except Silence:
                broken = model_errors.silent(target, self._timeouts.silence)
            except READING_ERRORS as error:
                broken = model_errors.error_for_connection(target, error, midway=True)
            state.broke_off = broken is not None
            yield state.end()
            if state.answer.lacked_opening_tag:
                await opening_tag.learn()
            elif state.complete and state.answer.was_plain_text:
                await opening_tag.unlearn()
            if not state.complete:
                raise ending_error(target, state, broken)
            fields = to_store(Source(target.model, target.base_url), state.answer)
            spent = state.spent or Spent()
            yield [Finished(state.reason or "stop", spent.usage, fields, cached_tokens=spent.cached_tokens)]
            await drain(blocks)
        finally:
            pace.close()
            await response.aclose()

    async def _accept(self, tries: DialectTries, target: model_errors.CallTarget, body: Json) -> None:
        """Keep what was learnt, now that the server answers."""
        await tries.accept()
        if not tries.dialect.images and has_image_note(body):
            self._memory.notice(f"{target.model} does not read images: it got a note in their place.")

    async def _send(
        self, request: ModelRequest, target: model_errors.CallTarget, tries: DialectTries
    ) -> tuple[Json, httpx2.Response]:
        """Send the request; return its body and the response, unread. Asks again at once where a refusal taught."""
        retry = OneRetry(allowed=self._may_retry)
        while True:
            body = chat_request(request, Source(target.model, target.base_url), tries.dialect)
            try:
                return body, await self._post(body)
            except openai.APIStatusError as error:
                said = error.body or error.response.text
                words = model_errors.read_error_body(said).message
                if tries.learn_from_refusal(Refusal.read(error.status_code, words, error.response.text), body):
                    continue
                wait_s = retry.wait_s(error.status_code, error.response.headers)
                if wait_s is None or model_errors.is_used_up(error.status_code, model_errors.read_error_body(said)):
                    moved_to = redirect_of(error.response)
                    raise model_errors.error_for_status(target, error.status_code, said, moved_to) from error
                if wait_s >= SAID_WAIT_S:
                    self._memory.notice(model_errors.describe_wait(target, error.status_code, wait_s))
            except openai.APIConnectionError as error:
                wait_s = retry.wait_s(None, {})
                if wait_s is None or classify(error) is NetworkError.NOT_HTTP:
                    raise model_errors.error_for_connection(target, error, midway=False) from error
            except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                raise model_errors.not_sent(target) from error
            await asyncio.sleep(wait_s)

    async def _post(self, body: Json) -> httpx2.Response:
        # The SDK's method for this call would import 1.3 MB of types and decode the response with them.
        return cast(
            "httpx2.Response",
            await self._client.post(
                COMPLETIONS_PATH,
                cast_to=httpx2.Response,
                body={**body, **self._extra_body, "stream": True},
                options={"headers": self._headers},
                stream=True,
                stream_cls=openai.AsyncStream[object],
            ),
        )

    async def pass_on(self, call: PassedCall, model: str) -> PassedAnswer:
        """Send a call as it is, with this model. Raises `ModelError` if there is no answer."""
        body = {**call.body, "model": model}
        if call.path == COMPLETIONS_PATH:
            body = {**self._extra_body, **body}
        target = replace(self._target, model=model)
        return await pass_on(self._client, replace(call, body=body), target, self._headers)

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


def redirect_of(response: httpx2.Response) -> str:
    """Return where a redirect leads; empty for any other response."""
    if not response.is_redirect:
        return ""
    return redirect_target(str(response.request.url), response.headers.get("location", ""))


def refusal_in(state: ChatStream) -> Refusal | None:
    """Return the refusal that a body with HTTP 200 is, if it is one; without a status it counts as 400."""
    if not isinstance(state.failure, ServerError):
        return None
    said = model_errors.read_error_body(state.failure.body)
    status = BAD_REQUEST
    if model_errors.STATUS.fullmatch(said.code):
        status = int(said.code)
    return Refusal.read(status, said.message, str(state.failure.body)[:MAX_CHARS])


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
            return model_errors.broke_off(target, state.unread_lines.words)
        case None:
            return model_errors.not_a_completion(target, "an empty reply")
