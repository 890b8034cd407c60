"""Tries a pasted key before it is stored, with a request that needs one.

That is the list of models, unless the provider gives it to all. A key that is rejected is not stored. One that cannot
be tried now (no network, a server error) is, with a warning: a user without a network can still set the program up.
The module imports an HTTP client (150 ms): it is imported when first needed.
"""

import asyncio
import re

import httpx2

from app.api.errors import ConfigError
from app.models.endpoints.addresses import name_of
from app.models.endpoints.lists.model_list import new_list_client
from app.models.endpoints.providers import key_path, list_headers
from app.models.endpoints.resolved import loading_certificates
from app.settings.profiles_file import ProfileTable

NO_TABLE = ProfileTable()
CHECK_S = 10.0
"""For the whole exchange."""
SCOPE = b"scope"
"""In the 401 for a key that is valid and may not list models: “Missing scopes: api.model.read”."""
WRONG_KEY = re.compile(
    rb"api key not valid|incorrect api key|(?:pass|provide) a valid api key|invalid[ _]api[ _]key|api_key_invalid", re.I
)
"""In the 400 for a wrong key of Gemini (“API key not valid. Please pass a valid API key.”) and xAI (“Incorrect API key
provided”, at times with `%20` in place of the spaces)."""


async def check_key(
    base_url: str, key: str, *, name: str = "", table: ProfileTable = NO_TABLE, within_s: float = CHECK_S
) -> str:
    """Return a warning if the key could not be tried, empty if it is valid. Raises `ConfigError` if it is rejected.

    `name`: of the provider, for the sentences. `table`: the profile that there is already, for its headers.
    """
    name = name or name_of(base_url)
    try:
        async with asyncio.timeout(within_s):
            status, body = await ask(base_url, key, table)
    except TimeoutError:
        return describe_untried(name, f"no answer within {within_s:.0f} s")
    except httpx2.InvalidURL as error:
        return describe_untried(name, str(error))
    except (httpx2.HTTPError, OSError):
        return describe_untried(name, "it can't be reached")
    if (status == 401 and SCOPE not in body) or (status == 400 and WRONG_KEY.search(body.replace(b"%20", b" "))):
        raise ConfigError(f"{name} rejected this key. Check that all of it was copied, and paste it again.")
    if status in (200, 401):
        return ""
    return describe_untried(name, f"HTTP {status}")


async def ask(base_url: str, key: str, table: ProfileTable) -> tuple[int, bytes]:
    """Send the request; return the status, and the beginning of the body of an error. A list is not read."""
    with loading_certificates(table):
        client = await asyncio.to_thread(new_list_client, CHECK_S, proxy=True, ca_file=table.ca_file)
    headers = list_headers(base_url, key, table.headers)
    async with client, client.stream("GET", f"{base_url}{key_path(base_url)}", headers=headers) as response:
        if response.is_success:
            return response.status_code, b""
        return response.status_code, response.content


def describe_untried(name: str, why: str) -> str:
    """The warning for a key that is stored untried."""
    return f"The key is stored, but {name} couldn't check it now ({why})."
