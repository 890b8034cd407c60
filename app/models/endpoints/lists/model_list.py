"""The list of models of a server, over plain HTTP without the SDK.

The module imports httpx2 (100 ms) and a client loads certificates (50 ms): it is imported late, and `new_list_client`
runs in a thread.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path

import anyio
import httpx2

from app.api.endpoints import Origin
from app.models.endpoints.lists.list_answer import HasNone, ModelListBody, NoList, NotAnApi, Refused
from app.models.endpoints.lists.list_body import read_model_list
from app.models.endpoints.lists.list_rows import printable
from app.models.endpoints.providers import LIST_PATH, KeySource, describe_key_problem, list_headers, list_path
from app.openai_sdk.body_size import BodyTooLarge
from app.openai_sdk.bounded_client import BoundedClient
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.quoting import MAX_QUOTE_CHARS, quote
from app.openai_sdk.redirects import redirect_advice, redirect_target

ADVICE = "Name a model with --model or ASSISTANT_CHAT_MODEL."
"""What to do where there is no list."""
NO_HEADERS: Mapping[str, str] = {}
MAX_LIST_BYTES = 16 * 2**20
BODY_SHARE = 0.9
"""After so much of the time the body ends, so that what came of it can be kept."""
READ_HERE_BYTES = 2**16
"""A longer list is read in a thread."""
REASONS = {
    NetworkError.CERTIFICATE: "its certificate cannot be verified",
    NetworkError.NOT_TLS: "it does not speak TLS as expected",
    NetworkError.NO_SUCH_HOST: "no such host",
    NetworkError.CONNECT_TIMEOUT: "timed out",
    NetworkError.UNREACHABLE: "connection refused",
    NetworkError.TIMEOUT: "timed out",
    NetworkError.NOT_HTTP: "it does not speak HTTP as expected",
    NetworkError.CLOSED: "it closed the connection",
}
NOT_THERE = (404, 405, 410, 501)
"""Statuses of a path that the server does not have."""
MAX_WORDS_BYTES = 2**16
"""Of the body of an error, for its words."""


def new_list_client(
    timeout_s: float, *, proxy: bool, ca_file: Path | None = None, is_plain: bool = False
) -> BoundedClient:
    """Make a client for lists.

    `timeout_s`: for each step; `list_models` bounds the whole. `proxy`: through the environment's proxy.
    `ca_file`: certificates that are trusted besides the usual ones. `is_plain`: for http:// addresses only. Raises
    `OSError`.
    """
    return BoundedClient(
        max_body_bytes=MAX_LIST_BYTES,
        max_stream_bytes=MAX_LIST_BYTES,
        trust_env=proxy,
        ca_file=ca_file,
        is_plain=is_plain,
        timeout=httpx2.Timeout(timeout_s),
    )


async def list_models(
    client: httpx2.AsyncClient,
    base_url: str,
    key: str,
    *,
    timeout_s: float,
    origin: Origin = Origin.DEFAULT,
    key_origin: Origin = Origin.DEFAULT,
    headers: Mapping[str, str] = NO_HEADERS,
) -> ModelListBody:
    """Get the list; the time is for the whole exchange. Raises `NoList`.

    `origin`, `key_origin`: where the endpoint and its key were set, for the sentence. `headers`: the user's own.
    """
    ends_at = asyncio.get_running_loop().time() + timeout_s * BODY_SHARE
    own_headers = list_headers(base_url, key, headers)
    try:
        async with (
            asyncio.timeout(timeout_s),
            client.stream("GET", f"{base_url}{list_path(base_url)}", headers=own_headers) as response,
        ):
            if not response.is_success:
                source = KeySource(origin=origin, key_origin=key_origin, has_key=bool(key), has_headers=bool(headers))
                raise error_for_status(response, base_url, source)
            body, cut = await read_body(response, ends_at)
    except TimeoutError as error:
        raise NoList(f"{base_url} sent no list of models in time. {ADVICE}") from error
    except (httpx2.RequestError, anyio.EndOfStream, OSError) as error:
        raise NoList(
            f"{base_url} cannot be reached ({REASONS[classify(error)]}). Check the base URL, and that the server is"
            " running."
        ) from error
    except (httpx2.InvalidURL, httpx2.HTTPError, ValueError) as error:
        raise NoList(f"{base_url} sent no list of models that can be read. {ADVICE}") from error
    if body.lstrip()[:1] == b"<":
        raise NotAnApi(f"{base_url} answered with a web page. Check the base URL: it usually ends in /v1.")
    if len(body) <= READ_HERE_BYTES:
        listed = read_model_list(body, cut=cut)
    else:
        listed = await asyncio.to_thread(read_model_list, body, cut=cut)
    if not listed.found or not (listed.models or listed.complete):
        kind = NotAnApi if listed.error or listed.found else HasNone
        raise kind(f"{base_url} doesn't list its models. {ADVICE}{quote(listed.error)}")
    return listed


async def read_body(response: httpx2.Response, ends_at: float) -> tuple[bytes, bool]:
    """Read the body; true with it if its end is missing: it is too long or too slow, or the connection broke."""
    body = bytearray()
    try:
        async with asyncio.timeout_at(ends_at), aclosing(response.aiter_bytes()) as blocks:
            async for block in blocks:
                body += block
    except TimeoutError:
        if not body.strip():
            raise
        return bytes(body), True
    except BodyTooLarge:
        return bytes(body), True
    except (httpx2.RequestError, anyio.EndOfStream, OSError):
        if not body:
            raise
        return bytes(body), True
    return bytes(body), False


def error_for_status(response: httpx2.Response, base_url: str, source: KeySource) -> NoList:
    """The error for a status that is no success, with the words of the server."""
    status = response.status_code
    words = quote(words_of_body(response.content))
    if response.is_redirect:
        # Leads to a login page, or to the API's real address: to follow it would send the key there.
        target = redirect_target(str(response.request.url), response.headers.get("location", ""))
        advice = redirect_advice(target, LIST_PATH)
        return NotAnApi(f"{base_url} redirects to {target} (HTTP {status}), which was not followed. {advice}{words}")
    if status in NOT_THERE:
        return HasNone(f"{base_url} doesn't list its models (HTTP {status}). {ADVICE}{words}")
    if status == 401 or (status == 403 and not words):
        return Refused(describe_key_problem(base_url, source) + words)
    if status == 429:
        return NoList(f"Rate limited by {base_url} (HTTP 429). Wait a moment and retry. {ADVICE}{words}")
    if status >= 500:
        return Refused(f"{base_url} returned a server error for its list (HTTP {status}). {ADVICE}{words}")
    return Refused(f"{base_url} did not accept the request for its list (HTTP {status}). {ADVICE}{words}")


def words_of_body(body: bytes) -> str:
    """Return the words of the body of an error: those of JSON, or a plain text."""
    body = body[:MAX_WORDS_BYTES].lstrip()
    if body[:1] in (b"{", b"["):
        return read_model_list(body).error
    if body[:1] == b"<":
        return ""
    return printable(body.decode("utf-8", "replace"), MAX_QUOTE_CHARS)
