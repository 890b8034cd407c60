"""The description: its operations, schemas and events, read from `api.json`, which `describe` writes."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

API = Path(__file__).with_name("api.json")


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A schema. `ref`: the name of another one, `options`: what it may be one of; else `type` says what it is.

    `closed`: no other properties are allowed. `others`: what other properties are; `free`: they may be anything.
    """

    ref: str = ""
    options: list["Node"] = []
    type: str = ""
    nullable: bool = False
    values: list[str] = []
    properties: dict[str, "Node"] = {}
    required: list[str] = []
    closed: bool = False
    free: bool = False
    others: "Node | None" = None
    items: "Node | None" = None
    minimum: float | None = None
    maximum: float | None = None
    min_items: int | None = None
    max_items: int | None = None
    max_length: int | None = None
    max_properties: int | None = None
    max_key_length: int | None = None
    default: object = None


class Parameter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A parameter in the `path` or the `query`."""

    name: str
    place: str
    schema: Node


class Operation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An operation. `part`: the part of the API that it belongs to. `is_form`: the body is a form, not JSON."""

    id: str
    method: str
    path: str
    part: str
    parameters: list[Parameter] = []
    body: Node | None = None
    is_form: bool = False
    answer: Node
    statuses: list[int]


class Description(Struct, frozen=True, kw_only=True):
    """The whole. `events`: name of an event of a stream → its data."""

    operations: list[Operation]
    schemas: dict[str, Node]
    events: dict[str, Node]

    def resolve(self, node: Node) -> Node:
        """Return the schema itself where the node is the name of one."""
        while node.ref:
            target = self.schemas[node.ref]
            node = msgspec.structs.replace(target, nullable=node.nullable or target.nullable)
        return node

    def alternatives(self, node: Node) -> list[Node]:
        """Return what a value may be: one schema, or each of several."""
        node = self.resolve(node)
        if not node.options:
            return [node]
        return [one for option in node.options for one in self.alternatives(option)]


@cache
def read_description() -> Description:
    """Read the description as OpenAI wrote it."""
    return msgspec.json.decode(API.read_bytes(), type=Description)
