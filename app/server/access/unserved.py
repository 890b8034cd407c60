"""What OpenAI's API has and this server has not: programs are told so, instead of “Invalid URL”."""

from app.api.errors import RequestError

ELSEWHERE = "ask the model's own server"

UNSERVED = {
    "uploads": "it takes a file in one request, POST /v1/files",
    "vector_stores": "it searches no files yet",
    "audio": ELSEWHERE,
    "batches": ELSEWHERE,
    "completions": "it serves chat completions",
    "containers": ELSEWHERE,
    "conversations": "it serves threads",
    "evals": ELSEWHERE,
    "fine_tuning": ELSEWHERE,
    "images": ELSEWHERE,
    "moderations": ELSEWHERE,
    "realtime": ELSEWHERE,
    "responses": "it serves runs and chat completions",
    "videos": ELSEWHERE,
}
"""First part of a path below the base URL → what to say about it. Source: OpenAI API reference."""


def describe_unserved(method: str, path: str) -> RequestError | None:
    """Return the answer for a path of OpenAI's API that is not served; `None` for one that it does not have either."""
    resource = path.removeprefix("/v1/").partition("/")[0]
    if resource not in UNSERVED:
        return None
    message = f"This server does not serve {method} {path}: {UNSERVED[resource]}."
    return RequestError(message, code="unsupported", status=404)
