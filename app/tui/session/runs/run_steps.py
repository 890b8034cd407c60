"""The steps of one run with what they wrote: read from the store, or told by the events of a run that goes on."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET

from app.api.events import Event, MessageDelta, ReasoningDelta, RunStepDelta
from app.api.message_text import delta_text, text_with_images
from app.api.objects import Message, Run
from app.api.requests import Page
from app.api.run_facts import Reasoning
from app.api.services import Assistants
from app.api.steps import (
    CodeInterpreterToolCall,
    FileSearchToolCall,
    FunctionToolCall,
    Image,
    MessageCreation,
    RunStep,
    ToolCall,
    ToolCalls,
)

PAGE_SIZE = 100


class Call(NamedTuple):
    """A tool call as people read it. `output`: `None` while nobody has answered it."""

    name: str
    arguments: str
    output: str | None


class RunSteps:
    """Steps by id, in their order, and the texts of their messages and calls."""

    def __init__(self) -> None:
        self.steps: dict[str, RunStep] = {}
        self.reasoning: dict[int, list[str]] = {}
        """By the number of the model call."""
        self._texts: dict[str, list[str]] = {}
        self._incoming: dict[str, dict[int, tuple[list[str], list[str]]]] = {}
        """Names and arguments of the calls of a step, which come in pieces, by their place in it."""

    async def read(self, assistants: Assistants, run: Run) -> None:
        """Read what is stored of a run that is over. Raises `Error`."""
        page = Page(limit=PAGE_SIZE, order="asc")
        while True:
            steps = await assistants.list_run_steps(run.thread_id, run.id, page)
            self.steps |= {one.id: one for one in steps.data}
            if not steps.has_more:
                break
            page = Page(limit=PAGE_SIZE, order="asc", after=steps.last_id)
        page = Page(limit=PAGE_SIZE, order="asc")
        while True:
            messages = await assistants.list_messages(run.thread_id, page, run_id=run.id)
            self._texts |= {one.id: [text_with_images(one.content)] for one in messages.data}
            if not messages.has_more:
                break
            page = Page(limit=PAGE_SIZE, order="asc", after=messages.last_id)
        facts = await assistants.run_facts(run.thread_id, [run.id])
        self.reasoning = {one.call: [one.text] for found in facts.data for one in found.reasoning}

    def on_event(self, event: Event) -> None:
        """Take an event. The first events of another attempt drop what the one before has not finished."""
        match event.data:
            case Run() if event.event == "thread.run.queued":
                self._drop_unfinished()
            case RunStep() as step:
                self.steps[step.id] = step
            case RunStepDelta() as delta:
                self._add_calls(delta)
            case Message(role="assistant") as message if message.content or event.event.endswith("created"):
                self._texts[message.id] = [text_with_images(message.content)]
            case MessageDelta() as delta:
                self._texts.setdefault(delta.id, []).append(delta_text(delta))
            case ReasoningDelta() as delta:
                self.reasoning.setdefault(delta.call, []).append(delta.text)
            case Reasoning() as whole:
                self.reasoning[whole.call] = [whole.text]
            case _:
                pass

    def text_of(self, step: RunStep) -> str:
        """Return the text that a step has written so far."""
        if isinstance(step.step_details, MessageCreation):
            return "".join(self._texts.get(step.step_details.message_creation.message_id, ()))
        return ""

    def calls_of(self, step: RunStep) -> Sequence[Call]:
        """Return the tool calls of a step, as far as they have come."""
        if isinstance(step.step_details, ToolCalls) and step.step_details.tool_calls:
            return [_read(call) for call in step.step_details.tool_calls]
        incoming = self._incoming.get(step.id, {})
        return [Call("".join(names), "".join(pieces), None) for _, (names, pieces) in sorted(incoming.items())]

    def _add_calls(self, delta: RunStepDelta) -> None:
        calls = self._incoming.setdefault(delta.id, {})
        for piece in delta.delta.step_details.tool_calls:
            names, arguments = calls.setdefault(piece.index, ([], []))
            if piece.function.name is not UNSET:
                names.append(piece.function.name)
            if piece.function.arguments is not UNSET:
                arguments.append(piece.function.arguments)

    def _drop_unfinished(self) -> None:
        unfinished = [one.id for one in self.steps.values() if one.status == "in_progress"]
        for step_id in unfinished:
            del self.steps[step_id]
            self._incoming.pop(step_id, None)


def _read(call: ToolCall) -> Call:
    match call:
        case FunctionToolCall(function=function):
            return Call(function.name, function.arguments, function.output)
        case CodeInterpreterToolCall(code_interpreter=used):
            outputs = [one.image.file_id if isinstance(one, Image) else one.logs for one in used.outputs]
            return Call("code_interpreter", used.input, "\n".join(outputs))
        case FileSearchToolCall(file_search=used):
            return Call("file_search", "", "\n".join(one.file_name for one in used.results or ()))
