"""Finds the words of a server in the body of an error, whatever its shape.

`WORDS` are in lower case: compare names without regard to case.
"""

import json
import re
from collections.abc import Mapping
from typing import cast

from msgspec import Struct

WORDS = (
    "message",
    "detail",
    "msg",
    "error_message",
    "error_msg",
    "errormessage",
    "errmsg",
    "faultstring",
    "status_msg",
    "description",
    "error_description",
    "reason",
    "title",
)
"""FastAPI servers say `detail`, Chinese ones `msg` or `errmsg`, gateways `faultstring`."""
INNER_ERRORS = ("error", "errors", "fault", "exception")
MAX_WORDS_CHARS = 4000
"""As much as is searched for numbers and known words."""
MAX_DIGITS = 15
"""Of a number of tokens; Python refuses to convert 4,300."""
MAX_DEPTH = 8
"""Errors within errors, and the words within their fields; gateways nest three."""


class ErrorBody(Struct, frozen=True, kw_only=True):
    """An error body in any of the shapes in use. `used` and `limit` are tokens, 0 when not given."""

    message: str = ""
    code: str = ""
    type: str = ""
    used: int = 0
    limit: int = 0

    @property
    def words(self) -> str:
        """What the server says, for people: its code where it has no message."""
        return self.message or ", ".join(word for word in (self.type, self.code) if word and not word.isdecimal())


def read_error_body(body: object, depth: int = 0) -> ErrorBody:
    """Read an error body: OpenAI's, its inner `error`, a list of one, or text, which may be any of these."""
    if depth > MAX_DEPTH:
        return ErrorBody()
    if isinstance(body, list):
        return read_error_body(next(iter(cast(list[object], body)), None), depth + 1)
    if isinstance(body, Mapping):
        return read_fields(cast(Mapping[str, object], body), depth)
    if not isinstance(body, str):
        return ErrorBody()
    text = body.lstrip("\ufeff \t\r\n")
    if EVENT_STREAM.match(text):
        text = "\n".join(line.strip() for line in DATA.findall(text))
    if text.startswith("<"):
        return ErrorBody(message=words_of_page(text))
    if text.startswith(("{", "[")):
        try:
            return read_error_body(cast(object, json.loads(text, strict=False)), depth + 1)
        except (ValueError, RecursionError):
            return ErrorBody(message=words_of_cut_json(text))
    return ErrorBody(message=text[:MAX_WORDS_CHARS])


def read_fields(fields: Mapping[str, object], depth: int) -> ErrorBody:
    """Read an error that is an object."""
    fields = {name.lower(): value for name, value in fields.items()}
    inner = next((value for name in INNER_ERRORS if (value := fields.get(name))), None)
    if isinstance(inner, Mapping | str | list) and inner:
        return read_error_body(cast(object, inner), depth + 1)
    message = first_words(fields)
    if cause := words_of_provider(fields.get("metadata"), depth):
        message = ": ".join(filter(None, (message, cause)))[:MAX_WORDS_CHARS]
    return ErrorBody(
        message=message,
        code=scalar(fields.get("code")),
        type=scalar(fields.get("type")) or scalar(fields.get("status")),
        used=int_or_zero(fields.get("n_prompt_tokens")),
        limit=int_or_zero(fields.get("n_ctx")),
    )


def words_of_provider(metadata: object, depth: int) -> str:
    """Return what the provider behind OpenRouter said: its whole body is in `metadata.raw`."""
    if not isinstance(metadata, Mapping):
        return ""
    return read_error_body(cast(Mapping[str, object], metadata).get("raw"), depth + 1).words


EVENT_STREAM = re.compile(r"(?:data|event|error):")
DATA = re.compile(r"^(?:data|error):(.*)$", re.M)
PAGE_WORDS = re.compile(r"<(?:\w+:)?(?:title|message|faultstring|h1|pre)(?:\s[^<>]{0,200})?>\s*([^<]{1,500})", re.I)
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}


def words_of_page(text: str) -> str:
    """Return the title of a web page, or the message of an error in XML (Amazon, Azure, SOAP)."""
    found = PAGE_WORDS.search(text[:MAX_PAGE_CHARS])
    words = found[1].strip() if found is not None else ""
    for entity, letter in ENTITIES.items():
        words = words.replace(entity, letter)
    return words


MAX_PAGE_CHARS = 2**16
JSON_WORDS = re.compile(rf'"(?:{"|".join(WORDS)}|error)"\s*:\s*"((?:[^"\\]|\\.)*)', re.I)


def words_of_cut_json(text: str) -> str:
    """Return the first words in JSON that cannot be read, else the text itself."""
    found = JSON_WORDS.search(text[:MAX_PAGE_CHARS])
    if found is None:
        return text[:MAX_WORDS_CHARS]
    try:
        return scalar(cast(object, json.loads(f'"{found[1]}"', strict=False)))
    except ValueError:
        return found[1][:MAX_WORDS_CHARS]


def first_words(fields: Mapping[str, object], depth: int = 0) -> str:
    """Return the first words in an error body, `depth` levels deep in it."""
    if depth > MAX_DEPTH:
        return ""
    fields = {name.lower(): value for name, value in fields.items()}
    for name in WORDS:
        value = fields.get(name)
        if isinstance(value, list):
            value = next(iter(cast(list[object], value)), None)  # FastAPI lists what it misses, each with a `msg`
        if isinstance(value, Mapping):
            value = first_words(cast(Mapping[str, object], value), depth + 1)
        if words := scalar(value):
            return words
    return ""


def scalar(value: object) -> str:
    """Return a text, shortened, or a number as text; empty for anything else."""
    if isinstance(value, str):
        return value[:MAX_WORDS_CHARS]
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        return ""
    return str(value) if abs(value) < 10**MAX_DIGITS else ""


def int_or_zero(value: object) -> int:
    """Return the value if it is a number of tokens, else 0."""
    return value if isinstance(value, int) and 0 < value < 10**MAX_DIGITS else 0
