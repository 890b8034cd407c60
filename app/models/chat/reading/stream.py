"""Turns the bytes of an answer into pieces, without I/O.

It accepts what servers really send, and stops at nothing that a later chunk can make good: a line that cannot be read
is passed over, an error ends the answer behind what came before it, and nothing changes an answer that was complete.
"""

from collections.abc import Sequence

import msgspec

from app.models.chat.body.answer_body import AnswerBody
from app.models.chat.bounds import MAX_ANSWER_BYTES, MAX_VALUES, MIB
from app.models.chat.fields.chunks import DECODER, Choice, Chunk, Delta, odd_chunks
from app.models.chat.fields.large_payloads import fitting_payload
from app.models.chat.fields.lenient_json import Fields
from app.models.chat.fields.plain_chunks import DECODER as PLAIN_DECODER
from app.models.chat.fields.plain_chunks import MAX_WAIT
from app.models.chat.fields.stated_errors import body_of, error_body, error_in, is_said, words_in
from app.models.chat.fields.unknown_fields import UnknownFields
from app.models.chat.fields.usage import FAILED, NO_REASON, Reason, Spent, reason_of, spent_of, spent_so_far, word_of
from app.models.chat.reading.calls import TooManyCalls
from app.models.chat.reading.deltas import DeltaReader
from app.models.chat.reading.excerpts import Unreadable, excerpt, is_web_page
from app.models.chat.reading.failures import Failure, NoCompletion, ServerError, TooMuch
from app.models.chat.reading.one_choice import OneChoice
from app.models.model import Piece


