"""Requests to the server through the openai SDK: a path and a struct in, a struct out. `assistants` calls it.

This module imports the SDK (0.6 s), so it is itself imported late. The SDK's own methods of each operation would only
take our structs apart and put others together; its verbs carry them as they are, with its connections, its headers
and its errors. What changes something is sent once: a message sent twice is doubled.
"""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar, cast
from urllib.parse import quote

import anyio
import httpx2
import msgspec
import openai
from msgspec import Struct

from app.api.errors import RequestError
from app.openai_sdk.headers import own_headers
from app.remote import server_errors
from app.remote.server import Server

T = TypeVar("T")
Query = Mapping[str, str | int]

RETRIES = 2
"""Of a GET that failed, after 0.5 and 1 second: the kept connection may be dead, and then the server starting."""
BROKEN = (httpx2.RequestError, ssl.SSLError, anyio.EndOfStream, OSError)
"""What reading an answer raises when the connection breaks."""


class Connection:
    """The connections to one server. All methods raise `RequestError` (`NotFound`) and `Unavailable`."""

    def __init__(self, server: Server) -> None:
        """Connects at the first call. Takes 50 ms for certificates: made in a thread."""
        self.server = server
        timeout = httpx2.Timeout(server.patience.answer, connect=server.patience.connect)
        self._client = openai.AsyncOpenAI(
            base_url=server.url,
            api_key=server.key or "none",
            timeout=timeout,
            # A proxy for the web cannot reach this machine's own server; a redirect would carry text elsewhere.
            http_client=openai.DefaultAsyncHttpxClient(
                trust_env=not server.here, timeout=timeout, follow_redirects=False
            ),
        )
        self._stream_timeout = httpx2.Timeout(server.patience.silence, connect=server.patience.connect)
        self._headers = {
            **own_headers(server.key or ""),
            "OpenAI-Beta": "assistants=v2",
            "Content-Type": "application/json",
        }

    async def get(self, kind: type[T], path: str, query: Query | None = None, *, retries: int = RETRIES) -> T:
        """Read something."""
        with self._translated(changes=False):
            answer = await self._client.get(
                path,
                cast_to=httpx2.Response,
                options={"headers": self._headers, "params": query or {}, "max_retries": retries},
            )
        return self._decoded(answer, kind)

    async def post(self, kind: type[T], path: str, request: Struct | None = None) -> T:
        """Change something, once."""
        body = b"" if request is None else _encoded(request)
        with self._translated(changes=True):
            answer = await self._client.post(
                path,
                cast_to=httpx2.Response,
                content=body,
                options={"headers": self._headers, "max_retries": 0},
            )
        return self._decoded(answer, kind)

    async def delete(self, kind: type[T], path: str) -> T:
        """Remove something, once."""
        with self._translated(changes=True):
            answer = await self._client.delete(
                path, cast_to=httpx2.Response, options={"headers": self._headers, "max_retries": 0}
            )
        return self._decoded(answer, kind)

    @asynccontextmanager
    async def stream(self, path: str, query: Query) -> AsyncGenerator[AsyncIterator[bytes]]:
        """The blocks of an answer as they come; leaving closes its connection."""
        with self._translated(changes=False):
            answer = cast(
                "httpx2.Response",
                await self._client.get(
                    path,
                    cast_to=httpx2.Response,
                    options={
                        "headers": self._headers | {"Accept": "text/event-stream"},
                        "params": query,
                        "max_retries": 0,
                        "timeout": self._stream_timeout,
                    },
                    stream=True,
                    stream_cls=openai.AsyncStream[object],
                ),
            )
        try:
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                raise server_errors.not_ours(self.server, _what(answer))
            async with aclosing(self._blocks(answer)) as blocks:
                yield blocks
        finally:
            await answer.aclose()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _blocks(self, answer: httpx2.Response) -> AsyncGenerator[bytes]:
        with self._translated(changes=False):
            async for block in answer.aiter_bytes():
                yield block

    def _decoded(self, answer: httpx2.Response, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise server_errors.not_ours(self.server, _what(answer)) from error

    def _translated(self, *, changes: bool) -> "_Translated":
        return _Translated(self.server, changes)


class _Translated:
    """The one border: what the SDK and its transport raise inside leaves as an error of ours."""

    def __init__(self, server: Server, changes: bool) -> None:
        self._server = server
        self._changes = changes

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        match error:
            case openai.APIStatusError():
                raise server_errors.refused(self._server, error.status_code, error.body) from error
            case openai.APIConnectionError():
                raise server_errors.broken(self._server, error, changes=self._changes) from error
            case openai.OpenAIError() | httpx2.InvalidURL() | ValueError():
                raise server_errors.Unreachable(
                    f"{self._server.url} cannot be asked: {type(error).__name__}."
                ) from error
            case _ if isinstance(error, BROKEN):
                raise server_errors.broken(self._server, error, changes=self._changes) from error
            case _:
                return


def path_of(*segments: str) -> str:
    """A path of the API; an id is one segment of it, whatever it holds."""
    return "".join(f"/{quote(one, safe='').replace('.', '%2E')}" for one in segments)


def _encoded(request: Struct) -> bytes:
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError as error:
        raise RequestError("The text is not valid UTF-8.", code="invalid_value") from error


def _what(answer: httpx2.Response) -> str:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    return "a web page" if kind == "text/html" else "something else"
