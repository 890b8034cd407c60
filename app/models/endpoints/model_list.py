"""The list of models of a server, over plain HTTP without the SDK. `connected`, `builtin` and `local_servers` call it.

Functions here block: they run in a thread. Imports urllib (25 ms), so it is itself imported when something answers.
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

NO_LIST = "sends no list of models. Name one with --model or ASSISTANT_CHAT_MODEL."
MAX_LIST = 8 * 2**20
"""Bytes of a list that are read."""


class Row(Struct, frozen=True):
    """A model as a server lists it."""

    id: str
    created: int | float | None = None
    owned_by: str | None = None


class Listed(Struct, frozen=True):
    """The body of `GET /models`."""

    data: list[Row] | None = None


class NoList(Error):
    """There is no list of models at this address; the sentence says why and what to do."""


def list_models(
    base_url: str, key: str, *, seconds: float, proxy: bool, key_origin: Origin = Origin.DEFAULT
) -> list[Model]:
    """Ask for the list. `proxy`: by way of the environment's proxy. `key_origin`: for the words. Raises `NoList`."""
    request = urllib.request.Request(f"{base_url}/models", headers={"Authorization": f"Bearer {key}"} if key else {})
    opener = urllib.request.build_opener(NoRedirect(), *([] if proxy else [urllib.request.ProxyHandler({})]))
    try:
        with opener.open(request, timeout=seconds) as response:
            body: bytes = response.read(MAX_LIST)
        if body.lstrip()[:1] == b"<":
            raise NoList(f"{base_url} answers with a web page. Check the base URL: it usually ends in /v1.")
        rows = msgspec.json.decode(body, type=Listed).data
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise NoList(f"{base_url} {refusal(key, key_origin)}") from error
        raise NoList(f"{base_url} {NO_LIST}") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        why = getattr(reason, "strerror", None) or str(reason)
        raise NoList(f"{base_url} cannot be reached ({why}). Check the address, and that the server runs.") from error
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeError, ValueError) as error:
        raise NoList(f"{base_url} {NO_LIST}") from error
    if rows is None:
        raise NoList(f"{base_url} {NO_LIST}")
    return [Model(id=row.id, created=int(row.created or 0), owned_by=row.owned_by or "") for row in rows]


def refusal(key: str, origin: Origin) -> str:
    """What is wrong with the key, and what to do."""
    if not key:
        return "wants a key. Set OPENAI_API_KEY."
    return f"refuses the key from {words_of(origin, 'api_key')}. Check it, or set another with OPENAI_API_KEY."


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """urllib carries the key to wherever it is redirected; so it is not."""

    def redirect_request(self, req: object, fp: object, code: int, msg: str, headers: object, newurl: str) -> None:
        """Refuse: the redirect itself is the error."""
