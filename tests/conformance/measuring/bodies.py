"""Sends every property of every request body: its effect or echo must be seen, and wrong values refused by name."""

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from tests.conformance.description.definition import Node, Operation
from tests.conformance.description.items import Item
from tests.conformance.description.places import MEMBER, Steps, as_text, find_places
from tests.conformance.measuring.caller import Pairs
from tests.conformance.measuring.contexts import Context, Contexts
from tests.conformance.measuring.effects import EFFECTS, Outcome, file_effect, message_effect
from tests.conformance.measuring.file_scenes import NamedFiles
from tests.conformance.measuring.model import MODEL, play
from tests.conformance.measuring.scenes import FUNCTION
from tests.conformance.measuring.values import (
    Builder,
    contains,
    edge_values,
    value_at,
    with_indices,
    wrong_values,
)

Json = object
Results = dict[Item, str]
"""Why an item is a gap; empty if it is none."""
SCHEMA: Pairs = {"type": "object", "properties": {"zone": {"type": "string"}}, "required": ["zone"]}
GIVEN: dict[str, Json] = {
    "model": MODEL,
    "name": "Probe",
    "tools[].type": "function",
    "tools[].function.name": "probe_fn",
    "tools[].function.parameters": SCHEMA,
    "tool_choice.type": "function",
    "tool_choice.function.name": "probe_fn",
    "response_format.json_schema.name": "probe",
    "response_format.json_schema.schema": SCHEMA,
    "truncation_strategy.type": "last_messages",
    "truncation_strategy.last_messages": 1,
    "max_prompt_tokens": 20,
    "instructions": "Be a probe of instructions.",
    "additional_instructions": "Be a probe of more.",
}
"""Values at places that a number or a word alone does not fit."""
MESSAGE_GIVEN: dict[str, Json] = {
    "content": "A probe of content.",
    "content[].type": "text",
    "content[].text": "A probe of text.",
    "content[].image_url.url": "https://host.invalid/a.png",
}
FILE_GIVEN = {"file": "".join(map(chr, range(256)))}
"""A file that has every byte."""
NEEDS_FUNCTION = ("tool_choice", "parallel_tool_calls")


def naming_message(files: NamedFiles) -> dict[str, Json]:
    """Return values for a message that names files."""
    return {
        "content[].image_file.file_id": files.picture,
        "attachments": [{"file_id": files.table, "tools": [{"type": "code_interpreter"}]}],
        "attachments[].file_id": files.table,
        "attachments[].tools": [{"type": "code_interpreter"}],
        "attachments[].tools[].type": "code_interpreter",
    }


def naming_resources(files: NamedFiles) -> dict[str, Json]:
    """Return values for tool resources that name a file."""
    named = {"file_ids": [files.table]}
    return {
        "tool_resources": {"code_interpreter": named},
        "tool_resources.code_interpreter": named,
        "tool_resources.code_interpreter.file_ids": [files.table],
    }


def unknown_files(steps: Steps) -> Iterator[tuple[Json, str]]:
    """Yield ids of files that do not exist, each with the end of the `param` that a refusal names."""
    if steps[-1] == "file_id":
        yield "file-of-nothing", ""
    if steps[-1] == "file_ids":
        yield ["file-of-nothing"], "[0]"


class Case(Struct, frozen=True):
    """One property of a body, and what may stand there."""

    operation: Operation
    steps: Steps
    alternatives: list[Node]


