"""Everything that is counted: an item for each operation, parameter, property, value, status code and event."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.conformance.description.definition import Description, Operation
from tests.conformance.description.places import MEMBER, as_text, find_places, own_places, schema_names


class Item(NamedTuple):
    """One thing that the description names. `owner`: an operation, a schema or `stream`."""

    part: str
    kind: str
    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner} {self.kind} {self.name}".rstrip()


UPLOADS = "a file is uploaded in one request, not in parts"
BATCHES = "batches and fine-tuning, which make such files, are the service's own"
STORED = "a file is processed as soon as it is stored"
SEARCH = "files are not searched yet"
HOSTED = "code_interpreter and file_search do not run yet"
UNSERVED_PARTS = {"uploads": UPLOADS, "vector stores": SEARCH}
SERVED_PLACES = ("tool_resources.code_interpreter", "MessageContentImageFileObject")
"""What is served although its name contains one of the words below: what objects name of files."""
UNSERVED_WORDS = {
    "ImageFile": HOSTED,
    "FilePath": HOSTED,
    "FileCitation": HOSTED,
    "annotations": HOSTED,
    "code_interpreter": HOSTED,
    "ToolsCode": HOSTED,
    "ToolCallsCode": HOSTED,
    "file_search": HOSTED,
    "FileSearch": HOSTED,
    "include[]": HOSTED,
    "purpose=assistants_output": HOSTED,
}
"""What the name of an item contains → why this server does not have it."""
UNSERVED_ITEMS = {
    "status code 429": "a server of one's own has no limit of requests",
    "OpenAIFile value purpose=batch_output": BATCHES,
    "OpenAIFile value purpose=fine-tune-results": BATCHES,
    "OpenAIFile value status=uploaded": STORED,
    "OpenAIFile value status=error": STORED,
    "OpenAIFile property status_details": STORED,
    "MessageDeltaObject property delta.role": "the service's own streams have no role in a delta",
    "MessageDeltaObject value delta.role": "the service's own streams have no role in a delta",
    "MessageDeltaContentImageUrlObject": "no model writes addresses of images as parts of a message",
    "RunStepDeltaStepDetailsMessageCreationObject": (
        "a step names its message from its first event on; clients would join the id of a delta to it"
    ),
    "RunStepDeltaStepDetailsToolCallsFunctionObject property function.output": (
        "the output of a call is there when its step is completed, which is an event of its own"
    ),
}
"""The same for what will stay so."""


def why_unserved(item: Item) -> str:
    """Return why this server does not have the item; empty if it has it, or should."""
    if item.part in UNSERVED_PARTS:
        return UNSERVED_PARTS[item.part]
    text = str(item)
    if any(place in text for place in SERVED_PLACES):
        return ""
    return next((why for word, why in {**UNSERVED_WORDS, **UNSERVED_ITEMS}.items() if word in text), "")


def list_items(description: Description) -> list[Item]:
    """Return all items, in the order of the description."""
    found: dict[Item, None] = {}
    parts: dict[str, str] = {}
    for operation in description.operations:
        found.update(dict.fromkeys(_of_operation(description, operation)))
        for name in schema_names(description, operation.answer):
            parts.setdefault(name, operation.part)
    for event, node in description.events.items():
        found[event_item(event)] = None
        for name in schema_names(description, node):
            parts.setdefault(name, "streams")
    for name in schema_names(description, error_schema(description)):
        parts.setdefault(name, "errors")
    for name, part in parts.items():
        found.update(dict.fromkeys(_of_schema(description, name, part)))
    return list(found)


def error_schema(description: Description):
    """Return the schema of every refusal."""
    return description.schemas["ErrorResponse"]


def event_item(event: str) -> Item:
    """Return the item of an event."""
    return Item("streams", "event", "stream", event)


def _of_operation(description: Description, operation: Operation) -> Iterator[Item]:
    part, owner = operation.part, operation.id
    yield Item(part, "operation", owner, "")
    for status in operation.statuses:
        yield Item(part, "status code", owner, str(status))
    for parameter in operation.parameters:
        yield Item(part, parameter.place, owner, parameter.name)
        for value in parameter.schema.values:
            yield Item(part, f"{parameter.place} value", owner, f"{parameter.name}={value}")
    if operation.body is not None:
        for steps, alternatives in find_places(description, operation.body).items():
            name = as_text(steps)
            if steps[-1] != MEMBER:
                yield Item(part, "request", owner, name)
            for value in [value for one in alternatives for value in one.values]:
                yield Item(part, "request value", owner, f"{name}={value}")
    for name in description.resolve(operation.answer).properties:
        yield Item(part, "answer", owner, name)


def _of_schema(description: Description, name: str, part: str) -> Iterator[Item]:
    for steps, node in own_places(description.schemas[name]):
        yield Item(part, "property", name, as_text(steps))
        if len(node.values) > 1:
            for value in node.values:
                yield Item(part, "value", name, f"{as_text(steps)}={value}")
