"""Requests to the server through the openai SDK: a path and a struct in, a struct out.

This module imports the SDK (0.3 s), so it is imported late. The SDK's methods for each operation would only convert
our structs into its own; its `get`, `post` and `delete` send them unchanged, with its connections, headers and errors.
A request that changes something is sent once: a message that is sent twice would be stored twice.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import TypeVar, cast
from urllib.parse import quote

import anyio
import httpx2
import msgspec
import openai
from msgspec import Struct

from app.api.errors import RequestError
from app.api.requests import Page
from app.openai_sdk.body_size import BodyTooLarge
from app.openai_sdk.bounded_client import BoundedClient
from app.openai_sdk.headers import own_headers
from app.openai_sdk.redaction import Redactor
from app.openai_sdk.redirects import redirect_target
from app.remote import server_errors
from app.remote.form_body import FormBody
from app.remote.response_bounds import MAX_RESPONSE_BYTES
from app.remote.server_address import ServerAddress

T = TypeVar("T")
Query = Mapping[str, str | int | list[str]]

MAX_RETRIES = 2
"""How often a failed GET is retried, 0.5 s and 1 s later: a reused connection may be dead, or the server starting."""
BROKEN_CONNECTION = (httpx2.RequestError, ssl.SSLError, anyio.EndOfStream, OSError)
"""What reading a response raises when the connection breaks."""


class ServerClient:
    """A client of one server. All methods raise `RequestError` (`NotFound`) and `Unavailable`."""

    def __init__(self, server: ServerAddress, redactor: Redactor) -> None:
        """Connects at the first call. Blocks for 50 ms while certificates are loaded: make it in a thread."""
        self.server, self.redactor = server, redactor
        self.notices: list[str] = []
        """Sentences for people about the connection, which `RemoteEndpoints` passes on."""
        timeout = httpx2.Timeout(server.timeouts.response, connect=server.timeouts.connect)
        self._client = openai.AsyncOpenAI(
            base_url=server.base_url,
            api_key=server.key or "none",
            timeout=timeout,
            # A proxy for the web cannot reach a server of this machine. Streams are bounded by `event_stream`.
            http_client=BoundedClient(
                max_body_bytes=MAX_RESPONSE_BYTES,
                max_stream_bytes=None,
                trust_env=not server.on_this_machine,
                timeout=timeout,
                is_plain=server.base_url.startswith("http://"),
                socket_path=server.socket_path or None,
            ),
        )
        self._stream_timeout = httpx2.Timeout(server.timeouts.stream, connect=server.timeouts.connect)
        self._headers = {
            **own_headers(server.key or ""),
            "OpenAI-Beta": "assistants=v2",
            "Content-Type": "application/json",
        }

    async def get(self, kind: type[T], path: str, query: Query | None = None, *, retries: int = MAX_RETRIES) -> T:
        """Send a GET."""
        with self._translating_errors(changes=False):
            response = await self._within_time(
                self._client.get(
                    path,
                    cast_to=httpx2.Response,
                    options={"headers": self._headers, "params": query or {}, "max_retries": retries},
                )
            )
        return self._decode(response, kind)

    async def post(self, kind: type[T], path: str, request: Struct | None = None) -> T:
        """Send a POST, once."""
        body = _encode(request)
        with self._translating_errors(changes=True):
            response = await self._within_time(
                self._client.post(
                    path,
                    cast_to=httpx2.Response,
                    content=body,
                    options={"headers": self._headers, "max_retries": 0},
                )
            )
        return self._decode(response, kind)

    async def post_form(self, kind: type[T], path: str, form: FormBody) -> T:
        """Send a form that is read while it is sent, once. The whole has no time limit: a file may be long."""
        with self._translating_errors(changes=True):
            response = await self._client.post(
                path,
                cast_to=httpx2.Response,
                content=form.blocks(),
                options={
                    "headers": self._headers | {"Content-Type": form.content_type},
                    "max_retries": 0,
                    "timeout": self._stream_timeout,
                },
            )
        return self._decode(response, kind)

    async def delete(self, kind: type[T], path: str) -> T:
        """Send a DELETE, once."""
        with self._translating_errors(changes=True):
            response = await self._within_time(
                self._client.delete(path, cast_to=httpx2.Response, options={"headers": self._headers, "max_retries": 0})
            )
        return self._decode(response, kind)

    @asynccontextmanager
    async def stream(self, path: str, query: Query) -> AsyncGenerator[AsyncIterator[bytes]]:
        """Open a stream of events and yield the iterator of its blocks; leaving closes its connection."""
        async with self._open(path, query, "text/event-stream") as blocks:
            yield blocks

    @asynccontextmanager
    async def download(self, path: str) -> AsyncGenerator[AsyncIterator[bytes]]:
        """Open a file and yield the iterator of its blocks; leaving closes its connection."""
        async with self._open(path, {}, "application/octet-stream") as blocks:
            yield blocks

    @asynccontextmanager
    async def _open(self, path: str, query: Query, kind: str) -> AsyncGenerator[AsyncIterator[bytes]]:
        """Open a body of this content type."""
        with self._translating_errors(changes=False):
            response = cast(
                "httpx2.Response",
                await self._client.get(
                    path,
                    cast_to=httpx2.Response,
                    options={
                        "headers": self._headers | {"Accept": kind},
                        "params": query,
                        "max_retries": 0,
                        "timeout": self._stream_timeout,
                    },
                    stream=True,
                    stream_cls=openai.AsyncStream[object],
                ),
            )
        try:
            if not response.headers.get("content-type", "").startswith(kind):
                raise server_errors.not_our_server(self.server, _describe(response))
            async with aclosing(self._blocks(response)) as blocks:
                with self.redactor.errors():  # an event may tell one
                    yield blocks
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _within_time(self, exchange: Coroutine[None, None, httpx2.Response]) -> httpx2.Response:
        """Wait for the whole response, which the timeouts of httpx2 do not bound: they begin anew with each block."""
        async with asyncio.timeout(self.server.timeouts.whole):
            return await exchange

    async def _blocks(self, response: httpx2.Response) -> AsyncGenerator[bytes]:
        with self._translating_errors(changes=False):
            async for block in response.aiter_bytes():
                yield block

    def _decode(self, response: httpx2.Response, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(response.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise server_errors.not_our_server(self.server, _describe(response)) from error

    @contextmanager
    def _translating_errors(self, *, changes: bool) -> Generator[None]:
        """Translate errors of the SDK and its transport to those of `api`. `changes`: see `error_for_connection`."""
        with self.redactor.errors():
            try:
                yield
            except openai.APIStatusError as error:
                asked, location = str(error.request.url), error.response.headers.get("location", "")
                target = redirect_target(asked, location)
                raise server_errors.error_for_status(self.server, error.status_code, error.body, target) from error
            except openai.APIConnectionError as error:
                raise server_errors.error_for_connection(self.server, error, changes=changes) from error
            except (openai.OpenAIError, httpx2.InvalidURL, ValueError) as error:
                raise server_errors.not_sent(self.server) from error
            except BodyTooLarge as error:
                raise server_errors.too_large(self.server, error.limit) from error
            except BROKEN_CONNECTION as error:
                raise server_errors.error_for_connection(self.server, error, changes=changes) from error


def path_of(*segments: str) -> str:
    """Build a path of the API; an id is one segment, whatever characters it has."""
    return "".join(f"/{quote(segment, safe='').replace('.', '%2E')}" for segment in segments)


def query_of(page: Page) -> dict[str, str | int]:
    """Return the fields that are set."""
    fields = cast("dict[str, str | int | None]", msgspec.to_builtins(page))
    return {name: value for name, value in fields.items() if value is not None}


def _encode(request: Struct | None) -> bytes:
    if request is None:
        return b""
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError as error:
        raise RequestError("The text is not valid UTF-8.", code="invalid_value") from error


def _describe(response: httpx2.Response) -> str:
    kind = response.headers.get("content-type", "").partition(";")[0]
    if kind == "text/html":
        return "a web page"
    return "something else"
