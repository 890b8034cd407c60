"""What one model call leaves besides OpenAI's objects: who answered, its reasoning with its seconds, the first text."""

import time

from app.api.events import ReasoningDelta
from app.api.objects import Usage
from app.api.run_facts import Reasoning
from app.engine.rules.model_context import LeftOut
from app.engine.rules.next_step import credible_cached_tokens
from app.models.model import Answering
from app.store.model_calls import StoredCall

MAX_REASONING_CHARS = 2**20
"""How much reasoning of a call is kept: more than any model thinks. An answer may be 64 MiB."""
NOTHING_LEFT_OUT = LeftOut()
NOT_KEPT = "\n\n[The rest of the reasoning was not kept: it is longer than a million characters.]"


class CallRecord:
    """The record of model call `number` of a run that was claimed at `claimed_at`, by `time.monotonic()`.

    `left_out`: what of the thread its request leaves out.
    """

    def __init__(self, run_id: str, number: int, claimed_at: float, left_out: LeftOut = NOTHING_LEFT_OUT) -> None:
        self.number = number
        self._left_out = left_out
        self._window = 0
        self._run_id, self._claimed_at = run_id, claimed_at
        self._answering = Answering("", "")
        self._first_token_s: float | None = None
        self._text_since: float | None = None
        self._texts: list[str] = []
        self._chars = self._published_chars = 0
        self._seconds = 0.0
        self._since: float | None = None
        self._answer_since: float | None = None
        self._answer_s = 0.0
        self._usage: Usage | None = None
        self._cached_tokens = 0

    @property
    def has_reasoning(self) -> bool:
        """Whether any reasoning came."""
        return self._chars > 0

    @property
    def has_unpublished(self) -> bool:
        """Whether there is reasoning that no `run.reasoning.completed` contains."""
        return self._chars > self._published_chars

    @property
    def reasoning(self) -> Reasoning:
        """The reasoning so far."""
        return Reasoning(call=self.number, text="".join(self._texts), seconds=round(self._total_s(), 3))

    def note_answerer(self, answering: Answering) -> None:
        """Note who answers."""
        self._answering = answering

    def note_piece(self) -> None:
        """Note that a piece of the answer came."""
        now = time.monotonic()
        if self._answer_since is None:
            self._answer_since = now
        self._answer_s = now - self._answer_since

    def note_usage(self, usage: Usage | None, cached_tokens: int, context_window: int) -> None:
        """Note what the call used, as the endpoint reports it, and how many tokens its model takes, 0 for unknown."""
        self._usage, self._window = usage, context_window
        self._cached_tokens = credible_cached_tokens(usage, cached_tokens)

    def note_text(self) -> None:
        """Note that text came."""
        if self._first_token_s is None:
            self._text_since = time.monotonic()
            self._first_token_s = round(self._text_since - self._claimed_at, 3)

    def think(self, text: str) -> ReasoningDelta | None:
        """Add reasoning; return its delta, `None` if nothing of it is kept."""
        if self._since is None and text:
            self._since = time.monotonic()
        room = MAX_REASONING_CHARS - self._chars
        if not text or room <= 0:
            return None
        if len(text) >= room:
            text = text[: room - 1] + NOT_KEPT
        self._texts.append(text)
        self._chars += len(text)
        return ReasoningDelta(call=self.number, text=text, seconds=round(self._total_s(), 3))

    def take_text_back(self, text: str) -> None:
        """Note that the text so far was reasoning, which began with it."""
        self._since = self._text_since
        self.think(text.strip())
        self.pause()
        self._first_token_s = None

    def pause(self) -> None:
        """Note that something else than reasoning came."""
        self._seconds, self._since = self._total_s(), None

    def mark_published(self) -> None:
        """Note that the reasoning so far was published whole."""
        self._published_chars = self._chars

    def stored(self, *, is_finished: bool, step_id: str | None = None, server_fields: bytes = b"") -> StoredCall:
        """Return the row of this call."""
        thought = self.reasoning
        return StoredCall(
            run_id=self._run_id,
            number=self.number,
            model=self._answering.model,
            endpoint=self._answering.base_url,
            profile=self._answering.profile,
            reasoning=thought.text,
            seconds=thought.seconds,
            first_token_s=self._first_token_s,
            answer_s=round(self._answer_s, 3),
            usage=self._usage,
            cached_tokens=self._cached_tokens,
            context_window=self._window,
            first_sent_id=self._left_out.first_sent_id,
            keeps_first=self._left_out.keeps_first,
            is_finished=is_finished,
            step_id=step_id,
            server_fields=server_fields,
        )

    def _total_s(self) -> float:
        if self._since is None:
            return self._seconds
        return self._seconds + time.monotonic() - self._since
