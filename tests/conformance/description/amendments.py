"""Where the service itself did otherwise than its description says, or the description says it in words alone.

Each is applied to the description before anything is measured, and printed with the figure. Sources: error bodies and
objects that users of the service reported, its guide, and the code of its SDKs.
"""

from functools import cache

from msgspec.structs import replace

from tests.conformance.description.definition import Description, Node, Parameter, read_description

AMENDMENTS = (
    ("metadata: 16 pairs, keys of 64 and values of 512 characters", "the description says it in words"),
    ("lists: limit from 1 to 100, of files to 10,000", "the description says it in words"),
    ("lists: first_id and last_id may be null", "an empty list has none"),
    ("runs: max_prompt_tokens and max_completion_tokens from 1", "the service took 16 where 256 is written"),
    ("runs: 128 tools", "an assistant may have as many, and a run copies them; 20 is written"),
    ("runs: incomplete_details.reason may be content_filter", "the guide has it for filtered replies"),
    ("files: expires_at and status_details may be null", "the service's own answers had them so"),
    ("files: purpose may be evals in answers too", "a request may have it, and the answer repeats it"),
)
MAX_LIMITS = {"listFiles": 10_000}
MAX_LIMIT = 100


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
    schemas["OpenAIFile"] = _file_amended(schemas["OpenAIFile"])
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
                _limited(one, MAX_LIMITS.get(operation.id, MAX_LIMIT)) if one.name == "limit" else one
                for one in operation.parameters
            ],
        )
        for operation in written.operations
    ]
    return Description(operations=operations, schemas=schemas, events=written.events)


def _limited(parameter: Parameter, maximum: int) -> Parameter:
    return replace(parameter, schema=replace(parameter.schema, minimum=1, maximum=maximum))


def _file_amended(schema: Node) -> Node:
    properties = dict(schema.properties)
    for name in ("expires_at", "status_details"):
        properties[name] = replace(properties[name], nullable=True)
    purpose = properties["purpose"]
    properties["purpose"] = replace(purpose, values=[*purpose.values, "evals"])
    return replace(schema, properties=properties)


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
