"""Takes reasoning out of text that begins with it, as models write it when their server does not: `<think>…</think>`.

Only the head of a text can be reasoning: the same words later on, or in a code fence, are the answer's own. Where the
chat template writes the opening tag, the text begins inside the reasoning; `headless` says that this is such a model.
"""

from collections.abc import Generator, Iterator
from typing import Literal

Kind = Literal["text", "reasoning"]

TAGS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<seed:think>": "</seed:think>",
    "<longcat_think>": "</longcat_think>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|start_thinking|>": "<|end_thinking|>",
}
"""Opening and closing tags, in lower case. DeepSeek, Qwen; Claude; Gemini; Seed; LongCat; Mistral; Kimi; Cohere."""
CLOSING = tuple(TAGS.values())
ANY = (*TAGS, *CLOSING)
LONGEST = max(map(len, ANY))


class ThinkingTags:
    """A text that arrives in fragments. Nothing is held back longer than it may still be a tag."""

    def __init__(self, *, headless: bool = False) -> None:
        self.in_answer = False
        """The rest is the answer: nothing looks for tags any more."""
        self.found_reasoning = False
        """Some of the text was reasoning."""
        self._headless = headless
        self._close: str = ""  # the tag that ends the reasoning, while there is one
        self._blanks: list[str] = []  # before the first letter
        self._held: str = ""  # what may be the beginning of a tag
        self._unknown: list[str] = []  # of a headless text, until a tag says what it was
        self._after_reasoning = False

    def feed(self, text: str) -> Iterator[tuple[Kind, str]]:
        """Yield what the text is, as far as that is known."""
        while text:
            if self.in_answer:
                yield "text", text
                return
            if self._close:
                text = yield from self._reasoning(text)
            elif self._unknown:
                text = yield from self._either(text)
            else:
                text = yield from self._head(text)

    def reasoning_came(self) -> Iterator[tuple[Kind, str]]:
        """Take note that the server sends the reasoning apart from the text."""
        self._headless = False
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
            if rest.strip():
                yield "reasoning", rest
        elif rest:
            self.in_answer = True
            yield "text", rest

    def _head(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Look at the first letters; returns the text that is still to be read."""
        text = self._held + text
        self._held = ""
        body = text.lstrip()
        if len(body) < len(text):
            self._blanks.append(text[: len(text) - len(body)])
        start = body[:LONGEST].lower()
        for opening, closing in TAGS.items():
            if start.startswith(opening):
                self._close = closing
                self._blanks.clear()
                return body[len(opening) :]
            if start.startswith(closing):
                self._after_reasoning = True
                self._blanks.clear()
                return body[len(closing) :]
        if not body or any(tag.startswith(start) for tag in ANY):
            self._held = body
        elif self._headless and not self._after_reasoning:
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

    def _reasoning(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Look for the closing tag; returns the text behind it."""
        found, before, rest = self._until(text, (self._close,))
        if not self._after_reasoning:
            before = before.lstrip()
            self._after_reasoning = bool(before)
        if found:
            self._close = ""
            self._after_reasoning = True
            before = before.rstrip()
        if before:
            yield "reasoning", before
        return rest

    def _either(self, text: str) -> Generator[tuple[Kind, str], None, str]:
        """Hold the text until a closing tag says that it was reasoning; returns the text behind the tag."""
        found, before, rest = self._until(text, CLOSING)
        self._unknown.append(before)
        if found:
            reasoning = "".join(self._unknown).strip()
            self._unknown.clear()
            self._after_reasoning = True
            if reasoning:
                self.found_reasoning = True
                yield "reasoning", reasoning
        return rest

    def _until(self, text: str, tags: tuple[str, ...]) -> tuple[bool, str, str]:
        """Whether one of the tags was found, what stands before it, and what behind; holds back a beginning of one."""
        text = self._held + text
        self._held = ""
        small = text.lower()
        if len(small) != len(text):
            small = text  # some letters change their length: İ
        places = [(place, tag) for tag in tags if (place := small.find(tag)) >= 0]
        if places:
            place, tag = min(places)
            return True, text[:place], text[place + len(tag) :]
        for place in range(max(0, len(text) - LONGEST + 1), len(text)):
            if any(tag.startswith(small[place:]) for tag in tags):
                self._held = text[place:]
                return False, text[:place], ""
        return False, text, ""
