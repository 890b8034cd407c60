"""Writes the tool calls of an answer as a step. Their ids are made here, because some servers repeat theirs."""

import time

from msgspec import Struct
from msgspec.structs import replace

from app.api.events import Event, FunctionCallDelta, FunctionDelta, RunStepDelta, StepDeltaBody, ToolCallsDelta
from app.api.objects import Run, Usage
from app.api.steps import FunctionCall, FunctionToolCall, ToolCalls
from app.engine.rules.ids import new_id
from app.engine.running.answer.owned_step import new_step
from app.engine.running.events.event_log import EventLog
from app.engine.running.events.journal import Journal
from app.engine.transactions.facts import append
from app.engine.transactions.leftovers import Leftovers
from app.models.model import CallPiece
from app.store import steps
from app.store.runs import StoredRun
from app.store.transaction import Transaction


class _Growing(Struct):
    """A call while its arguments come. `place`: among the calls of the step."""

    place: int
    id: str
    name: str
    arguments: list[str]


class CallsWriter:
    """Writes a step of tool calls."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, leftovers: Leftovers) -> None:
        self._log, self._journal = log, journal
        details = ToolCalls(tool_calls=[])
        self._step = new_step(run, "tool_calls", details, int(time.time()), leftovers.calls_step)
        leftovers.calls_step = None
        self._calls: dict[int, _Growing] = {}

    @property
    def step_id(self) -> str:
        """The id of the step."""
        return self._step.id

    @property
    def calls(self) -> list[FunctionToolCall]:
        """The calls so far, in the order in which they began."""
        return [
            FunctionToolCall(id=call.id, function=FunctionCall(name=call.name, arguments="".join(call.arguments)))
            for call in self._calls.values()
        ]

    @property
    def chars(self) -> int:
        """Characters so far."""
        return sum(len(call.name) + sum(map(len, call.arguments)) for call in self._calls.values())

    def begin(self, tx: Transaction, stored: StoredRun) -> list[Event]:
        """Store the step and append that it begins."""
        steps.save(tx, self._step)
        return append(
            tx, stored, [("thread.run.step.created", self._step), ("thread.run.step.in_progress", self._step)]
        )

    def write(self, piece: CallPiece) -> None:
        """Publish a piece: the first of a call has its id and name, later ones have fragments of its arguments."""
        call = self._calls.get(piece.index)
        if call is None:
            call = _Growing(len(self._calls), new_id("call"), piece.name, [])
            self._calls[piece.index] = call
            begin = FunctionDelta(name=piece.name, arguments="", output=None)
            self._emit(FunctionCallDelta(index=call.place, id=call.id, function=begin), len(piece.name))
        if piece.arguments:
            call.arguments.append(piece.arguments)
            fragment = FunctionDelta(arguments=piece.arguments)
            self._emit(FunctionCallDelta(index=call.place, function=fragment), len(piece.arguments))

    def close(self) -> None:
        """Complete the calls after the last piece.

        Some models send no arguments for a function that takes none; programs decode what they get as JSON.
        """
        for index, call in self._calls.items():
            if not call.arguments:
                self.write(CallPiece(index, "", "{}"))

    def save(self, tx: Transaction, usage: Usage | None) -> None:
        """Save the calls in the stored step, which stays open until their outputs are submitted."""
        self._step = replace(self._step, step_details=ToolCalls(tool_calls=list(self.calls)), usage=usage)
        steps.save(tx, self._step)

    def _emit(self, delta: FunctionCallDelta, chars: int) -> None:
        body = StepDeltaBody(step_details=ToolCallsDelta(tool_calls=[delta]))
        self._journal.emit(self._log, "thread.run.step.delta", RunStepDelta(id=self._step.id, delta=body), chars)
