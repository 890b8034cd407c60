"""Converts failures of a model call to `ModelError`, with a sentence that says what to do.

Nothing here imports the SDK: the input is plain data, a status with an error body, or the exception of a broken
connection. The key is never part of a sentence of ours;
what a server repeats of it, `Redactor` takes out.
"""

import math
import re
from collections.abc import Mapping

from msgspec import Struct

from app.api.endpoints import EndpointKind, Origin
from app.models.endpoints.providers import KeySource, advise_on_key, describe_key_problem
from app.models.error_words import MAX_DIGITS, ErrorBody, read_error_body
from app.models.model import ContextTooLong, ModelError, PerhapsWrongAddress, UnknownModel, WrongAddress
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.quoting import quote
from app.openai_sdk.redirects import SOMEWHERE, redirect_advice


class CallTarget(Struct, frozen=True, kw_only=True):
    """The endpoint and model of a call, for the sentence.

    `origin`: where the endpoint was set; `key_origin`: the key. `headers`: the user's own.
    """

    name: str
    base_url: str
    kind: EndpointKind
    model: str
    key: str = ""
    origin: Origin = Origin.DEFAULT
    key_origin: Origin = Origin.DEFAULT
    headers: Mapping[str, str] = {}

    def __repr__(self) -> str:
        """Without the key."""
        return f"CallTarget({self.place!r}, model={self.model!r})"

    @property
    def place(self) -> str:
        """The endpoint as people know it."""
        if self.kind == "built-in":
            return self.name
        if self.name in self.base_url:
            return self.base_url
        return f"{self.name} ({self.base_url})"

    @property
    def key_source(self) -> KeySource:
        """Where the key was set."""
        return KeySource(
            origin=self.origin, key_origin=self.key_origin, has_key=bool(self.key), has_headers=bool(self.headers)
        )


CONTEXT_CODES = {"context_length_exceeded", "exceed_context_size_error"}
# The words of OpenAI and vLLM, llama.cpp (two), Anthropic, LM Studio, Gemini, Groq, in this order; then of others.
CONTEXT_WORDS = re.compile(
    r"maximum context length|context size|context shift is disabled|prompt is too long|context length of only"
    r"|token count.{0,40}exceeds|reduce the length of the messages"
    r"|exceed\w* (?:the )?(?:\w+ )?context (?:length|window|limit)|context (?:length|window|limit) (?:is )?exceeded"
    r"|context window exceeds|input is too long|input length exceeds|longer than the maximum (?:model )?length",
    re.I,
)
NUMBER = r"(\d[\d,_]*)"
LIMIT = re.compile(rf"(?:context length (?:is|of only)|context size \(|>)\s*{NUMBER}|{NUMBER} maximum", re.I)
USED = re.compile(rf"(?:resulted in|requested|too long:|request \()\s*{NUMBER}", re.I)
STATUS = re.compile(r"[45][0-9][0-9]")
MODEL_CODES = {"model_not_found", "model_not_exist", "not_found_error"}
RATE_CODES = {"rate_limit_exceeded", "rate_limit_error", "too_many_requests"}
"""Words of OpenAI, Anthropic and Mistral for too many requests, in a stream that has begun and has no status of it."""
RATE_STATUS = 429
INACTIVE_CODE = "billing_not_active"
# Of OpenAI (two), one-api (two), Moonshot, Anthropic, Aliyun, Zhipu, Volcengine; then of others.
QUOTA_CODES = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "insufficient_user_quota",
    "pre_consume_token_quota_failed",
    "exceeded_current_quota_error",
    "billing_error",
    "arrearage",
    "1113",
    "accountoverdueerror",
    "insufficient_balance",
    "insufficientbalance",
    "insufficient_credits",
}
# Gemini says “exceeded your current quota” of a limit per minute too, and then when to come back.
QUOTA_WORDS = re.compile(
    r"insufficient[ _](?:quota|balance|credits?|funds)|exceeded your current quota(?!.*\bretry in\b)"
    r"|credit balance is too low|out of credits?\b|(?:no|not enough) credits\b|余额不足|欠费",
    re.I | re.S,
)
QUOTA_STATUSES = (0, 400, 402, 403, 429)
COMPLETIONS_PATH = "/chat/completions"
LOADING = re.compile(r"(?<!error )\bloading\b|warming up|not (?:yet )?ready|still starting|initiali[sz]ing", re.I)


def is_context_error(status: int, body: ErrorBody) -> bool:
    """Whether the request was too long for the model."""
    if {body.code, body.type} & CONTEXT_CODES:
        return True
    return status in (0, 400, 413, 422, 500, 503) and bool(CONTEXT_WORDS.search(body.message))


