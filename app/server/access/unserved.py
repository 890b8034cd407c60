"""What OpenAI's API has and this server has not: programs are told so, instead of “Invalid URL”."""

from app.api.errors import RequestError

LATER = "It comes with a later version."
ELSEWHERE = "Ask the model's own server."

UNSERVED = {
    "files": f"Files are not stored here yet. {LATER}",
    "uploads": f"Files are not stored here yet. {LATER}",
    "vector_stores": f"Files are not searched here yet. {LATER}",
    "audio": ELSEWHERE,
    "batches": ELSEWHERE,
    "completions": f"Chat completions are served. {ELSEWHERE}",
    "containers": ELSEWHERE,
    "conversations": "Threads are served.",
    "evals": ELSEWHERE,
    "fine_tuning": ELSEWHERE,
    "images": ELSEWHERE,
    "moderations": ELSEWHERE,
    "realtime": ELSEWHERE,
    "responses": "Runs and chat completions are served.",
    "videos": ELSEWHERE,
}
"""First part of a path below the base URL → what to say about it. Source: OpenAI API reference."""


def describe_unserved(method: str, path: str) -> RequestError | None:
    """Return the answer for a path of OpenAI's API that is not served; `None` for one that it does not have either."""
    resource = path.removeprefix("/v1/").partition("/")[0]
    if resource not in UNSERVED:
        return None
    message = f"This server does not serve {method} {path}. {UNSERVED[resource]}"
    return RequestError(message, code="unsupported", status=404)
