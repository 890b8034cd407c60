"""Writes the text of an answer as a message with its step.

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
from app.engine.running.event_log import EventLog
from app.engine.running.journal import Journal
from app.engine.transactions.endings import close_message, close_step
from app.engine.transactions.facts import append
from app.engine.transactions.leftovers import Leftovers
from app.models.model import RefusalPiece, TextPiece
from app.store import messages, steps
from app.store.runs import StoredRun
from app.store.transaction import Transaction


class MessageWriter:
    """Writes a message, and its step."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, leftovers: Leftovers) -> None:
        now = int(time.time())
        self._log, self._journal = log, journal
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
        # If this process dies too, the old text is kept unless the new text is longer.
        self._old_content = []
        old = leftovers.message
        if old is not None:
            self._message = replace(self._message, id=old.id, created_at=old.created_at, metadata=old.metadata)
            self._old_content = old.content
        details = MessageCreation(message_creation=MessageReference(message_id=self._message.id))
        self._step = new_step(run, "message_creation", details, now, leftovers.message_step)
        leftovers.message = leftovers.message_step = None

    @property
    def chars(self) -> int:
        """Characters so far."""
        return self._content.chars

    def begin(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        """Store the message and its step and append that they begin."""
        steps.save(tx, self._step)
        messages.save(tx, replace(self._message, content=self._old_content))
        return append(
            tx,
            stored,
            [
                ("thread.run.step.created", self._step),
                ("thread.run.step.in_progress", self._step),
                ("thread.message.created", self._message),
                ("thread.message.in_progress", self._message),
            ],
        )

    def take_text(self) -> str:
        """Return the text so far, which is none, and forget it."""
        text = replace(self._message, content=self._content.parts).text
        self._content = Content()
        self._old_content = []
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

    def save(self, tx: Transaction) -> Message:
        """Save the whole text in the stored message, whose metadata a caller may have changed meanwhile."""
        stored = messages.get(tx, self._message.thread_id, self._message.id) or self._message
        self._message = replace(stored, content=self._content.parts)
        messages.save(tx, self._message)
        return self._message

    async def complete(self) -> None:
        """Finish message and step before the tool calls of the same answer begin."""
        await self._journal.record(self._log, self._complete)

    def _complete(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        now = int(time.time())
        message = close_message(tx, self.save(tx), now, None)
        return append(tx, stored, [message, close_step(tx, self._step, "completed", now)])
