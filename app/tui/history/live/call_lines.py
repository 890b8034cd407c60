"""The lines of the history that stand for function calls: each between the messages before and behind it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from app.api.run_facts import MAX_TOOL_CHARS, RunFacts, ToolUse
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.tui.history.document.document import Document
from app.tui.history.document.function_calls import CallsEntry, calls_id
from app.tui.history.transcript import Transcript
from app.tui.history.view.viewport import Viewport


class CallLines:
    """One line for each step with calls that is over."""

    def __init__(self, document: Document, viewport: Viewport, transcript: Transcript) -> None:
        self._document = document
        self._viewport = viewport
        self._transcript = transcript

    def add(self, step: RunStep) -> None:
        """Show the calls of a step below what the run has written so far."""
        if step.status == "in_progress" or not isinstance(step.step_details, ToolCalls):
            return
        calls = [call.function for call in step.step_details.tool_calls if isinstance(call, FunctionToolCall)]
        uses = [
            ToolUse(
                step_id=step.id,
                name=call.name,
                arguments=call.arguments[:MAX_TOOL_CHARS],
                output=call.output and call.output[:MAX_TOOL_CHARS],
            )
            for call in calls
        ]
        if uses and self._document.get(calls_id(step.id)) is None:
            self._insert(step.run_id, uses, len(self._document.entries))

    def put(self, facts: Iterable[RunFacts]) -> None:
        """Show the stored calls of runs whose messages are shown."""
        for one in facts:
            for step_id, group in groupby(one.tool_uses, lambda use: use.step_id):
                uses = list(group)
                slot = self._find_slot(one.run_id, uses[0].before_message_id)
                if slot is not None and self._document.get(calls_id(step_id)) is None:
                    self._insert(one.run_id, uses, slot)

    def _find_slot(self, run_id: str, before_message_id: str) -> int | None:
        """Return the position above the message behind the calls, else below all of the run; None without any of it."""
        behind = self._document.get(before_message_id)
        if behind is not None:
            return self._document.slot(behind)
        entries = self._document.entries
        last = next((at for at in range(len(entries) - 1, -1, -1) if entries[at].message.run_id == run_id), None)
        return None if last is None else last + 1

    def _insert(self, run_id: str, uses: Sequence[ToolUse], slot: int) -> None:
        with self._transcript.keeping_place():
            self._document.insert(CallsEntry(run_id, uses), slot)
            if slot <= self._viewport.top.slot and (slot, 0) != self._viewport.top:
                self._viewport.shift(1)
