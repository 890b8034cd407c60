"""Where the service itself did otherwise than its description says, or the description says it in words alone.

Each is applied to the description before anything is measured, and printed with the figure. Sources: error bodies and
objects that users of the service reported, its guide, and the code of its SDKs.
"""

from functools import cache

from msgspec.structs import replace

from tests.conformance.description.definition import Description, Node, read_description

AMENDMENTS = (
    ("metadata: 16 pairs, keys of 64 and values of 512 characters", "the description says it in words"),
    ("lists: limit from 1 to 100", "the description says it in words"),
    ("lists: first_id and last_id may be null", "an empty list has none"),
    ("runs: max_prompt_tokens and max_completion_tokens from 1", "the service took 16 where 256 is written"),
    ("runs: 128 tools", "an assistant may have as many, and a run copies them; 20 is written"),
    ("runs: incomplete_details.reason may be content_filter", "the guide has it for filtered replies"),
)


@cache
def amended_description() -> Description:
    """Return the description with the amendments."""
    written = read_description()
    schemas = dict(written.schemas)
    schemas["Metadata"] = replace(
        schemas["Metadata"], max_properties=16, max_key_length=64, others=Node(type="string", max_length=512)
    )
    for name in ("CreateRunRequest", "CreateThreadAndRunRequest", "RunObject"):
        schemas[name] = _run_amended(schemas[name])
    for name, schema in schemas.items():
        if name.startswith("List") and name.endswith("Response"):
            properties = dict(schema.properties)
            for edge in {"first_id", "last_id"} & properties.keys():
                properties[edge] = replace(properties[edge], nullable=True)
            schemas[name] = replace(schema, properties=properties)
    operations = [
        replace(
            operation,
            parameters=[
                replace(one, schema=replace(one.schema, minimum=1, maximum=100)) if one.name == "limit" else one
                for one in operation.parameters
            ],
        )
        for operation in written.operations
    ]
    return Description(operations=operations, schemas=schemas, events=written.events)


def _run_amended(schema: Node) -> Node:
    properties = dict(schema.properties)
    for name in ("max_prompt_tokens", "max_completion_tokens"):
        properties[name] = replace(properties[name], minimum=1)
    properties["tools"] = replace(properties["tools"], max_items=128)
    if details := properties.get("incomplete_details"):
        reason = details.properties["reason"]
        reason = replace(reason, values=[*reason.values, "content_filter"])
        properties["incomplete_details"] = replace(details, properties={"reason": reason})
    return replace(schema, properties=properties)
