"""Looks for the closing tag of a reasoning that nothing opened: `Let me see.</think>Hello`.

Chat templates of some models write the opening tag, so that a server that takes nothing apart never sends it. Until the
closing tag comes such a text looks like any other and is passed on; the tag then says what it was. The same words may
be meant literally: in code, in quotes, in the middle of a sentence, or behind an opening tag.
"""

import re

from app.models.chat.reading.tag_names import CLOSING, PAIRS, beginning_of_tag, pattern_of
from app.models.model import Piece, ReasoningPiece, TextPiece, TextWasReasoning

MAX_WATCHED_CHARS = 2**20
"""More than any model thinks; so much of the text is remembered."""
MAX_TEXTS = 1000
LARGE_CHARS = 2**12
"""So many texts are remembered before they are joined and measured, or one so large: together 4 MiB at most."""
MAX_LITERAL_TAGS = 8
"""Each costs a look at the whole text."""
MAX_BLANKS = 1000
"""Between the tag and the first letter of the answer."""

CLOSES = pattern_of(CLOSING)
OPENS = pattern_of(PAIRS)
FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.M)
INDENT_CHARS = 4
"""A line that begins with so many blanks is code."""
SENTENCE_ENDS = tuple('.!?…:;。！？：)]}>*"”’」')
QUOTE_BEGINS = tuple("`\"'“‘«「『(")
QUOTE_ENDS = tuple("`\"'”’»」』),.;:!?")


class LoneClosingTag:
    """A text that arrives in fragments. `found`: it had such a tag, and something behind it."""

    def __init__(self) -> None:
        self.found = False
        self.over = False
        """Nothing is looked for any more, or held back."""
        self._texts: list[str] = []  # that were passed on
        self._literal_tags = 0
        self._held: str = ""  # what may be the beginning of a tag, or a tag and the blanks behind it

    def feed(self, text: str) -> list[Piece]:
        """Return the text, as far as it is no beginning of a tag; with a tag, what the text was."""
        if self._held:
            text = self._held + text
            self._held = ""
        elif self.over:
            return [TextPiece(text)]
        elif not ("<" in text or "[" in text or "◁" in text):  # with which the tags begin
            texts = self._texts
            texts.append(text)
            if len(texts) > MAX_TEXTS or len(text) > LARGE_CHARS:
                self._join_texts()
            return [TextPiece(text)]
        begin = 0
        while not self.over:
            found = CLOSES.search(text, begin)
            if found is None:
                place = beginning_of_tag(text, begin, CLOSING)
                self._held = text[place:]
                return self._pass_on(text[:place])
            answer = text[found.end() :].lstrip()
            blanks = text[found.end() : len(text) - len(answer)]
            if not answer and len(blanks) < MAX_BLANKS:
                self._held = text[found.start() :]
                return self._pass_on(text[: found.start()])
            if len(blanks) < MAX_BLANKS and self._closes(text[: found.start()], blanks, answer[0]):
                return [*self._take_back(text[: found.start()]), TextPiece(answer)]
            begin = found.end()
        return self._pass_on(text)

    def call_came(self) -> list[Piece]:
        """Return what was held back, before a call: an answer may be reasoning and a call."""
        found = CLOSES.match(self._held)
        if found is None or not self._closes("", self._held[found.end() :], ""):
            return self.end()
        self._held = ""
        return self._take_back("")

    def end(self) -> list[Piece]:
        """Return what was held back, and end: with nothing behind a tag the text is all the answer there is."""
        text, self._held = self._held, ""
        self._stop()
        return self._pass_on(text)

    def _pass_on(self, text: str) -> list[Piece]:
        if not text:
            return []
        if not self.over:
            self._texts.append(text)
        return [TextPiece(text)]

    def _take_back(self, rest: str) -> list[Piece]:
        """Return the end of the reasoning, and that all text before it was reasoning too."""
        passed_on = bool(self._texts)
        self.found = True
        self._stop()
        if not passed_on:
            return [ReasoningPiece(rest.strip())]
        return [TextPiece(rest), TextWasReasoning()] if rest else [TextWasReasoning()]

    def _stop(self) -> None:
        self.over = True
        self._texts.clear()

    def _join_texts(self) -> str:
        """Return the text that was passed on; too long a one is forgotten. Not done for each piece, for speed."""
        text = "".join(self._texts)
        if text:
            self._texts = [text]
        if len(text) > MAX_WATCHED_CHARS:
            self._stop()
        return text

    def _closes(self, rest: str, blanks: str, first_letter: str) -> bool:
        """Whether a tag ends the reasoning. `rest`: the text before it that was not passed on.

        `first_letter`: behind the blanks; empty for a call.
        """
        before = self._join_texts() + rest
        if self.over:
            return False
        if OPENS.search(before):
            self._stop()
            return False
        if not is_literal(before, blanks, first_letter):
            return True
        self._literal_tags += 1
        if self._literal_tags >= MAX_LITERAL_TAGS:
            self._stop()
        return False


def is_literal(before: str, blanks: str, first_letter: str) -> bool:
    """Whether a closing tag between these is part of what is said: in code, in quotes, or inside a sentence."""
    line = before[before.rfind("\n") + 1 :]
    if len(FENCE.findall(before)) % 2 or line.count("`") % 2:
        return True
    if not line.strip():
        return len(line) >= INDENT_CHARS or "\t" in line
    is_attached = not line[-1].isspace()
    if not blanks and first_letter.startswith(QUOTE_ENDS) and (not is_attached or line.endswith(QUOTE_BEGINS)):
        return True
    if is_attached or not first_letter or blanks.count("\n") > 1:
        return False
    return first_letter.islower() and not line.rstrip().endswith(SENTENCE_ENDS)
