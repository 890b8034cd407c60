"""Changes the functions that a request offers to what a server accepts, and tells what they contain."""

from typing import cast

from app.models.chat.dialect.server_dialect import Dialect

Json = dict[str, object]

STRICT = "strict"
NO_PARAMETERS: Json = {"type": "object", "properties": {}}
"""The schema of a function without parameters, which a caller may leave out."""


def adapt_functions(tools: list[Json], dialect: Dialect) -> list[Json]:
    """Return the tools as the server accepts them."""
    return [{**tool, "function": adapted(cast(Json, tool["function"]), dialect)} for tool in tools]


def adapted(function: Json, dialect: Dialect) -> Json:
    """Return one function as the server accepts it."""
    kept = {name: value for name, value in function.items() if name not in dialect.without or name != STRICT}
    if dialect.schemas and lacks_schema(function):
        kept["parameters"] = {**NO_PARAMETERS, **cast(Json, function.get("parameters") or {})}
    return kept


def lacks_schema(function: Json) -> bool:
    """Whether a function has no parameters, or some whose type is not said."""
    return "type" not in cast(Json, function.get("parameters") or {})


def has_strict(body: Json) -> bool:
    """Whether a function says whether its schema is to be followed to the letter."""
    return any(STRICT in function for function in functions_of(body))


def lacks_schemas(body: Json) -> bool:
    """Whether a function has no schema."""
    return any(lacks_schema(function) for function in functions_of(body))


def functions_of(body: Json) -> list[Json]:
    """Return the functions of a request."""
    return [cast(Json, tool["function"]) for tool in cast("list[Json]", body.get("tools", []))]
