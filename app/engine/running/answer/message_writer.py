"""Writes the text of an answer as a message with its step.

Text behind calls is a message of its own, since one that is over cannot go on. Its step is stored, but has no events
until the calls are over: the API's clients follow one open step of a stream, and the JavaScript one refuses a second.

They are created with the first piece of text, so an answer without text makes no empty message (clients break on
those). After a takeover the ids of the unfinished answer are used again, so that nothing is duplicated.
"""

import time

from msgspec.structs import replace

from app.api.events import Event, MessageDelta, MessageDeltaBody
from app.api.objects import Message, Run
from app.api.steps import MessageCreation, MessageReference
from app.engine.rules.ids import new_id
from app.engine.rules.message_content import Content
from app.engine.running.answer.owned_step import new_step
from app.engine.running.events.event_log import EventLog
from app.engine.running.events.journal import Journal
from app.engine.transactions.endings import close_message, close_step
from app.engine.transactions.facts import Fact, append
from app.engine.transactions.leftovers import LeftMessage
from app.models.model import RefusalPiece, TextPiece
from app.store import messages, steps
from app.store.long_texts import LONG_CHARS
from app.store.runs import StoredRun
from app.store.transaction import Transaction

ROW_CHARS = 2**18
"""How much of a long text is stored at once: writes of other runs wait behind it."""


class MessageWriter:
    """Writes a message, and its step.

    `left`: what an earlier attempt left of it. `is_later`: it comes behind calls, whose step is open.
    """

    def __init__(
        self, run: Run, log: EventLog, journal: Journal, left: LeftMessage | None, *, is_later: bool = False
    ) -> None:
        now = int(time.time())
        self._log, self._journal = log, journal
        self._is_later = is_later
        self._content = Content()
        self._message = Message(
            id=new_id("msg"),
            created_at=now,
            thread_id=run.thread_id,
            status="in_progress",
            role="assistant",
            assistant_id=run.assistant_id,
            run_id=run.id,
        )
        old = old_step = None
        if left is not None:
            old, old_step = left.message, left.step
        self._is_new = old is None
        if old is not None:
            self._message = replace(self._message, id=old.id, created_at=old.created_at, metadata=old.metadata)
        details = MessageCreation(message_creation=MessageReference(message_id=self._message.id))
        self._step = new_step(run, "message_creation", details, now, old_step)

    @property
    def step_id(self) -> str:
        """The id of the step."""
        return self._step.id

    @property
    def chars(self) -> int:
        """Characters so far."""
        return self._content.chars

    def begin(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        """Store the message and its step and append that they begin."""
        steps.save(tx, self._step)
        if self._is_new:
            messages.save(tx, self._message)
        else:
            # If this process dies too, the old text is kept unless the new text is longer.
            messages.save_state(tx, self._message)
        facts: list[Fact] = [
            ("thread.run.step.created", self._step),
            ("thread.run.step.in_progress", self._step),
            ("thread.message.created", self._message),
            ("thread.message.in_progress", self._message),
        ]
        if self._is_later:
            del facts[:2]
        return append(tx, stored, facts)

    def take_text(self) -> str:
        """Return the text so far, which is none, and forget it; of a long text the beginning."""
        text = self._content.beginning
        self._content = Content()
        return text

    def begin_anew(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        """Append that the message begins: it has what comes from here on."""
        return append(tx, stored, [("thread.message.created", self.save(tx))])

    def withdraw(self, tx: Transaction, _stored: StoredRun) -> list[Event]:
        """Delete the message and its step: nothing came after all."""
        messages.delete(tx, self._message.thread_id, self._message.id)
        steps.delete(tx, self._step.id)
        return []

    def write(self, piece: TextPiece | RefusalPiece) -> None:
        """Publish a piece as a delta."""
        body = MessageDeltaBody(content=[self._content.add(piece)])
        self._journal.emit(
            self._log, "thread.message.delta", MessageDelta(id=self._message.id, delta=body), len(piece.text)
        )

    async def store_long_text(self) -> None:
        """Store the text so far if it is long, so that neither memory nor the end of the answer has all of it."""
        if self._content.waiting_chars < (ROW_CHARS if self._content.is_long else LONG_CHARS):
            return
        texts, is_first = self._content.waiting, not self._content.is_long

        def change(tx: Transaction, _stored: StoredRun) -> list[Event]:
            messages.append_text(tx, self._message.id, texts, is_first=is_first)
            return []

        await self._journal.record(self._log, change)
        self._content.mark_stored()

    def save(self, tx: Transaction) -> Message:
        """Save the rest of the text in the stored message, whose metadata a caller may have changed meanwhile.

        The message that is returned has no content if that is long.
        """
        stored = messages.get_without_text(tx, self._message.id) or self._message
        if self._content.is_long or self._content.waiting_chars >= LONG_CHARS:
            is_first = not self._content.is_long
            messages.append_text(tx, self._message.id, self._content.waiting, is_first=is_first)
            self._message = replace(stored, content=[])
        else:
            self._message = self._content.put_into(stored)
            messages.save(tx, self._message)
        return self._message

    def complete(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        """Finish message and step, before other steps of the answer or its end."""
        now = int(time.time())
        facts = [close_message(tx, self.save(tx), now, None)]
        step = close_step(tx, self._step, "completed", now)
        if not self._is_later:
            facts.append(step)
        return append(tx, stored, facts)
