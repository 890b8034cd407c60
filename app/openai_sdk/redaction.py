"""Takes keys out of what foreign servers say: some repeat the request, and what they say is stored, answered, printed.

Each failure passes a `Redactor` at the boundary where it becomes an `Error`, and that of a run once more before it is
stored, so that no sentence has to think of it.
"""

import re
from base64 import b64encode
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from itertools import pairwise

from app.api.errors import Error, RequestError

RUN_CHARS = 8
"""So many characters of a secret in a row are never shown.

A shorter key is no secret: local servers are given `x` or `none`, which may be part of any word.
"""
MASK = "***"
SPELLING = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", "abcdefghijklmnopqrstuvwxyz+/")
"""Makes capital letters small, and the characters of URL-safe base64 those of the standard one."""
OUTSIDE = re.compile(
    r"\\u00([2-6][0-9a-fA-F]|7[0-9a-eA-E])|\\(/)|(?:\\u(?!00(?:[2-6]|7[0-9a-eA-E]))[0-9a-fA-F]{4}|\\[bfnrt]|[^!-~])+"
)
"""A character of a key as one of JSON's escapes, or what may stand between those of a key in pieces: whatever can be no
part of one, and other escapes.
"""
FILLER = "\0"
"""Stands for the rest of an escape, so that all characters keep their places."""
HARMLESS_HEADERS = {
    *("accept", "accept-encoding", "accept-language", "content-type", "http-referer", "referer", "user-agent"),
    *("anthropic-beta", "anthropic-version", "openai-beta", "x-title"),
}
"""Headers that hold no secret. Their values are words of any sentence, such as “assistants=v2”."""
SECRET_FIELD = re.compile(r"key|token|secret|password|credential", re.I)


class Redactor:
    """Knows secrets and takes each run of `RUN_CHARS` of their characters out of texts.

    It finds them in other capitals, in pieces with space between, and in base64.
    """

    def __init__(self, *secrets: str | None) -> None:
        self._known: set[str] = set()
        self._runs: set[str] = set()
        self.know(*secrets)

    def know(self, *secrets: str | None) -> None:
        """Add secrets. They stay known: a key that was replaced may still be in an answer that is under way."""
        for secret in {one for one in secrets if one and len(one) >= RUN_CHARS} - self._known:
            self._known.add(secret)
            for form in forms_of(secret):
                self._runs |= set(runs_of(form))

    def redact(self, text: str) -> str:
        """Return the text with `***` in place of secrets."""
        if not self._runs or len(text) < RUN_CHARS:
            return text
        spaced = OUTSIDE.sub(as_spaced, text)
        places = [place for place, char in enumerate(spaced) if char not in {" ", FILLER}]
        found = [
            (places[number], end_of(spaced, places[number + RUN_CHARS - 1]))
            for number, run in enumerate(runs_of("".join(spaced[place] for place in places).translate(SPELLING)))
            if run in self._runs
        ]
        if not found:
            return text
        spans = list(joined(found))
        outside = [(0, spans[0][0]), *((end, begin) for (_, end), (begin, _) in pairwise(spans)), (spans[-1][1], None)]
        return MASK.join(text[begin:end] for begin, end in outside)

    @contextmanager
    def errors(self) -> Generator[None]:
        """Redact the sentence of an `Error` that passes."""
        try:
            yield
        except Error as error:
            error.args = tuple(self.redact(one) if isinstance(one, str) else one for one in error.args)
            if isinstance(error, RequestError):
                error.message = self.redact(error.message)
            raise


def as_spaced(found: re.Match[str]) -> str:
    """Return a character for its escape, and spaces for what is between characters; all as long as it was."""
    size = len(found[0])
    if found[1]:
        return chr(int(found[1], 16)).ljust(size, FILLER)
    if found[2]:
        return found[2].ljust(size, FILLER)
    return " " * size


def end_of(spaced: str, place: int) -> int:
    """Return where a character ends, which may have been an escape."""
    end = place + 1
    while spaced.startswith(FILLER, end):
        end += 1
    return end


def forms_of(secret: str) -> set[str]:
    """Return a secret as it may be repeated, in the spelling of `SPELLING`: as it is, and within a text in base64."""
    forms = {secret.translate(SPELLING)}
    for text in {secret, secret.upper(), secret.lower()}:
        for before in range(3):  # base64 takes three bytes together: there are three ways to begin
            code = b64encode(bytes(before) + text.encode()).decode()
            whole_chars = (before + len(text.encode())) * 8 // 6
            forms.add(code[(before * 8 + 5) // 6 : whole_chars].translate(SPELLING))
    return forms


def runs_of(text: str) -> Iterable[str]:
    """Return all runs of a text, in order."""
    return (text[begin : begin + RUN_CHARS] for begin in range(len(text) - RUN_CHARS + 1))


def joined(spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Yield spans, given in order, with those that overlap or touch as one."""
    begin, end = 0, 0
    for one_begin, one_end in spans:
        if end and one_begin > end:
            yield begin, end
        if not end or one_begin > end:
            begin = one_begin
        end = one_end
    if end:
        yield begin, end


def secrets_in_headers(headers: Mapping[str, str]) -> set[str]:
    """Return what is secret in the user's own headers, of which any may be a key, perhaps as in `Bearer …`."""
    return {word for name, value in headers.items() if name.lower() not in HARMLESS_HEADERS for word in value.split()}


def secrets_in_environment(environ: Mapping[str, str]) -> set[str]:
    """Return what is secret in the headers that the SDK adds to requests, one a line."""
    lines = environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    return secrets_in_headers({name.strip(): value for name, _, value in (line.partition(":") for line in lines)})


def secrets_in_body(fields: Mapping[str, object]) -> set[str]:
    """Return what is secret in the user's own fields of a body: texts whose name says so."""
    return {value for name, value in fields.items() if isinstance(value, str) and SECRET_FIELD.search(name)}