class ChatStream:
    """A decoder that is fed block after block. `begins_in_reasoning`: as the answers of this model do."""

    def __init__(self, *, begins_in_reasoning: bool = False) -> None:
        self.done = False
        """Nothing more is read: the server said `[DONE]`, or there is a failure."""
        self.started = False
        """A good chunk came."""
        self.reason: Reason | None = None
        self.spent: Spent | None = None
        self.answer = DeltaReader(begins_in_reasoning=begins_in_reasoning)
        self._plain, self._take = self.answer.plain, self.answer.pieces.take
        self._events = AnswerBody(self)
        self._failure: Failure | None = None
        self._bytes = 0
        self._one, self._unknown = OneChoice(), UnknownFields()
        self._wait = self._waited = 0  # how many chunks are not taken for plain ones, and how many were not
        self._has_deltas = self._whole_message = False
        self.unread_lines = Unreadable()
        self._said: object = None  # by the server, besides chunks
        self.broke_off = False  # set by the reader: silence, or a connection that failed
        self._cost_at = -1  # how much of the answer there was when the usage came alone, as it does at the end
        self._trouble_at = -1  # how much of the answer there was when it said so, or something unreadable came

    @property
    def complete(self) -> bool:
        """Whether the server has sent the end of the answer."""
        if self.reason is not None:
            return not self._events.cut_off
        if not self.started or self._events.cut_off or self._failure is not None:
            return False
        came = self.answer.progress
        ended = self.done or (came == self._cost_at and not self.broke_off)
        return self._whole_message or (ended and self._trouble_at != came)

    @property
    def failure(self) -> Failure | None:
        """Why the answer ended too early, if the server or a bound ended it."""
        if self.complete:
            return None
        if self._failure is not None:
            return self._failure
        if self._said:
            return ServerError(self._said)
        if self.unread_lines.first and not self.started:
            return NoCompletion(self.unread_lines.words)
        return None

    def feed(self, block: bytes) -> Sequence[Piece]:
        """Return the pieces in a block. Never raises."""
        if self.done:
            return ()
        self._bytes += len(block)
        (self._events.lines or self._events).feed(block)
        if self._bytes > MAX_ANSWER_BYTES:
            self.too_much(f"more than {MAX_ANSWER_BYTES // MIB} MiB")
        return self._take()

    def end(self) -> Sequence[Piece]:
        """Return the pieces that were held back, when nothing more comes."""
        if not self.done:
            self._events.end(has_ending=self.reason is not None)
        for choice in self._one.end():
            self._choice(choice, None, odd=True)
        self.answer.end()
        return self.answer.pieces.take()

    def payload(self, payload: bytes) -> bool:
        """Take JSON; false if it cannot be read."""
        if self.done:
            return True
        if self._wait > 0:
            self._wait -= 1
            return self._any_payload(payload)
        try:
            chunk = PLAIN_DECODER.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        else:
            choice, one = chunk.choices[0], self._one
            if (choice.index == one.index or choice.index is None) and not one.held and self._plain(choice.delta):
                self._waited = 0
                if chunk.usage is not None:
                    self.spent = spent_so_far(chunk.usage)
                return True
        self._wait, self._waited = self._waited, min(2 * self._waited + 1, MAX_WAIT)
        return self._any_payload(payload)

    def _any_payload(self, payload: bytes) -> bool:
        """Take JSON that is not more of what came before."""
        fitting = fitting_payload(payload)
        if fitting is None:
            is_chunk = b'"choices"' in payload
            if is_chunk:
                self.too_much(f"an event of more than {MAX_VALUES:,} values")
            return is_chunk
        payload = fitting
        try:
            chunk = DECODER.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._odd_payload(payload)
        if not chunk.choices:
            return self._odd_payload(payload)
        self.answer.kept_reasoning.add_others(self._unknown.of_payload(payload))
        self._chunk(chunk, odd=False)
        return True

    def error(self, payload: bytes) -> None:
        """Take what the server marked as an error."""
        self._fail(ServerError(error_body(payload)))

    def unreadable(self, line: bytes) -> None:
        """Take note of a line that cannot be read."""
        if self.done:
            return
        if self._trouble_at != self.answer.progress:
            self._trouble_at = self.answer.progress
            self.unread_lines = Unreadable()
        self.unread_lines.add(line)
        if not self.started and is_web_page(line):
            self._fail(NoCompletion(excerpt(line)))

    def too_much(self, what: str) -> None:
        """Take note that a bound was passed."""
        self._fail(TooMuch(what))

    def said_done(self) -> None:
        """Take note of `[DONE]`."""
        self.done = True

    def _fail(self, failure: Failure) -> None:
        if not self.done:
            self._failure = failure
        self.done = True

    def _odd_payload(self, payload: bytes) -> bool:
        found = odd_chunks(payload)
        for odd in found or ():
            if odd.chunk.choices:
                self.answer.kept_reasoning.add_others(self._unknown.of_fields(odd.fields))
                self._chunk(odd.chunk, odd=True)
            else:
                self._no_choices(odd.fields)
        return found is not None

    def _no_choices(self, fields: Fields) -> None:
        spent = spent_of(fields.get("usage"))
        if spent is not None:
            self.spent, self._cost_at = spent, self.answer.progress or -1
        error = error_in(fields)
        if error is not None:
            self._fail(ServerError(error))
        elif fields.get("done") is True:
            self.done = True
        else:
            said = words_in(fields)
            if said is not None and self._trouble_at != self.answer.progress:
                self._said, self._trouble_at = said, self.answer.progress

    def _chunk(self, chunk: Chunk, *, odd: bool) -> None:
        self.started = True
        if chunk.usage:
            self.spent = spent_of(chunk.usage) or self.spent
        begun = self.answer.progress > 0 or self.reason is not None
        for choice in self._one.of(chunk.choices or (), begun=begun):
            self._choice(choice, chunk.error, odd=odd)

    def _choice(self, choice: Choice, error: object, *, odd: bool) -> None:
        try:
            self._contents(choice, odd=odd)
        except TooManyCalls as many:
            self._fail(TooMuch(str(many)))
        self._ending(choice, choice.error or error)

    def _contents(self, choice: Choice, *, odd: bool) -> None:
        """Read what is new where it stands: an empty delta may stand beside the message or the text."""
        before = self.answer.progress
        if choice.delta is not None:
            self.answer.read(choice.delta, odd=odd)
            self._has_deltas = self._has_deltas or self.answer.progress > before
        if choice.message is not None and not self._has_deltas:  # behind deltas it repeats them
            self._whole_message = True
            self.answer.read(choice.message, odd=odd)
        if self.answer.progress == before and (beside := choice.text or choice.content or choice.reasoning_content):
            is_reasoning = not choice.text and not choice.content
            self.answer.read(Delta(reasoning_content=beside) if is_reasoning else Delta(content=beside), odd=odd)

    def _ending(self, choice: Choice, error: object) -> None:
        """Read whether the answer is over, or failed."""
        if choice.delta is not None:
            error = error or choice.delta.error
        reason = word_of(choice.finish_reason) if choice.finish_reason else ""
        if is_said(error):  # beside `stop` too: else nobody would learn of it, and what came is kept
            self._fail(ServerError(body_of(error)))
        elif reason in FAILED:
            self._fail(ServerError(f"the model's provider stopped ({reason})"))
        elif reason not in NO_REASON:
            self.reason = reason_of(reason)
        if choice.usage:
            self.spent = spent_of(choice.usage) or self.spent
