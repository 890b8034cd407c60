"""The stream events of a run, as the API has them, each with a number.

The engine writes them, the store holds them, `Assistants.follow` yields them; the server sends `data` unchanged.
Numbers rise within a run and need not be contiguous. Deltas are deleted some time after their run has ended; the
last message event has the whole text.
"""

from typing import Literal

from msgspec import UNSET, UnsetType

from app.api.objects import Annotation, Message, Object, Run, Thread
from app.api.run_facts import Reasoning
from app.api.steps import RunStep

EventName = Literal[
    "thread.created",
    "thread.run.created",
    "thread.run.queued",
    "thread.run.in_progress",
    "thread.run.requires_action",
    "thread.run.completed",
    "thread.run.incomplete",
    "thread.run.failed",
    "thread.run.cancelling",
    "thread.run.cancelled",
    "thread.run.expired",
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.run.step.delta",
    "thread.run.step.completed",
    "thread.run.step.failed",
    "thread.run.step.cancelled",
    "thread.run.step.expired",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
    "thread.message.incomplete",
    "run.reasoning.delta",
    "run.reasoning.completed",
]
"""The names of the API, and two of ours, which an OpenAI stream never carries."""

OWN_EVENTS: frozenset[EventName] = frozenset({"run.reasoning.delta", "run.reasoning.completed"})
"""The events that OpenAI's API does not have. They are on `follow` and the path of a run's events alone."""

TERMINAL_EVENTS: frozenset[EventName] = frozenset(
    {
        "thread.run.completed",
        "thread.run.incomplete",
        "thread.run.failed",
        "thread.run.cancelled",
        "thread.run.expired",
    }
)
"""The run sends no event after one of these."""


class TextDelta(Object, frozen=True, kw_only=True):
    """A piece of text."""

    value: str
    annotations: list[Annotation] | UnsetType = UNSET


class TextPartDelta(Object, frozen=True, kw_only=True, tag_field="type", tag="text"):
    """A piece of the part at `index`."""

    index: int
    text: TextDelta


class RefusalPartDelta(Object, frozen=True, kw_only=True, tag_field="type", tag="refusal"):
    """A piece of a refusal at `index`."""

    index: int
    refusal: str


class MessageDeltaBody(Object, frozen=True, kw_only=True):
    """The pieces that are added. `role` is in the first delta of a message, or missing."""

    role: Literal["user", "assistant"] | UnsetType = UNSET
    content: list[TextPartDelta | RefusalPartDelta] = []


class MessageDelta(Object, frozen=True, kw_only=True, tag_field="object", tag="thread.message.delta"):
    """An addition to a message; `id` is the message's."""

    id: str
    delta: MessageDeltaBody


class FunctionDelta(Object, frozen=True, kw_only=True):
    """A piece of a call: the name once, then fragments of the arguments."""

    name: str | UnsetType = UNSET
    arguments: str | UnsetType = UNSET
    output: str | UnsetType | None = UNSET


class FunctionCallDelta(Object, frozen=True, kw_only=True, tag_field="type", tag="function"):
    """A piece of the call at `index`. The id is sent once: clients concatenate repeated strings."""

    index: int
    id: str | UnsetType = UNSET
    function: FunctionDelta


class ToolCallsDelta(Object, frozen=True, kw_only=True, tag_field="type", tag="tool_calls"):
    """Pieces of tool calls."""

    tool_calls: list[FunctionCallDelta]


class StepDeltaBody(Object, frozen=True, kw_only=True):
    """The pieces that are added to a step."""

    step_details: ToolCallsDelta


class RunStepDelta(Object, frozen=True, kw_only=True, tag_field="object", tag="thread.run.step.delta"):
    """An addition to a step; `id` is the step's."""

    id: str
    delta: StepDeltaBody


class ReasoningDelta(Object, frozen=True, kw_only=True, tag_field="object", tag="run.reasoning.delta"):
    """An addition to the reasoning of a model call, which counts from 1. `seconds`: since this reasoning began."""

    call: int
    text: str
    seconds: float


EventData = Thread | Run | RunStep | RunStepDelta | Message | MessageDelta | ReasoningDelta | Reasoning


class Event(Object, frozen=True, kw_only=True):
    """One event of a run: its number, the API's event name, and the object as it was at that moment."""

    number: int
    event: EventName
    data: EventData
