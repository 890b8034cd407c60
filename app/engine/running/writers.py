"""What a model call writes: a message with its step, a step of tool calls, or both.

The objects are created with the first piece that needs them, so an answer without text makes no empty message (clients
break on those). After a takeover the ids of the unfinished answer are used again, so that nothing is duplicated.
"""

import time

from msgspec.structs import replace

from app.api.events import (
    Event,
    FunctionCallDelta,
    FunctionDelta,
    MessageDelta,
    MessageDeltaBody,
    RunStepDelta,
    StepDeltaBody,
    ToolCallsDelta,
)
from app.api.objects import Message, Run, Usage
from app.api.steps import (
    FunctionCall,
    FunctionToolCall,
    MessageCreation,
    MessageReference,
    RunStep,
    ToolCalls,
)
from app.engine.rules.ids import new_id
from app.engine.rules.message_content import Content
from app.engine.running.event_log import EventLog
from app.engine.running.journal import Journal
from app.engine.transactions.endings import close_message, close_step
from app.engine.transactions.facts import append
from app.engine.transactions.leftovers import Leftovers
from app.models.model import CallPiece, RefusalPiece, TextPiece
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
        self._step = RunStep(
            id=new_id("step"),
            created_at=now,
            run_id=run.id,
            assistant_id=run.assistant_id,
            thread_id=run.thread_id,
            type="message_creation",
            status="in_progress",
            step_details=details,
            expires_at=run.expires_at,
        )
        self._step = _with_id_of(leftovers.message_step, self._step)
        leftovers.message = leftovers.message_step = None

    @property
    def chars(self) -> int:
        """Characters so far."""
        return self._content.chars

    async def open(self) -> None:
        """Store the message and its step and publish that they begin."""
        await self._journal.record(self._log, self._open)

    def _open(self, tx: Transaction, stored: StoredRun) -> list[Event]:
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

    def write(self, piece: TextPiece | RefusalPiece) -> None:
        """Publish a piece as a delta."""
        body = MessageDeltaBody(content=[self._content.add(piece)])
        self._journal.emit(self._log, "thread.message.delta", MessageDelta(id=self._message.id, delta=body))

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


class CallsWriter:
    """Writes a step of tool calls. Their ids are made here, because some servers repeat theirs."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, leftovers: Leftovers) -> None:
        self._log, self._journal = log, journal
        self._step = RunStep(
            id=new_id("step"),
            created_at=int(time.time()),
            run_id=run.id,
            assistant_id=run.assistant_id,
            thread_id=run.thread_id,
            type="tool_calls",
            status="in_progress",
            step_details=ToolCalls(tool_calls=[]),
            expires_at=run.expires_at,
        )
        self._step = _with_id_of(leftovers.calls_step, self._step)
        leftovers.calls_step = None
        self._calls: dict[int, FunctionToolCall] = {}

    @property
    def calls(self) -> list[FunctionToolCall]:
        """The calls so far, in the order in which they began."""
        return list(self._calls.values())

    @property
    def chars(self) -> int:
        """Characters so far."""
        return sum(len(call.function.name) + len(call.function.arguments) for call in self._calls.values())

    async def open(self) -> None:
        """Store the step and publish that it begins."""
        await self._journal.record(self._log, self._open)

    def _open(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        steps.save(tx, self._step)
        return append(
            tx, stored, [("thread.run.step.created", self._step), ("thread.run.step.in_progress", self._step)]
        )

    def write(self, piece: CallPiece) -> None:
        """Publish a piece: the first of a call has its id and name, later ones have fragments of its arguments."""
        call = self._calls.get(piece.index)
        if call is None:
            call = FunctionToolCall(id=new_id("call"), function=FunctionCall(name=piece.name, arguments=""))
            self._calls[piece.index] = call
            begin = FunctionDelta(name=piece.name, arguments="", output=None)
            self._emit(FunctionCallDelta(index=len(self._calls) - 1, id=call.id, function=begin))
        if piece.arguments:
            function = replace(call.function, arguments=call.function.arguments + piece.arguments)
            self._calls[piece.index] = replace(call, function=function)
            fragment = FunctionDelta(arguments=piece.arguments)
            self._emit(FunctionCallDelta(index=list(self._calls).index(piece.index), function=fragment))

    def close(self) -> None:
        """Complete the calls after the last piece.

        Some models send no arguments for a function that takes none; programs decode what they get as JSON.
        """
        for index, call in list(self._calls.items()):
            if not call.function.arguments:
                self.write(CallPiece(index, "", "{}"))

    def save(self, tx: Transaction, usage: Usage | None) -> None:
        """Save the calls in the stored step, which stays open until their outputs are submitted."""
        self._step = replace(self._step, step_details=ToolCalls(tool_calls=list(self.calls)), usage=usage)
        steps.save(tx, self._step)

    def _emit(self, delta: FunctionCallDelta) -> None:
        body = StepDeltaBody(step_details=ToolCallsDelta(tool_calls=[delta]))
        self._journal.emit(self._log, "thread.run.step.delta", RunStepDelta(id=self._step.id, delta=body))


def _with_id_of(old: RunStep | None, step: RunStep) -> RunStep:
    """Return the step with the id of the unfinished one `old`, if there is one."""
    if old is None:
        return step
    return replace(step, id=old.id, created_at=old.created_at)
