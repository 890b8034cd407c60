"""Takes reasoning out of text that begins with it, as models write it when their server does not: `<think>…</think>`.

Only the head of a text can be reasoning: the same words later on, or in a code fence, are the answer's own. Where the
chat template writes the opening tag, the text begins inside the reasoning; `begins_in_reasoning` says that this is such
a model.
"""

import re
from collections.abc import Generator, Iterator
from typing import Literal

from app.models.chat.reading.tag_names import (
    ALL_PAIRS,
    ANSWERS,
    CLOSING,
    HEADS,
    ROLES,
    beginning_of_tag,
    may_begin,
    pattern_of,
)

Kind = Literal["text", "reasoning"]

MAX_HELD_CHARS = 2**14
"""Of a text that begins in reasoning, without a tag: a model that stopped thinking shall not stay silent to the end."""
MAX_TRAILING_CHARS = 1000
"""Blanks of a reasoning that are left out if its end follows them."""
BLANKS = re.compile("[\\s\0\u200b\u200c\u200d\u2060\ufeff]*")
"""Also what has no width, and a byte order mark."""
QUOTES = frozenset("`\"'“‘«「『(")
HEAD = pattern_of(HEADS)
CLOSES = pattern_of(CLOSING)
ENDS_REASONING = {tag: pattern_of([tag, *(other for other in CLOSING if other != tag)]) for tag in ALL_PAIRS.values()}
"""Models mix up the names: `<think>…</thinking>`. Waiting for the right one would swallow the answer."""
ENDS_ANSWER = {tag: pattern_of([tag]) for tag in ANSWERS.values()}


class ThinkingTags:
    """A text that arrives in fragments. Nothing is held back longer than it may still be a tag."""

    def __init__(self, *, begins_in_reasoning: bool = False) -> None:
        self.in_answer = False
        """The rest is the answer: nothing looks for tags any more."""
        self.found_reasoning = False
        """Some of the text was reasoning."""
        self._begins_in_reasoning = begins_in_reasoning
        self._close: str = ""  # the tag that ends the reasoning, while there is one
        self._answer_close: str = ""  # what ends the answer, where something stands around it
        self._blanks: list[str] = []  # before the first letter
        self._held: str = ""  # what may be the beginning of a tag
        self._last: str = ""  # the letter before it
        self._trailing: str = ""  # blanks of a reasoning that may end behind them
        self._unknown: list[str] = []  # of a text that begins in reasoning, until a tag says what it was
        self._unknown_chars = 0
        self._after_reasoning = False

    @property
    def in_reasoning(self) -> bool:
        """Whether a tag has opened a reasoning that is not closed."""
        return bool(self._close)

    def feed(self, text: str) -> Iterator[tuple[Kind, str]]:
        """Yield what the text is, as far as that is known."""
        while text:
            if self.in_answer:
                yield "text", text
                return
            if self._close:
                text = yield from self._reasoning(text)
            elif self._answer_close:
                text = yield from self._framed_answer(text)
            elif self._unknown:
                text = yield from self._either(text)
            else:
                text = yield from self._head(text)

    def reasoning_came(self) -> Iterator[tuple[Kind, str]]:
        """Take note that the server sends the reasoning apart from the text."""
        self._begins_in_reasoning = False
        if self._unknown:
            yield from self.end()
        if not self.in_answer and not self._close:
            self._after_reasoning = True

    def end(self) -> Iterator[tuple[Kind, str]]:
        """Yield what was held back: of an open reasoning it is reasoning, else text."""
        rest = "".join([*self._unknown, self._held])
        if not self._after_reasoning:
            rest = "".join(self._blanks) + rest
        self._unknown.clear()
        self._blanks.clear()
        self._held = ""
        if self._close:
            rest, self._trailing = self._trailing + rest, ""
            if rest.strip():
                yield "reasoning", rest
        elif rest:
            self.in_answer = True
            yield "text", rest

    def _head(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Look at the first letters; returns the text that is still to be read."""
        text = self._held + text
        self._held = ""
        body = text[leading_blanks(text) :]
        if len(body) < len(text):
            self._blanks.append(text[: len(text) - len(body)])
        tag = HEAD.match(body)
        if tag is not None and tag.lastindex is not None:
            self._blanks.clear()
            self._enter(HEADS[tag.lastindex - 1])
            return body[tag.end() :]
        if not body or may_begin(body, HEADS):
            self._held = body
        elif self._begins_in_reasoning and not self._after_reasoning:
            self._unknown = self._blanks
            self._blanks = []
            self._unknown.append("")
            return body
        else:
            before = "" if self._after_reasoning else "".join(self._blanks)
            self._blanks.clear()
            self.in_answer = True
            yield "text", before + body
        return ""

    def _enter(self, tag: str) -> None:
        """Go on behind a tag that stands where reasoning or answer may begin."""
        if tag in ALL_PAIRS:
            self._close = ALL_PAIRS[tag]
        elif tag in ANSWERS:
            self._answer_close = ANSWERS[tag]
        elif tag not in ROLES:
            self._after_reasoning = True

    def _reasoning(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Look for the closing tag; returns the text behind it."""
        found, before, rest = self._until(text, ENDS_REASONING[self._close], (self._close, *CLOSING), is_mixed=True)
        before = self._trailing + before
        if not self._after_reasoning:
            before = before.lstrip()
            self._after_reasoning = bool(before)
        kept = before.rstrip()
        self._trailing = before[len(kept) :]
        if found:
            self._close = self._last = self._trailing = ""
            self._after_reasoning = True
        elif len(self._trailing) > MAX_TRAILING_CHARS:
            kept, self._trailing = before, ""
        if kept:
            yield "reasoning", kept
        return rest

    def _framed_answer(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Look for the end of what stands around the answer; returns the text behind it."""
        found, before, rest = self._until(text, ENDS_ANSWER[self._answer_close], (self._answer_close,))
        if found:
            self._answer_close = ""
            self._after_reasoning = True
        if before:
            yield "text", before
        return rest

    def _either(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Hold the text until a closing tag says that it was reasoning; returns the text behind the tag."""
        found, before, rest = self._until(text, CLOSES, CLOSING)
        self._unknown.append(before)
        self._unknown_chars += len(before)
        if found:
            reasoning = "".join(self._unknown).strip()
            self._unknown.clear()
            self._after_reasoning = True
            if reasoning:
                self.found_reasoning = True
                yield "reasoning", reasoning
        elif self._unknown_chars > MAX_HELD_CHARS:
            yield from self.end()
        return rest

    def _until(
        self, text: str, pattern: re.Pattern[str], tags: tuple[str, ...], *, is_mixed: bool = False
    ) -> tuple[bool, str, str]:
        """Whether one of the tags was found, what stands before it, and what behind; holds back a beginning of one.

        `is_mixed`: only the first of the tags counts in quotes, because the others belong to other names.
        """
        text = self._held + text
        self._held = ""
        for found in pattern.finditer(text):
            letter_before = text[found.start() - 1] if found.start() else self._last
            if not is_mixed or found.lastindex == 1 or letter_before not in QUOTES:
                return True, text[: found.start()], text[found.end() :]
        place = beginning_of_tag(text, 0, tags)
        self._held = text[place:]
        self._last = text[place - 1] if place else self._last
        return False, text[:place], ""


def leading_blanks(text: str) -> int:
    """Return how many letters at the beginning are blanks."""
    found = BLANKS.match(text)
    return found.end() if found else 0
