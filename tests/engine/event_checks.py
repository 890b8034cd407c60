"""Checks of events and objects: the order that the API defines, and the fields of each status.

Source: the orders of the Assistants API's streams, and its table of a run's fields by status.
"""

from collections.abc import Sequence

from app.api.events import TERMINAL_EVENTS, Event, MessageDelta, ReasoningDelta, RunStepDelta, TextPartDelta
from app.api.objects import TERMINAL_STATUSES, Message, Part, RefusalPart, Run, TextPart
from app.api.run_facts import Reasoning
from app.api.steps import RunStep


def check_events(events: Sequence[Event]) -> None:
    """Fail unless these are all events of a finished run, in order."""
    numbers = [event.number for event in events]
    assert numbers == sorted(set(numbers))
    names = [event.event for event in events if event.event != "thread.created"]
    assert names[:2] == ["thread.run.created", "thread.run.queued"]
    assert [name for name in names if name in TERMINAL_EVENTS] == names[-1:]
    checker = EventChecker()
    for event in events:
        checker.check(event)
    assert checker.step is None
    assert checker.message is None


class EventChecker:
    """Checks events one by one; keeps the open step and message."""

    def __init__(self) -> None:
        self.step: str | None = None
        self.message: str | None = None
        self.parts: dict[int, str] = {}
        self.run: str = ""

    def check(self, event: Event) -> None:
        """Check one event against those before it."""
        assert self.run not in TERMINAL_STATUSES
        match event.data:
            case Run():
                self._check_run(event.data)
            case RunStep():
                self._check_step(event.event, event.data)
            case Message():
                self._check_message(event.event, event.data)
            case MessageDelta():
                assert event.data.id == self.message
                for part in event.data.delta.content:
                    piece = part.text.value if isinstance(part, TextPartDelta) else part.refusal
                    self.parts[part.index] = self.parts.get(part.index, "") + piece
            case RunStepDelta():
                assert event.data.id == self.step
            case ReasoningDelta() | Reasoning():
                assert self.run == "in_progress"
            case _:
                assert event.event == "thread.created"

    def _check_run(self, run: Run) -> None:
        check_run(run)
        self.run = run.status
        if run.status == "queued":  # a take-over: the open step and message are dropped
            self.step = self.message = None
            self.parts = {}

    def _check_step(self, name: str, step: RunStep) -> None:
        check_step(step)
        if name == "thread.run.step.created":
            assert (self.step, self.message) == (None, None)
            self.step = step.id
        assert self.step in (step.id, None)
        if step.status != "in_progress":
            assert self.message is None
            self.step = None

    def _check_message(self, name: str, message: Message) -> None:
        check_message(message)
        if name == "thread.message.created":
            assert self.message is None
            assert message.content == []
            self.message, self.parts = message.id, {}
        assert self.message == message.id
        if message.status != "in_progress":
            streamed = [self.parts[index] for index in sorted(self.parts)]
            stored = [_text(part) for part in message.content]
            assert streamed == stored
            self.message = None


def _text(part: Part) -> str:
    if isinstance(part, RefusalPart):
        return part.refusal
    assert isinstance(part, TextPart)
    return part.text.value


def check_run(run: Run) -> None:
    """Check the fields that belong to the status."""
    over = run.status in TERMINAL_STATUSES
    assert (run.expires_at is None) == over
    assert (run.usage is not None) == over
    assert (run.required_action is not None) == (run.status == "requires_action")
    assert (run.last_error is not None) == (run.status == "failed")
    assert (run.completed_at is not None) == (run.status == "completed")
    assert (run.failed_at is not None) == (run.status == "failed")
    assert (run.cancelled_at is not None) == (run.status == "cancelled")
    assert (run.incomplete_details is not None) == (run.status == "incomplete")
    if run.status in ("in_progress", "requires_action", "completed", "incomplete"):
        assert run.started_at is not None


def check_step(step: RunStep) -> None:
    """Check the timestamp that belongs to the status, and no other."""
    stamps = {
        "completed": step.completed_at,
        "failed": step.failed_at,
        "cancelled": step.cancelled_at,
        "expired": step.expired_at,
    }
    assert [status for status, stamp in stamps.items() if stamp is not None] == [
        status for status in stamps if status == step.status
    ]
    assert (step.last_error is not None) == (step.status == "failed")
    if step.status == "in_progress":
        assert step.usage is None


def check_message(message: Message) -> None:
    """Check the timestamp and the reason that belong to the status."""
    assert (message.completed_at is not None) == (message.status == "completed")
    assert (message.incomplete_at is not None) == (message.status == "incomplete")
    assert (message.incomplete_details is not None) == (message.status == "incomplete")
