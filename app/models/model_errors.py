"""What went wrong with a model call → `ModelError` with a sentence that says what to do.

`chat_completions` calls it with what the SDK raised; nothing here imports the SDK, so the table is plain data:
a status and an error body, or the chain of exceptions below a broken connection. The key is never in a sentence.
"""

import re
from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from app.api.endpoints import EndpointKind, Origin
from app.models.model import ContextTooLong, ModelError
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.quoting import quote
from app.settings.origins import words_of


class Asked(Struct, frozen=True, kw_only=True):
    """Who was asked for what, for the sentence. `key_origin`: where the key came from."""

    name: str
    base_url: str
    kind: EndpointKind
    model: str
    key: str = ""
    key_origin: Origin = Origin.DEFAULT

    def __repr__(self) -> str:
        """Without the key."""
        return f"Asked({self.place!r}, model={self.model!r})"

    @property
    def place(self) -> str:
        """The endpoint as a person knows it."""
        if self.base_url.startswith("built-in:"):
            return self.name
        return self.base_url if self.name in self.base_url else f"{self.name} ({self.base_url})"


class Refusal(Struct, frozen=True, kw_only=True):
    """An error body in any of the shapes in use."""

    message: str = ""
    code: str = ""
    type: str = ""
    used: int = 0
    room: int = 0
    page: bool = False


def refusal_of(body: object) -> Refusal:
    """Read an error body: OpenAI's, its inner `error`, plain text, or a page."""
    if isinstance(body, Mapping):
        fields = cast(Mapping[str, object], body)
        inner = fields.get("error")
        if isinstance(inner, Mapping | str) and inner:
            return refusal_of(cast(object, inner))
        # FastAPI servers say `detail`.
        message = fields.get("message") or fields.get("detail") or ""
        return Refusal(
            message=message if isinstance(message, str) else str(message),
            code=str(fields.get("code") or ""),
            type=str(fields.get("type") or ""),
            used=whole(fields.get("n_prompt_tokens")),
            room=whole(fields.get("n_ctx")),
        )
    text = body if isinstance(body, str) else ""
    return Refusal(page=True) if text.lstrip()[:1] == "<" else Refusal(message=text)


def whole(value: object) -> int:
    """A number of tokens, 0 when it is none."""
    return value if isinstance(value, int) else 0


CONTEXT_CODES = {"context_length_exceeded", "exceed_context_size_error"}
# The words of OpenAI and vLLM, llama.cpp, Anthropic, LM Studio, Gemini, Groq, in this order.
CONTEXT_WORDS = re.compile(
    r"maximum context length|context size|prompt is too long|context length of only|token count.{0,40}exceeds"
    r"|reduce the length of the messages",
    re.I,
)
NUMBER = r"(\d[\d,_]*)"
ROOM = re.compile(rf"(?:context length (?:is|of only)|context size \(|>)\s*{NUMBER}|{NUMBER} maximum", re.I)
USED = re.compile(rf"(?:resulted in|requested|too long:|request \()\s*{NUMBER}", re.I)
MODEL_CODES = {"model_not_found", "model_not_exist", "not_found_error"}
QUOTA_CODES = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}


def is_context(status: int, refusal: Refusal) -> bool:
    """Whether the request was too long for the model."""
    if {refusal.code, refusal.type} & CONTEXT_CODES:
        return True
    return status in (0, 400, 413, 422, 500) and bool(CONTEXT_WORDS.search(refusal.message))


def too_long(asked: Asked, refusal: Refusal) -> ContextTooLong:
    """The thread does not fit; with the numbers where the server says them."""
    used = refusal.used or found(USED, refusal.message)
    room = refusal.room or found(ROOM, refusal.message)
    figures = f": {used:,} of {room:,} tokens" if used and room else ""
    return ContextTooLong(
        f"The conversation is too long for {asked.model}{figures}. Start a new thread, or choose a model with a larger"
        " context.",
        used,
        room,
    )


def found(pattern: re.Pattern[str], text: str) -> int:
    """The first number that the pattern finds."""
    match = pattern.search(text)
    digits = next((group for group in match.groups() if group), "") if match else ""
    return int(re.sub(r"\D", "", digits) or 0)


