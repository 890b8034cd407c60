"""An HTTP client whose responses cannot be larger, unpacked, than what this program is ready to hold.

    http_client = BoundedClient(max_body_bytes=64 * 2**20, max_stream_bytes=64 * 2**20, trust_env=…, timeout=…)
    client = openai.AsyncOpenAI(http_client=http_client, …)

It is an `httpx2.AsyncClient`, also without the SDK. What it adds:

- A body of 2xx that grows past its bound, as sent or unpacked, raises `BodyTooLarge` where it is read: one that is read
  whole past `max_body_bytes`, a streamed one past `max_stream_bytes`, after its blocks so far were passed on. It is no
  `httpx2.HTTPError`, so that the SDK does not ask again: catch it yourself.
- The body of any other status is read at once and cut off after `MAX_ERROR_BODY_BYTES` or `ERROR_BODY_TIMEOUT_S`,
  without an exception: its beginning has the words of the server. `response.text` and the SDK's `error.body` have it.
- Redirects are refused: they would send text and key to an address that the user never named.

How long a body may take is for the caller to decide, with `asyncio.timeout` around the whole exchange: the timeouts of
httpx2 begin anew with each block. The module imports httpx2 (100 ms), so it is imported late. Making a client loads
certificates (20-50 ms) unless it is for plain HTTP: make it in a thread.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path

import httpx2

from app.openai_sdk.body_size import check_size
from app.openai_sdk.unpacking import UnpackedStream

MAX_ERROR_BODY_BYTES = 2**20
ERROR_BODY_TIMEOUT_S = 2.0
"""For the whole body of an error: the status alone says enough to go on without it."""
MAX_CONNECTIONS = 1000
MAX_IDLE_CONNECTIONS = 100
"""Both as in the SDK's own client."""


class BoundedResponse(httpx2.Response):
    """A response that counts what is read of it; its stream is unpacked already.

    At most 1 MiB is unpacked at a time, so that counting afterwards is early enough.
    """

    max_bytes: int | None = None

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """Yield the unpacked bytes. Raises `BodyTooLarge`."""
        size = 0
        async with aclosing(super().aiter_bytes(chunk_size)) as blocks:
            async for block in blocks:
                size += len(block)
                check_size(self.max_bytes, size)
                yield block


class BoundedClient(httpx2.AsyncClient):
    """An HTTP client for one server.

    `max_stream_bytes`: `None` for no bound, where the caller bounds each line. `trust_env`: through the environment's
    proxy. `ca_file`: certificates that are trusted besides the usual ones. `is_plain`: the server is asked at http://
    addresses only. `socket_path`: connect to this unix socket, whatever the address. Raises `OSError` if the file
    cannot be read.
    """

    def __init__(
        self,
        *,
        max_body_bytes: int,
        max_stream_bytes: int | None,
        trust_env: bool,
        timeout: httpx2.Timeout,
        headers: Mapping[str, str] | None = None,
        ca_file: Path | None = None,
        is_plain: bool = False,
        socket_path: str | None = None,
    ) -> None:
        context = make_context(ca_file, trust_env=trust_env, is_plain=is_plain)
        limits = httpx2.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_IDLE_CONNECTIONS)
        transport = None
        if socket_path is not None:
            transport = httpx2.AsyncHTTPTransport(verify=context, limits=limits, uds=socket_path)
        super().__init__(
            verify=context,
            trust_env=trust_env,
            timeout=timeout,
            headers=headers,
            follow_redirects=False,
            limits=limits,
            transport=transport,
        )
        self._max_body_bytes = max_body_bytes
        self._max_stream_bytes = max_stream_bytes

    async def send(
        self,
        request: httpx2.Request,
        *,
        stream: bool = False,
        auth: object = None,
        follow_redirects: object = False,
    ) -> httpx2.Response:
        """Send a request. `stream`: leave the body of a success to be read by the caller."""
        response = await super().send(request, stream=True, follow_redirects=False)
        try:
            if not response.is_success:
                return await read_error(bound(response, None))
            if stream:
                return bound(response, self._max_stream_bytes)
            whole = bound(response, self._max_body_bytes)
            await whole.aread()
            return whole
        except BaseException:
            await response.aclose()
            raise


def make_context(ca_file: Path | None, *, trust_env: bool, is_plain: bool) -> ssl.SSLContext:
    """Return a context that trusts these certificates besides the usual ones. Raises `OSError`, such as `SSLError`.

    Where no certificate can come, it has none and trusts none; a proxy may have one.
    """
    if is_plain and not trust_env and ca_file is None:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx2.create_ssl_context(trust_env=trust_env)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def bound(response: httpx2.Response, max_bytes: int | None) -> BoundedResponse:
    """Return the response, its body not read yet, with a bound."""
    labels = response.headers.get_list("content-encoding", split_commas=True)
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    bounded = BoundedResponse(
        response.status_code,
        headers=[one for one in response.headers.raw if one[0].lower() != b"content-encoding"],
        stream=UnpackedStream(response.stream, labels, max_bytes),
        request=response.request,
        extensions=response.extensions,
    )
    bounded.max_bytes = max_bytes
    return bounded


async def read_error(response: httpx2.Response) -> httpx2.Response:
    """Return the response with the beginning of its body; what cannot be read is left out."""
    body = bytearray()
    try:
        async with asyncio.timeout(ERROR_BODY_TIMEOUT_S), aclosing(response.aiter_bytes()) as blocks:
            async for block in blocks:
                body += block
                if len(body) > MAX_ERROR_BODY_BYTES:
                    break
    except (TimeoutError, httpx2.HTTPError, OSError):
        pass
    finally:
        await response.aclose()
    # As bytes: a value may have others than those of ASCII.
    headers = [
        (name, value)
        for name, value in response.headers.raw
        if name.lower() not in (b"content-length", b"transfer-encoding")
    ]
    return httpx2.Response(
        response.status_code,
        headers=headers,
        content=bytes(body[:MAX_ERROR_BODY_BYTES]),
        request=response.request,
        extensions=response.extensions,
    )
