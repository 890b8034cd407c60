"""The path that a request means. Programs write one address in several ways, and each gets the same answer.

- Slashes: `/v1/threads/`, `/v1//threads` and `/threads` are `/v1/threads`. No redirect, which would lose the body.
- Azure: `/openai/threads`, `/openai/v1/threads`, `/openai/deployments/NAME/chat/completions`. Its query parameter
  `api-version` is ignored as every unknown one is. Source: Azure OpenAI REST reference, "API specs".

A `/` that is written as `%2F` belongs to an id and does not separate: RFC 3986, 2.2.
"""

from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

ROOT = "/v1"


class KnownPath(NamedTuple):
    """A path as the routes have it. `deployment`: the name that Azure's path has for a model; empty for none."""

    path: str
    deployment: str


def read_path(raw: bytes) -> KnownPath:
    """Read a path as it was sent, without the query."""
    segments = [_decode(segment) for segment in raw.split(b"/")]
    while segments and not segments[-1]:
        segments.pop()
    segments = _without_empty(segments)
    deployment = ""
    if segments[:1] == ["openai"]:
        segments = _without_empty(segments[1:])
        if segments[:1] == ["deployments"] and len(segments) > 1:
            deployment = segments[1]
            segments = _without_empty(segments[2:])
    if segments[:1] == ["v1"]:
        segments = _without_empty(segments[1:])
    return KnownPath("/".join([ROOT, *_collections_and_ids(segments)]), deployment)


def with_known_path(scope: Scope) -> Scope:
    """Return the scope of the same request with the path that the routes have, and the `deployment` in its state."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    known = read_path(raw)
    if known.path == scope["path"] and not known.deployment:
        return scope
    return {**scope, "path": known.path, "deployment": known.deployment}


def _decode(segment: bytes) -> str:
    """Decode one segment; what cannot be a part of an id stays as it was sent."""
    text = unquote_to_bytes(segment).decode("utf-8", "replace")
    return text.replace("/", quote("/", safe=""))


def _without_empty(segments: list[str]) -> list[str]:
    """Leave out the empty segments at the beginning."""
    filled = next((place for place, segment in enumerate(segments) if segment), len(segments))
    return segments[filled:]


def _collections_and_ids(segments: list[str]) -> list[str]:
    """Leave out empty segments where a collection is named. An empty id stays, and is not found.

    Without it `POST /v1/threads//runs`, from a program that lost its thread, would make a thread and a run.
    """
    kept: list[str] = []
    for segment in segments:
        names_collection = len(kept) % 2 == 0
        if segment or not names_collection:
            kept.append(segment)
    return kept