def is_inactive(body: ErrorBody) -> bool:
    """Whether the account is not active, which the server's own sentence explains."""
    return INACTIVE_CODE in (body.code.lower(), body.type.lower())


def is_used_up(status: int, body: ErrorBody) -> bool:
    """Whether the account cannot pay for the call, so that waiting does not help."""
    if status not in QUOTA_STATUSES:
        return False
    codes = {body.code.lower(), body.type.lower()}
    return is_inactive(body) or bool(codes & QUOTA_CODES) or bool(QUOTA_WORDS.search(body.message))


def too_long(target: CallTarget, body: ErrorBody) -> ContextTooLong:
    """The error for a thread that does not fit the model's context, with the token counts if the server gave them."""
    used = body.used or first_number(USED, body.message)
    limit = body.limit or first_number(LIMIT, body.message)
    figures = ""
    if used and limit:
        figures = f": {used:,} of {limit:,} tokens"
    return ContextTooLong(
        f"The conversation is too long for {target.model}{figures}. Start a new conversation, or choose a model with a"
        f" larger context.{quote(body.words)}",
        used,
        limit,
    )


def first_number(pattern: re.Pattern[str], text: str) -> int:
    """Return the first number that the pattern finds, else 0."""
    match = pattern.search(text)
    if match is None:
        return 0
    digits = re.sub(r"\D", "", next(filter(None, match.groups())))
    return int(digits) if len(digits) <= MAX_DIGITS else 0


def describe_wait(target: CallTarget, status: int, wait_s: float) -> str:
    """Say that a server is asked again after the wait that it asked for."""
    problem = f"Rate limited by {target.place}" if status == RATE_STATUS else f"{target.place} has a problem"
    return f"{problem} (HTTP {status}). It asked to wait {math.ceil(wait_s)} s."


def error_for_status(target: CallTarget, status: int, said: object, redirects_to: str = "") -> ModelError:
    """The error for an HTTP status of 300 or more, or for an error inside the stream (status 0)."""
    body = read_error_body(said)
    if status == 0 and STATUS.fullmatch(body.code):
        status = int(body.code)  # OpenRouter and llama.cpp put the status into the body
    elif status == 0 and {body.code.lower(), body.type.lower()} & RATE_CODES:
        status = RATE_STATUS
    error = describe_status(target, status, body, redirects_to)
    if (status == 429 or status >= 500) and not isinstance(error, ContextTooLong):
        error.unanswered = f"HTTP {status}"
    return error


def describe_status(target: CallTarget, status: int, body: ErrorBody, redirects_to: str) -> ModelError:
    """The error with the sentence for a status."""
    place, model, words = target.place, target.model, quote(body.words)
    if status == 413 or is_context_error(status, body):
        return too_long(target, body)
    if 300 <= status < 400:
        return redirected(target, status, redirects_to, words)
    if is_inactive(body):
        return ModelError(f"{place} does not answer for this account.{words}", "rate_limit_exceeded")
    if status == 402 or is_used_up(status, body):
        return used_up(target, status, words)
    match status:
        case 401:
            return PerhapsWrongAddress(describe_key_problem(place, target.key_source, " (HTTP 401)") + words)
        case 403:
            advice = words or f" {advise_on_key(target.key_source)}"
            return PerhapsWrongAddress(f"{place} doesn't allow {model} with this key (HTTP 403).{advice}")
        case 404 | 405 | 501:
            return not_found(target, status, body)
        case 429:
            text = f"Rate limited by {place} (HTTP 429). Wait a moment and retry.{words}"
            return ModelError(text, "rate_limit_exceeded")
        case 400 | 422:
            text = f"{place} refused the request for {model} (HTTP {status}).{words}"
            return PerhapsWrongAddress(text, "invalid_prompt")
        case 503 if LOADING.search(body.message):
            return ModelError(f"{place} is still loading {model} (HTTP 503). Retry in a moment.{words}")
        case 0:
            return ModelError(f"{place} sent an error while {model} was replying. Retry.{words}")
        case _ if status >= 500:
            return PerhapsWrongAddress(f"{place} returned a server error (HTTP {status}). Retry in a moment.{words}")
        case _:
            return PerhapsWrongAddress(f"{place} did not accept the request for {model} (HTTP {status}).{words}")


