"""Request headers without those that the environment sets for another server.

The SDK puts OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS into every request of every client, and a
custom `Authorization` in place of the key. They belong to the endpoint that the environment names and to no other.
This module imports the SDK: import it late, within `lean_sdk`.
"""

import os
from collections.abc import Mapping

import openai


def own_headers(key: str) -> dict[str, str | openai.Omit]:
    """Make headers with the key, and without what the SDK would take from the environment."""
    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    foreign = [line.partition(":")[0].strip() for line in lines if ":" in line]
    left_out = dict.fromkeys(["OpenAI-Organization", "OpenAI-Project", *foreign], openai.Omit())
    headers: dict[str, str | openai.Omit] = {**left_out, "Authorization": openai.Omit()}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return headers


def with_own(headers: Mapping[str, str | openai.Omit], own: Mapping[str, str]) -> dict[str, str | openai.Omit]:
    """Return the headers with the user's own, which come in place of those of the same name in any spelling."""
    replaced = {name.lower() for name in own}
    kept = {name: value for name, value in headers.items() if name.lower() not in replaced}
    return {**kept, **own}
