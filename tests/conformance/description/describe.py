"""`python -m tests.conformance.description.describe FILE…`: write `api.json` from OpenAPI files of OpenAI.

Names, types, enumerations and limits alone are kept: no sentence of theirs. Where a name of a model may be any string,
the names that are listed beside it are left out.
"""

import json
import sys
from pathlib import Path
from typing import cast

import msgspec

from tests.conformance.description.definition import API, Description, Node, Operation, Parameter

Raw = dict[str, object]
METHODS = ("get", "post", "delete")
PARTS = (
    ("/assistants", "assistants"),
    ("/steps", "run steps"),
    ("/runs", "runs"),
    ("/messages", "messages"),
    ("/threads", "threads"),
    ("/vector_stores", "vector stores"),
    ("/uploads", "uploads"),
    ("/files", "files"),
    ("/embeddings", "embeddings"),
)
"""What a path contains → the part of the API, first match."""
LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minItems": "min_items",
    "maxItems": "max_items",
    "maxLength": "max_length",
    "maxProperties": "max_properties",
}


def describe(files: list[Raw]) -> Description:
    """Make one description of several OpenAPI files."""
    schemas: dict[str, Node] = {}
    operations: list[Operation] = []
    for file in files:
        components = cast("dict[str, Raw]", cast(Raw, file["components"])["schemas"])
        schemas.update({name: node_of(raw) for name, raw in components.items()})
        for path, methods in cast("dict[str, Raw]", file["paths"]).items():
            operations += [
                operation_of(path, method, cast(Raw, raw)) for method, raw in methods.items() if method in METHODS
            ]
    return Description(operations=operations, schemas=schemas, events=events_of(schemas, "AssistantStreamEvent"))


def events_of(schemas: dict[str, Node], name: str) -> dict[str, Node]:
    """Return the data of each event that a schema lists."""
    found: dict[str, Node] = {}
    node = schemas[name]
    for option in node.options or [node]:
        if option.ref:
            found.update(events_of(schemas, option.ref))
        else:
            found.update(dict.fromkeys(option.properties["event"].values, option.properties["data"]))
    return found


def operation_of(path: str, method: str, raw: Raw) -> Operation:
    """Convert one operation."""
    body: Node | None = None
    is_form = False
    if "requestBody" in raw:
        content = cast("dict[str, Raw]", cast(Raw, raw["requestBody"])["content"])
        is_form = "application/json" not in content
        body = node_of(cast(Raw, next(iter(content.values()))["schema"]))
    responses = cast("dict[str, Raw]", raw["responses"])
    answers = cast("dict[str, Raw]", responses["200"]["content"])
    return Operation(
        id=str(raw["operationId"]),
        method=method.upper(),
        path=path,
        part=next(part for word, part in PARTS if word in path),
        parameters=[
            Parameter(name=str(one["name"]), place=str(one["in"]), schema=node_of(cast(Raw, one["schema"])))
            for one in cast("list[Raw]", raw.get("parameters", []))
        ],
        body=body,
        is_form=is_form,
        answer=node_of(cast(Raw, answers["application/json"]["schema"])),
        statuses=sorted(map(int, responses)),
    )


def node_of(raw: Raw) -> Node:
    """Convert one schema."""
    nullable = raw.get("nullable") is True
    if "$ref" in raw:
        return Node(ref=str(raw["$ref"]).rpartition("/")[2], nullable=nullable)
    if "$recursiveRef" in raw:
        return Node(ref="CompoundFilter")
    if "allOf" in raw:
        whole, *others = cast("list[Raw]", raw["allOf"])
        nullable = nullable or any(one.get("nullable") is True for one in others)
        return msgspec.structs.replace(node_of(whole), nullable=nullable)
    listed = [one for one in cast("list[Raw]", raw.get("anyOf") or raw.get("oneOf") or []) if set(one) - {"required"}]
    if listed:
        return one_of(listed, nullable=nullable)
    return plain_node(raw, nullable=nullable)


def one_of(listed: list[Raw], *, nullable: bool) -> Node:
    """Convert a choice of schemas."""
    options = [node_of(one) for one in listed if one.get("type") != "null"]
    nullable = nullable or len(options) < len(listed)
    if any(one.type == "string" and not one.values for one in options):
        options = [one for one in options if not one.values and one.ref != "AssistantSupportedModels"]
    if len(options) == 1:
        return msgspec.structs.replace(options[0], nullable=nullable or options[0].nullable)
    return Node(options=options, nullable=nullable)


def plain_node(raw: Raw, *, nullable: bool) -> Node:
    """Convert a schema that is one type."""
    kind = str(raw.get("type", "object"))
    others = raw.get("additionalProperties")
    limits = {name: raw[word] for word, name in LIMITS.items() if word in raw}
    if "propertyNames" in raw:
        limits["max_key_length"] = cast(Raw, raw["propertyNames"])["maxLength"]
    shape = Node(
        type=kind,
        nullable=nullable,
        values=cast("list[str]", raw.get("enum", [])),
        properties={name: node_of(one) for name, one in cast("dict[str, Raw]", raw.get("properties", {})).items()},
        required=cast("list[str]", raw.get("required", [])),
        closed=others is False,
        free=others is True,
        others=node_of(cast(Raw, others)) if isinstance(others, dict) else None,
        items=node_of(cast(Raw, raw["items"])) if "items" in raw else None,
        default=raw.get("default"),
    )
    return msgspec.structs.replace(shape, **limits)


def write(description: Description) -> bytes:
    """Write a description as JSON, with one line for each of its members."""
    lines: list[str] = []
    whole = cast(Raw, msgspec.to_builtins(description))
    for name, members in whole.items():
        if isinstance(members, list):
            rows = [json.dumps(one) for one in cast("list[object]", members)]
            lines.append(f"{json.dumps(name)}: [\n" + ",\n".join(rows) + "\n]")
        else:
            rows = [f"{json.dumps(key)}: {json.dumps(one)}" for key, one in cast(Raw, members).items()]
            lines.append(f"{json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


if __name__ == "__main__":
    API.write_bytes(write(describe([cast(Raw, json.loads(Path(name).read_bytes())) for name in sys.argv[1:]])))