def redirected(target: CallTarget, status: int, redirects_to: str, words: str) -> ModelError:
    """The error for HTTP 3xx: where it leads, and the base URL that this would be."""
    where = redirects_to or SOMEWHERE
    advice = redirect_advice(where, COMPLETIONS_PATH)
    return PerhapsWrongAddress(
        f"{target.place} redirects to {where} (HTTP {status}), which was not followed. {advice}{words}"
    )


def used_up(target: CallTarget, status: int, words: str) -> ModelError:
    """The error for an account without credit."""
    advice = "Add credit there, or choose another endpoint."
    if status == 402:
        return ModelError(
            f"{target.place} requires payment (HTTP 402): the account has no credit left. {advice}{words}"
        )
    return ModelError(f"The account at {target.place} has no credit left. {advice}{words}", "rate_limit_exceeded")


def not_found(target: CallTarget, status: int, body: ErrorBody) -> ModelError:
    """The error for HTTP 404, 405 or 501: an unknown model, or an address that doesn't offer chat completions."""
    said = body.message.lower()
    named = re.search(rf"\bmodel\b|(?<!\w){re.escape(target.model.lower())}(?!\w)", said)
    if body.code in MODEL_CODES or (named and status == 404):
        return UnknownModel(
            f"{target.place} has no model “{target.model}”. Name another with --model or ASSISTANT_CHAT_MODEL."
            f"{quote(body.words)}"
        )
    return WrongAddress(
        f"{target.base_url} does not offer chat completions (HTTP {status}). Check the base URL: it usually ends in"
        f" /v1.{quote(body.words)}"
    )


def error_for_connection(target: CallTarget, error: BaseException, *, midway: bool) -> ModelError:
    """The error for a broken connection. `midway`: after the reply had begun."""
    failure = classify(error)
    described = describe_connection(target, failure, midway=midway)
    if failure is NetworkError.UNREACHABLE and not midway:
        described.unanswered = "connection refused"
    return described


def describe_connection(target: CallTarget, failure: NetworkError, *, midway: bool) -> ModelError:
    """The error with the sentence for a broken connection."""
    place, host = target.place, target.base_url.partition("://")[2].partition("/")[0]
    match failure:
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
            return ModelError(f"Can't resolve {host}. Check the base URL and your network.")
        case NetworkError.CONNECT_TIMEOUT:
            return ModelError(f"{place} cannot be reached: timed out. Check the base URL and your network.")
        case NetworkError.TIMEOUT:
            return ModelError(f"{place} timed out while waiting for a reply of {target.model}. Retry.")
        case NetworkError.NOT_HTTP:
            where = " in the middle of the reply" if midway else ""
            return ModelError(
                f"{place} sent something that is not valid HTTP{where}. Retry, and check the base URL: also whether it"
                " should begin with https://."
            )
        case NetworkError.UNREACHABLE | NetworkError.CLOSED if midway:
            return broke_off(target)
        case NetworkError.UNREACHABLE if target.kind == "local":
            return ModelError(f"{place} cannot be reached. Is the server running?")
        case NetworkError.UNREACHABLE:
            return ModelError(f"{place} cannot be reached. Check the base URL and your network.")
        case NetworkError.CLOSED:
            return ModelError(f"{place} closed the connection without a reply. Retry.")


def not_sent(target: CallTarget) -> ModelError:
    """The error for a request that cannot be made, such as one to an address that is none."""
    return ModelError(f"The request to {target.place} could not be made. Check the base URL and the key.")


def broke_off(target: CallTarget, last_words: str = "") -> ModelError:
    """The error for a stream that ended in the middle of a reply, perhaps with a line that is no chunk."""
    said = quote(last_words)
    return ModelError(f"{target.place} stopped in the middle of the reply of {target.model}. Retry.{said}")


def silent(target: CallTarget, seconds: float) -> ModelError:
    """The error for a stream that goes on without a word of the reply."""
    return ModelError(
        f"{target.place} timed out while waiting for more of the reply of {target.model}: nothing new came for"
        f" {seconds:g} s. Retry."
    )


def too_much(target: CallTarget, what: str) -> ModelError:
    """The error for an answer beyond a bound."""
    return ModelError(
        f"{target.place} sent {what} in one reply of {target.model}; what came before is kept. Retry, or choose another"
        " model."
    )


WEB_PAGE = "a web page"


def not_a_completion(target: CallTarget, what: str) -> ModelError:
    """The error for a response that is no chat completion; `what` says what it is."""
    kind = WrongAddress if what == WEB_PAGE else PerhapsWrongAddress
    return kind(
        f"{target.place} answered with {what} instead of a chat completion. Check the base URL: it usually ends in /v1."
    )
