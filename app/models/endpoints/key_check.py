"""Tries a pasted key before it is stored, with a request that needs one: OpenAI's list of models.

A key that is rejected is not stored. One that cannot be tried now (no network, a server error) is, with a warning: a
user without a network can still set the program up. The module imports an HTTP client (150 ms): it is imported when
first needed.
"""

import asyncio

import httpx2

from app.api.errors import ConfigError
from app.models.endpoints.lists.model_list import new_list_client

CHECK_S = 10.0
"""For the whole exchange."""
REJECTED = "OpenAI rejected this key. Check that all of it was copied, and paste it again."
SCOPE = b"scope"
"""In the 401 for a key that is valid and may not list models: “Missing scopes: api.model.read”."""


async def check_key(base_url: str, key: str, *, within_s: float = CHECK_S) -> str:
    """Return a warning if the key could not be tried, empty if it is valid. Raises `ConfigError` if it is rejected."""
    try:
        async with asyncio.timeout(within_s):
            status, body = await ask(base_url, key)
    except TimeoutError:
        return describe_untried(f"no answer within {within_s:.0f} s")
    except httpx2.InvalidURL as error:
        return describe_untried(str(error))
    except (httpx2.HTTPError, OSError):
        return describe_untried("it can't be reached")
    if status == 401 and SCOPE not in body:
        raise ConfigError(REJECTED)
    if status in (200, 401):
        return ""
    return describe_untried(f"HTTP {status}")


async def ask(base_url: str, key: str) -> tuple[int, bytes]:
    """Ask for the list; return the status, and the beginning of the body of an error. A list is not read."""
    client = await asyncio.to_thread(new_list_client, CHECK_S, proxy=True)
    headers = {"Authorization": f"Bearer {key}"}
    async with client, client.stream("GET", f"{base_url}/models", headers=headers) as response:
        if response.is_success:
            return response.status_code, b""
        return response.status_code, response.content


def describe_untried(why: str) -> str:
    """The warning for a key that is stored untried."""
    return f"The key is stored, but OpenAI couldn't check it now ({why})."