class BodyProbes:
    """Probes the bodies of the operations. `is_wanted`: which items are measured."""

    def __init__(self, contexts: Contexts, is_wanted: Callable[[Item], bool]) -> None:
        self._contexts = contexts
        self._caller = contexts.caller
        self._is_wanted = is_wanted
        given = {**GIVEN, **FILE_GIVEN}
        for prefix in ("", "messages[].", "thread.messages[].", "additional_messages[]."):
            in_message = {**MESSAGE_GIVEN, **naming_message(contexts.files)}
            given.update({prefix + place: value for place, value in in_message.items()})
        for prefix in ("", "thread."):
            given.update({prefix + place: value for place, value in naming_resources(contexts.files).items()})
        given["assistant_id"] = contexts.marked_assistant
        self._builder = Builder(self._caller.description, given)
        self._given = given

    async def probe(self, operation: Operation) -> Results:
        """Probe each property of a body."""
        assert operation.body is not None
        results: Results = {}
        for steps, alternatives in find_places(self._caller.description, operation.body).items():
            case = Case(operation, steps, alternatives)
            name = as_text(steps)
            item = Item(operation.part, "request", operation.id, name)
            values = {value for one in alternatives for value in one.values}
            items = {value: Item(operation.part, "request value", operation.id, f"{name}={value}") for value in values}
            if steps[-1] != MEMBER and self._is_wanted(item):
                results[item] = await self._wrong(case) or await self._good_values(case)
            for value, one in items.items():
                if self._is_wanted(one):
                    results[one] = await self._good(case, value)
        return results

    async def _wrong(self, case: Case) -> str:
        """Return how a wrong value was not refused; empty if each was."""
        operation, steps = case.operation, case.steps
        context = await self._contexts.known(operation.id)
        tried = 0
        wrong = (*wrong_values(case.alternatives, in_form=operation.is_form), *unknown_files(steps))
        for value, suffix in wrong:
            body = self._build(case, value)
            if why := await self._refused(context, operation, body, with_indices(steps) + suffix):
                return f"{str(value)[:40]!r} {why}"
            tried += 1
        if self._is_required(case):
            body = self._build(case, "probe")
            parent = value_at(body, steps[:-1])
            assert isinstance(parent, dict)
            cast(Pairs, parent).pop(steps[-1])
            if why := await self._refused(context, operation, body, with_indices(steps)):
                return f"its absence {why}"
            tried += 1
        return "" if tried else "no wrong value is known"

    async def _refused(self, context: Context, operation: Operation, body: Json, param: str) -> str:
        answer = await self._caller.call(operation.id, body, **context.ids)
        if answer.status == 200:
            return "is accepted"
        if answer.status != 400 or answer.error.get("param") != param:
            return f"is answered with {answer.status} and the param {answer.error.get('param')!r}, not {param!r}"
        return ""

    def _is_required(self, case: Case) -> bool:
        *outer, name = case.steps
        if outer:
            places = find_places(self._caller.description, cast(Node, case.operation.body))
            parents = places[tuple(outer)]
        else:
            parents = self._caller.description.alternatives(cast(Node, case.operation.body))
        having = [one for one in parents if name in one.properties]
        return bool(having) and all(name in one.required for one in having)

    async def _good_values(self, case: Case) -> str:
        """Return why the effect of a property was not seen; empty if it was, for each type that it may have."""
        name = as_text(case.steps)
        tried = 0
        for value in edge_values(case.alternatives):
            outcome = await self._contexts.send(case.operation, self._build(case, value))
            if isinstance(outcome, str):
                return f"{str(value)[:40]!r} {outcome}"
        for one in case.alternatives:
            if one.values:
                continue  # each is an item of its own
            value = self._builder.sample(one, name)
            if one.type in ("array", "object") and not one.free:
                value = self._served_sample(one, name)
            if why := await self._good(case, value):
                return why
            tried += 1
        if tried:
            return ""
        first = next(value for one in case.alternatives for value in one.values)
        return await self._good(case, self._given.get(name, first))

    def _served_sample(self, node: Node, name: str) -> Json:
        """Return a sample that has no hosted tool in it."""
        last = name.rpartition(".")[2]
        if last == "tools" and not name.endswith("attachments[].tools"):
            return [FUNCTION]
        if last == "content":
            return [{"type": "text", "text": "A probe of text."}]
        return self._builder.sample(node, name)

    async def _good(self, case: Case, value: Json) -> str:
        outcome = await self._contexts.send(case.operation, self._build(case, value))
        if isinstance(outcome, str):
            return outcome
        if is_seen(case, value, outcome):
            return ""
        return f"the effect of {str(value)[:40]!r} is not seen"

    def _build(self, case: Case, value: Json) -> Json:
        """Return a body with the value at the place, and with what the value needs beside it."""
        assert case.operation.body is not None
        body = cast(Pairs, self._builder.build(case.operation.body, case.steps, value))
        if case.steps[0] in NEEDS_FUNCTION:
            body["tools"] = [{"type": "function", "function": {"name": "probe_fn"}}]
        if body.get("tool_choice") == {"type": "function"}:
            body["tool_choice"] = {"type": "function", "function": {"name": "probe_fn"}}
        if case.steps == ("truncation_strategy", "last_messages") and value is None:
            body["truncation_strategy"] = {"type": "auto", "last_messages": None}  # the number is of the other type
        if body.get("truncation_strategy") == {"type": "last_messages"}:
            body["truncation_strategy"] = {"type": "last_messages", "last_messages": 1}
        if case.steps == ("max_prompt_tokens",):
            key = "thread" if case.operation.id == "createThreadAndRun" else "additional_messages"
            messages = [{"role": "user", "content": play("big")}]
            body[key] = {"messages": messages} if key == "thread" else messages
        return body


MESSAGES: Mapping[str, int] = {"messages": 2, "additional_messages": 2}
"""Property → how many steps lead into one of its messages."""


def is_seen(case: Case, value: Json, outcome: Outcome) -> bool:
    """Whether the echo and, where it has one, the effect of a value is seen."""
    steps = case.steps
    if case.operation.id == "createFile":
        return file_effect(steps, value, outcome)
    if case.operation.id == "createMessage":
        return message_effect(steps, value, outcome)
    if case.operation.id == "createThreadAndRun" and steps[0] in ("thread", "tool_resources"):
        if steps == ("thread",):
            return bool(outcome.thread)
        if steps[0] == "thread":
            steps = steps[1:]
        outcome = replace(outcome, answer=outcome.thread, stored=outcome.thread)
    if steps[0] in MESSAGES:
        if len(steps) == 1:
            return any("A probe of content." in str(one.get("content")) for one in outcome.messages)
        return message_effect(steps[2:], value, outcome)
    if steps[0] == "stream":
        return outcome.answer.get("events") == "done"
    if steps[0] == "tool_outputs":
        return contains(outcome.stored, {"outputs_of_calls": True})
    echo = echoed(steps, value, outcome)
    effect = EFFECTS.get(steps[0])
    if case.steps == ("assistant_id",):
        return echo and "A marked assistant." in str(outcome.asked)
    if effect is None or (case.operation.id.startswith(("createThread", "modify")) and steps[0] == "metadata"):
        return echo
    shown = steps[0] in outcome.answer
    return (echo or not shown) and effect(steps, value, outcome)


def echoed(steps: Steps, value: Json, outcome: Outcome) -> bool:
    """Whether the answer has the value, and the object when it is read again."""
    return all(contains(value_at(one, steps), value) for one in (outcome.answer, outcome.stored))
