"""What a round writes: one message with its step, or one step of tool calls. `round` feeds it the model's pieces.

The objects come into being with the first piece that needs them, so an answer without text makes no empty message
(clients break on those). After a take-over the ids of the unfinished attempt are used again: nothing is doubled.
"""

import time

from msgspec.structs import replace

from app.api.events import (
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
from app.engine.transactions.facts import Fact
from app.models.model import CallPiece, RefusalPiece, TextPiece
from app.store import messages, steps
from app.store.runs import StoredRun
from app.store.transaction import Transaction


class Leftovers:
    """The message and steps of the answer that an earlier attempt left unfinished: their ids are used again."""

    def __init__(self) -> None:
        self.message: Message | None = None
        self.step: RunStep | None = None
        self.calls: RunStep | None = None

    def remove(self, tx: Transaction) -> None:
        """Remove what this attempt did not use."""
        if self.message is not None:
            messages.delete(tx, self.message.thread_id, self.message.id)
        for step in (self.step, self.calls):
            if step is not None:
                steps.delete(tx, step.id)


class MessageWriter:
    """The message that a round writes, and its step."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, leftovers: Leftovers) -> None:
        now = int(time.time())
        self._log, self._journal = log, journal
        self.message = Message(
            id=leftovers.message.id if leftovers.message else new_id("msg"),
            created_at=leftovers.message.created_at if leftovers.message else now,
            thread_id=run.thread_id,
            status="in_progress",
            role="assistant",
            assistant_id=run.assistant_id,
            run_id=run.id,
            metadata=leftovers.message.metadata if leftovers.message else {},
        )
        details = MessageCreation(message_creation=MessageReference(message_id=self.message.id))
        self.step = RunStep(
            id=leftovers.step.id if leftovers.step else new_id("step"),
            created_at=leftovers.step.created_at if leftovers.step else now,
            run_id=run.id,
            assistant_id=run.assistant_id,
            thread_id=run.thread_id,
            type="message_creation",
            status="in_progress",
            step_details=details,
            expires_at=run.expires_at,
        )
        # Until the new text is longer than the old one, a further death leaves the old.
        self._earlier = leftovers.message.content if leftovers.message else []
        leftovers.message = leftovers.step = None
        self._content = Content()

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._content.length

    async def open(self) -> None:
        """Tell that the message begins."""
        await self._journal.record(self._log, self._opened)

    def _opened(self, tx: Transaction, stored: StoredRun) -> list[Fact]:
        steps.save(tx, self.step)
        messages.save(tx, replace(self.message, content=self._earlier))
        return [
            ("thread.run.step.created", self.step),
            ("thread.run.step.in_progress", self.step),
            ("thread.message.created", self.message),
            ("thread.message.in_progress", self.message),
        ]

    def write(self, piece: TextPiece | RefusalPiece) -> None:
        """Stream a piece."""
        body = MessageDeltaBody(content=[self._content.grow(piece)])
        self._journal.emit(self._log, "thread.message.delta", MessageDelta(id=self.message.id, delta=body))

    def keep(self, tx: Transaction) -> None:
        """Put the whole text into the stored message, whose metadata a caller may have changed meanwhile."""
        stored = messages.get(tx, self.message.thread_id, self.message.id) or self.message
        self.message = replace(stored, content=self._content.parts)
        messages.save(tx, self.message)

    async def complete(self) -> None:
        """Finish message and step before the tool calls of the same answer begin."""

        def completed(tx: Transaction, stored: StoredRun) -> list[Fact]:
            now = int(time.time())
            self.keep(tx)
            return [close_message(tx, self.message, now, None), close_step(tx, self.step, "completed", now)]

        await self._journal.record(self._log, completed)


class CallsWriter:
    """The step of tool calls that a round writes. Call ids are ours: servers repeat theirs."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, leftovers: Leftovers) -> None:
        self._log, self._journal = log, journal
        self.step = RunStep(
            id=leftovers.calls.id if leftovers.calls else new_id("step"),
            created_at=leftovers.calls.created_at if leftovers.calls else int(time.time()),
            run_id=run.id,
            assistant_id=run.assistant_id,
            thread_id=run.thread_id,
            type="tool_calls",
            status="in_progress",
            step_details=ToolCalls(tool_calls=[]),
            expires_at=run.expires_at,
        )
        leftovers.calls = None
        self._calls: dict[int, FunctionToolCall] = {}
        self._order: list[int] = []

    @property
    def calls(self) -> list[FunctionToolCall]:
        """The calls so far, in the order they came."""
        return [self._calls[index] for index in self._order]

    async def open(self) -> None:
        """Tell that the step begins."""
        await self._journal.record(self._log, self._opened)

    def _opened(self, tx: Transaction, stored: StoredRun) -> list[Fact]:
        steps.save(tx, self.step)
        return [("thread.run.step.created", self.step), ("thread.run.step.in_progress", self.step)]

    def write(self, piece: CallPiece) -> None:
        """Stream a piece: the first of a call carries id and name, the others fragments of the arguments."""
        call = self._calls.get(piece.index)
        if call is None:
            call = FunctionToolCall(id=new_id("call"), function=FunctionCall(name=piece.name, arguments=""))
            self._order.append(piece.index)
            self._calls[piece.index] = call
            begin = FunctionDelta(name=piece.name, arguments="", output=None)
            self._emit(FunctionCallDelta(index=len(self._order) - 1, id=call.id, function=begin))
        if piece.arguments:
            function = replace(call.function, arguments=call.function.arguments + piece.arguments)
            self._calls[piece.index] = replace(call, function=function)
            fragment = FunctionDelta(arguments=piece.arguments)
            self._emit(FunctionCallDelta(index=self._order.index(piece.index), function=fragment))

    def close(self) -> None:
        """The model has said all. Some say nothing where a function takes nothing; programs decode what they get."""
        for index, call in self._calls.items():
            if not call.function.arguments:
                self.write(CallPiece(index, "", "{}"))

    @property
    def length(self) -> int:
        """Characters so far."""
        return sum(len(call.function.name) + len(call.function.arguments) for call in self._calls.values())

    def keep(self, tx: Transaction, usage: Usage | None = None) -> None:
        """Put the calls into the stored step, which stays open until their outputs come."""
        self.step = replace(self.step, step_details=ToolCalls(tool_calls=list(self.calls)), usage=usage)
        steps.save(tx, self.step)

    def _emit(self, delta: FunctionCallDelta) -> None:
        body = StepDeltaBody(step_details=ToolCallsDelta(tool_calls=[delta]))
        self._journal.emit(self._log, "thread.run.step.delta", RunStepDelta(id=self.step.id, delta=body))
