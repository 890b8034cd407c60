"""Headers of a request by the SDK without what the environment names for another server.

The SDK puts OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS into every request of every client, and a
custom `Authorization` in place of the key. They belong to the endpoint that the environment names and to no other.
`chat_completions` and `remote` send these headers to all others. Imports the SDK: see `lean_sdk`.
"""

import os

import openai


def own_headers(key: str) -> dict[str, str | openai.Omit]:
    """The key, and everything left out that the SDK would take from the environment."""
    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    foreign = [line.partition(":")[0].strip() for line in lines if ":" in line]
    left_out = dict.fromkeys(["OpenAI-Organization", "OpenAI-Project", *foreign], openai.Omit())
    return {**left_out, "Authorization": f"Bearer {key}" if key else openai.Omit()}