def refused(asked: Asked, status: int, body: object) -> ModelError:
    """An HTTP status of 400 or more, or an error inside the stream (status 0)."""
    refusal = refusal_of(body)
    place, words = asked.place, quote(refusal.message, asked.key)
    if status == 0 and refusal.code.isdecimal() and 400 <= int(refusal.code) < 600:
        status = int(refusal.code)  # OpenRouter and llama.cpp put the status into the body
    if is_context(status, refusal):
        return too_long(asked, refusal)
    match status:
        case 401:
            return ModelError(f"{place} refused {key_words(asked)} (HTTP 401). {key_advice(asked)}")
        case 403:
            return ModelError(
                f"{place} does not allow {asked.model} with this key (HTTP 403).{words or ' ' + key_advice(asked)}"
            )
        case 402:
            return ModelError(f"{place} wants to be paid (HTTP 402): the account has no credit left.{words}")
        case 404 | 405 | 501:
            return missing(asked, status, refusal, words)
        case _ if 300 <= status < 400:
            return ModelError(
                f"{place} sends callers to another place (HTTP {status}). Set the base URL to the address that answers"
                " itself."
            )
        case 413:
            return too_long(asked, refusal)
        case 429 if refusal.code in QUOTA_CODES or refusal.type in QUOTA_CODES:
            text = f"The account at {place} has no credit left. Add credit there, or choose another endpoint."
            return ModelError(text, "rate_limit_exceeded")
        case 429:
            return ModelError(
                f"{place} has too many requests (HTTP 429). Wait a little, then try again.{words}",
                "rate_limit_exceeded",
            )
        case 400 | 422:
            return ModelError(
                f"{place} refused the request for {asked.model} (HTTP {status}).{words}", "invalid_prompt"
            )
        case 503 if "loading" in refusal.message.lower():
            return ModelError(f"{place} is still loading {asked.model}. Try again in a moment.")
        case 0:
            return ModelError(f"{place} broke off with an error while {asked.model} was answering. Try again.{words}")
        case _ if status >= 500:
            return ModelError(f"{place} has a problem of its own (HTTP {status}). Try again in a moment.{words}")
        case _:
            return ModelError(f"{place} did not accept the request for {asked.model} (HTTP {status}).{words}")


def missing(asked: Asked, status: int, refusal: Refusal, words: str) -> ModelError:
    """404: an unknown model, or an address where nothing speaks chat completions."""
    said = refusal.message.lower()
    if refusal.code in MODEL_CODES or "model" in said or asked.model.lower() in said:
        return ModelError(
            f"{asked.place} has no model “{asked.model}”. Name another with --model or ASSISTANT_CHAT_MODEL.{words}"
        )
    return ModelError(
        f"Nothing answers chat completions at {asked.base_url} (HTTP {status}). Check the base URL: it usually ends in"
        " /v1."
    )


def key_words(asked: Asked) -> str:
    """The key by its source."""
    if not asked.key:
        return "the request, because it has no key"
    return f"the key from {words_of(asked.key_origin, 'api_key')}"


def key_advice(asked: Asked) -> str:
    """What to do about a key."""
    return "Check the key, or set another with OPENAI_API_KEY." if asked.key else "Set OPENAI_API_KEY."


def broken(asked: Asked, error: BaseException, *, midway: bool) -> ModelError:
    """The connection failed. `midway`: after the reply had begun."""
    place, host = asked.place, asked.base_url.partition("://")[2].partition("/")[0]
    match classify(error):
        case NetworkError.CERTIFICATE:
            return ModelError(
                f"The certificate of {host} cannot be verified. Check the base URL; behind a company proxy, set"
                " SSL_CERT_FILE to its certificate."
            )
        case NetworkError.NOT_TLS:
            return ModelError(
                f"{host} does not speak TLS as expected. Check whether the base URL should begin with http://."
            )
        case NetworkError.NO_SUCH_HOST:
            return ModelError(
                f"There is no host {host}, or no network. Check the network and the base URL of {asked.name}."
            )
        case NetworkError.CONNECT_TIMEOUT:
            return ModelError(
                f"{place} cannot be reached: no answer to the connection. Check the network and the base URL."
            )
        case NetworkError.TIMEOUT:
            return ModelError(f"{place} sent nothing for too long while {asked.model} was asked. Try again.")
        case NetworkError.UNREACHABLE | NetworkError.CLOSED if midway:
            return stopped(asked)
        case NetworkError.UNREACHABLE if asked.kind == "local":
            return ModelError(f"{place} cannot be reached. Is the server running?")
        case NetworkError.UNREACHABLE:
            return ModelError(f"{place} cannot be reached. Check the network and the base URL.")
        case NetworkError.CLOSED:
            return ModelError(f"{place} closed the connection without an answer. Try again.")


def stopped(asked: Asked) -> ModelError:
    """The stream ended in the middle."""
    return ModelError(f"{asked.place} stopped in the middle of the reply of {asked.model}. Try again.")


def garbage(asked: Asked, what: str) -> ModelError:
    """A response that is no chat completion; `what` says what it is."""
    return ModelError(
        f"{asked.place} answered with {what} instead of a chat completion. Check the base URL: it usually ends in /v1."
    )
