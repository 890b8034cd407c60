"""Turns what is new in a chunk into pieces: text, reasoning under any of its names, refusals and calls."""

from collections.abc import Iterator

from app.models.chat.fields.chunks import Content, Delta
from app.models.chat.fields.content import Kind, texts_in
from app.models.chat.fields.half_characters import HalfCharacters
from app.models.chat.fields.lenient_json import Fields, fields_of
from app.models.chat.fields.plain_chunks import PlainCall, PlainDelta
from app.models.chat.reading.calls import Calls
from app.models.chat.reading.kept_reasoning import KeptReasoning
from app.models.chat.reading.piece_list import PieceList
from app.models.chat.reading.thinking_tags import ThinkingTags

LEGACY_CALL = 2**31
"""The index of the one call in `function_call`, which has none."""


class DeltaReader:
    """The answer so far. `begins_in_reasoning`: the model's answers begin inside its reasoning."""

    def __init__(self, *, begins_in_reasoning: bool) -> None:
        self.progress = 0
        """Grows with each text, reasoning or fragment of a call."""
        self.calls = Calls()
        self.kept_reasoning = KeptReasoning()
        self.tags = ThinkingTags(begins_in_reasoning=begins_in_reasoning)
        self.pieces = PieceList()
        self._may_hold = False  # something was read that may be held back, since the last flush
        self._text_goes_on = self._reasoning_goes_on = False  # more of it needs no look at tags and halves
        self._add_text = self.pieces.add_text
        self._halves: dict[Kind, HalfCharacters] = {
            "text": HalfCharacters(),
            "reasoning": HalfCharacters(),
            "refusal": HalfCharacters(),
        }

    @property
    def lacked_opening_tag(self) -> bool:
        """Whether a tag has closed what none had opened, in a text that was not known to be reasoning."""
        return self.pieces.closing_tag.found

    @property
    def was_plain_text(self) -> bool:
        """Whether there was text, and none of it was reasoning that a tag ended."""
        return self.tags.in_answer and not self.tags.found_reasoning

    def read(self, delta: Delta, *, odd: bool) -> None:
        """Add what is new. `odd`: its texts may hold halves of characters."""
        if (
            delta.reasoning_content
            or delta.reasoning
            or delta.thinking
            or delta.reasoning_text
            or delta.thinking_content
            or delta.thought
            or delta.thoughts
            or delta.reasoning_details
            or delta.thinking_blocks
        ):
            self._reasoning(delta, odd=odd)
        content = delta.content or delta.text
        if content and delta.extra_content and type(content) is str and self._is_thought(delta.extra_content, content):
            self._text("reasoning", content, odd=odd)
        elif content:
            self.content(content, odd=odd)
        if delta.refusal:
            for _, text in texts_in(delta.refusal):
                self._text("refusal", text, odd=odd)
        if delta.tool_calls:
            for call in delta.tool_calls:
                self._call(call)
        if delta.function_call:
            self._call({"index": LEGACY_CALL, "function": delta.function_call})
        if delta.extra_content:
            self.kept_reasoning.add_others({"extra_content": delta.extra_content})

    def _is_thought(self, extra: Fields, content: str) -> bool:
        """Whether Gemini marks a text as a thought, and writes no tags around it as well."""
        marked = (fields_of(extra.get("google")) or {}).get("thought") is True
        return marked and not self.tags.in_reasoning and not content.lstrip().startswith("<")

    def plain(self, delta: PlainDelta) -> bool:
        """Take more of what has begun, or nothing; false if the delta is anything else."""
        text, reasoning, calls = delta.content, delta.reasoning_content, delta.tool_calls
        if text:
            if reasoning or calls or delta.reasoning or not self._text_goes_on:
                return False
            self.progress += 1
            self._add_text("text", text)
            return True
        if reasoning:
            field = "reasoning_content"
            if calls or delta.reasoning:
                return False
        elif calls:
            return not delta.reasoning and len(calls) == 1 and self._more_arguments(calls[0])
        else:
            field, reasoning = "reasoning", delta.reasoning
            if not reasoning:
                return self.progress > 0
        if not self._reasoning_goes_on:
            return False
        self.progress += 1
        self.kept_reasoning.add_text(field, reasoning)
        self._add_text("reasoning", reasoning)
        return True

    def _more_arguments(self, call: PlainCall) -> bool:
        piece = self.calls.more_arguments(call)
        if piece is None:
            return False
        self.progress += 1
        if self._may_hold:
            self.flush()
        self.pieces.add_arguments(piece)
        return True

    def content(self, content: Content, *, odd: bool) -> None:
        """Add what a content holds."""
        for kind, text in texts_in(content):
            self._text(kind, text, odd=odd)

    def flush(self) -> None:
        """Add what was held back, before something else comes, or at the end."""
        if not self._may_hold:
            return
        self._may_hold = False
        for kind in self._halves:
            self._add(kind, self._halves[kind].end())
        for kind, text in self.tags.end():
            self.pieces.add_text(kind, text)

    def end(self) -> None:
        """Add all that was held back."""
        self.flush()
        for piece in self.calls.end():
            self.pieces.add(piece)
        self.pieces.end()

    def _text(self, kind: Kind, text: str, *, odd: bool) -> None:
        self.progress += 1
        self._may_hold = True
        halves = self._halves[kind]
        if odd or halves.held:
            text = halves.join(text)
        self._add(kind, text)
        if kind == "text":
            self._text_goes_on = self.tags.in_answer and not halves.held
            self._reasoning_goes_on = False
        elif kind == "reasoning":
            self._reasoning_goes_on = bool(text) and not halves.held

    def _add(self, kind: Kind, text: str) -> None:
        if not text:
            return
        if kind == "text":
            for found, part in self.tags.feed(text):
                self.pieces.add_text(found, part)
        else:
            if kind == "reasoning":
                for found, part in self.tags.reasoning_came():
                    self.pieces.add_text(found, part)
            self.pieces.add_text(kind, text)

    def _reasoning(self, delta: Delta, *, odd: bool) -> None:
        """Add reasoning once, though some servers send it under two names in one chunk."""
        said = False
        for field, content in reasoning_texts(delta):
            texts = [content] if isinstance(content, str) else [text for _, text in texts_in(content, "reasoning")]
            for text in texts:
                self.kept_reasoning.add_text(field, text)
                self._text("reasoning", text, odd=odd)
                said = True
            if said:
                break
        for field, details in (
            ("reasoning_details", delta.reasoning_details),
            ("thinking_blocks", delta.thinking_blocks),
        ):
            if not details:
                continue
            self.kept_reasoning.add_details(field, details)
            if not said:
                for _, text in texts_in(details, "reasoning"):
                    self._text("reasoning", text, odd=odd)
                    said = True

    def _call(self, call: dict[str, object]) -> None:
        pieces = list(self.calls.add(call))
        if pieces:
            self.progress += 1
            self.flush()
        for piece in pieces:
            self.pieces.add(piece)


def reasoning_texts(delta: Delta) -> Iterator[tuple[str, Content]]:
    """Yield the fields with reasoning that a delta has."""
    for field, content in (
        ("reasoning_content", delta.reasoning_content),
        ("reasoning", delta.reasoning),
        ("thinking", delta.thinking),
        ("reasoning_text", delta.reasoning_text),
        ("thinking_content", delta.thinking_content),
        ("thought", delta.thought),
        ("thoughts", delta.thoughts),
    ):
        if content:
            yield field, content
