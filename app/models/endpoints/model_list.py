"""The list of models of a server, over plain HTTP without the SDK.

Functions here block: they run in a thread. The module imports urllib (25 ms), so it is imported when first needed.
"""

import http.client
import urllib.error
import urllib.request

import msgspec
from msgspec import Struct

from app.api.endpoints import Origin
from app.api.errors import Error
from app.api.objects import Model
from app.settings.origins import words_of

ADVICE = "Name a model with --model or ASSISTANT_CHAT_MODEL."
"""What to do where there is no list."""
MAX_LIST_BYTES = 8 * 2**20


class Row(Struct, frozen=True):
    """A model as a server lists it."""

    id: str
    created: int | float | None = None
    owned_by: str | None = None


class ModelListBody(Struct, frozen=True):
    """The body of `GET /models`."""

    data: list[Row] | None = None


class NoList(Error):
    """There is no list of models at this address; the sentence says why and what to do."""


def list_models(
    base_url: str, key: str, *, timeout_s: float, proxy: bool, key_origin: Origin = Origin.DEFAULT
) -> list[Model]:
    """Get the list. `proxy`: through the environment's proxy. `key_origin`: for the sentence. Raises `NoList`."""
    request = urllib.request.Request(f"{base_url}/models")
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    handlers: list[urllib.request.BaseHandler] = [NoRedirect()]
    if not proxy:
        handlers.append(urllib.request.ProxyHandler({}))
    no_list = f"{base_url} doesn't list its models. {ADVICE}"
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout_s) as response:
            body: bytes = response.read(MAX_LIST_BYTES)
        if body.lstrip()[:1] == b"<":
            raise NoList(f"{base_url} answered with a web page. Check the base URL: it usually ends in /v1.")
        rows = msgspec.json.decode(body, type=ModelListBody).data
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise NoList(describe_key_problem(base_url, key, key_origin)) from error
        raise NoList(no_list) from error
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        why = getattr(reason, "strerror", None) or str(reason)
        raise NoList(
            f"{base_url} cannot be reached ({why}). Check the base URL, and that the server is running."
        ) from error
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeError, ValueError) as error:
        raise NoList(no_list) from error
    if rows is None:
        raise NoList(no_list)
    return [Model(id=row.id, created=int(row.created or 0), owned_by=row.owned_by or "") for row in rows]


def describe_key_problem(base_url: str, key: str, origin: Origin) -> str:
    """The sentence that says what is wrong with the key, and what to do."""
    if not key:
        return f"{base_url} requires an API key. Set OPENAI_API_KEY."
    where = words_of(origin, "api_key")
    return f"The key in {where} was rejected by {base_url}. Check it, or set another with OPENAI_API_KEY."


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: urllib would send the key to the new address."""

    def redirect_request(self, req: object, fp: object, code: int, msg: str, headers: object, newurl: str) -> None:
        """Return no request; the redirect becomes an `HTTPError`."""
