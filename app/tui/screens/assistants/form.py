"""The texts of the editor's fields and what they are in the API: read from an assistant, checked, made a request.

The checks are those of the server, in the API's own words: the same walk over the same types.
"""

from collections.abc import Mapping
from functools import cache
from typing import cast, get_args

import msgspec
from msgspec import inspect

from app.api.errors import RequestError
from app.api.objects import Assistant
from app.api.requests import CreateAssistant, ModifyAssistant
from app.api.requests.error_messages import not_json
from app.api.requests.validation import find_error, find_unstorable
from app.api.tools import JsonSchemaFormat, ReasoningEffort
from app.tui.screens.assistants.metadata_lines import NoColonError, format_pairs, parse_pairs

EFFORTS = ("", *cast("tuple[str, ...]", get_args(ReasoningEffort)))
"""Empty: the model's own default."""
API_DEFAULT = 1.0
"""What the API shows for a temperature or a top_p that is not set."""
SCHEMA_NAME = "reply"
"""The name of a JSON schema that is given alone: the API needs one."""
NOT_JSON = (ValueError, RecursionError)
"""What decoding raises; the second for values nested too deeply."""

Texts = Mapping[str, str]
"""The text of each field by its name. `json_schema` is a part of `response_format`, the others are the API's fields."""


def texts_of(assistant: Assistant) -> dict[str, str]:
    """Return the texts that show an assistant."""
    form, schema = "auto", ""
    if assistant.response_format != "auto":
        wire = cast("dict[str, object]", msgspec.to_builtins(assistant.response_format))
        form = cast(str, wire["type"])
        if isinstance(assistant.response_format, JsonSchemaFormat):
            schema = msgspec.json.format(msgspec.json.encode(wire["json_schema"]), indent=2).decode()
    return {
        "name": assistant.name or "",
        "instructions": assistant.instructions or "",
        "model": assistant.model,
        "temperature": _format_number(assistant.temperature),
        "top_p": _format_number(assistant.top_p),
        "reasoning_effort": assistant.reasoning_effort or "",
        "response_format": form,
        "json_schema": schema,
        "metadata": format_pairs(assistant.metadata),
    }


def find_mistakes(texts: Texts) -> dict[str, str]:
    """Return a sentence for each field that the API would refuse."""
    mistakes: dict[str, str] = {}
    for name in texts:
        if name == "json_schema":
            continue
        try:
            value = _read(name, texts)
        except (NoColonError, RequestError) as error:
            mistakes[_field_of(name, texts)] = str(error)
            continue
        if error := find_error(_request_type(), {name: value}) or find_unstorable({name: value}):
            mistakes[_field_of(name, texts)] = error.message
    return mistakes


def create_request(texts: Texts) -> CreateAssistant:
    """Make the request that creates an assistant. The texts have no mistakes."""
    return msgspec.convert({**_read_all(texts), "model": texts["model"].strip()}, CreateAssistant)


def modify_request(before: Texts, texts: Texts) -> ModifyAssistant:
    """Make the request that changes what the user changed, and nothing else. The texts have no mistakes."""
    old, new = _read_all(before), _read_all(texts)
    return msgspec.convert({name: value for name, value in new.items() if value != old[name]}, ModifyAssistant)


def copy_request(assistant: Assistant, name: str) -> CreateAssistant:
    """Make the request that creates a copy of an assistant under another name, also with what no field shows."""
    read = _read_all(texts_of(assistant))
    wire = cast("dict[str, object]", msgspec.to_builtins(assistant))
    others = {key: wire[key] for key in ("description", "tools", "tool_resources")}
    return msgspec.convert({**read, **others, "name": name, "model": assistant.model}, CreateAssistant)


def _read_all(texts: Texts) -> dict[str, object]:
    return {name: _read(name, texts) for name in texts if name != "json_schema"}


def _read(name: str, texts: Texts) -> object:
    """Return the value of a field as JSON has it; None clears it. Raises `NoColonError`, `RequestError`."""
    text = texts[name]
    match name:
        case "temperature" | "top_p":
            return _read_number(text)
        case "metadata":
            return parse_pairs(text) or None
        case "response_format":
            return _read_format(text, texts["json_schema"])
        case "name" | "model":
            return text.strip() or None
        case _:
            return text or None


def _read_number(text: str) -> object:
    """Return a number; anything else as it is, for the API's words about it."""
    try:
        value: object = msgspec.json.decode(text or "null")
    except NOT_JSON:
        return text
    return text if isinstance(value, bool | str | list | dict) else value


def _read_format(form: str, schema: str) -> object:
    if form == "auto":
        return None
    if form != "json_schema":
        return {"type": form}
    try:
        value: object = msgspec.json.decode(schema)
    except NOT_JSON as error:
        raise not_json(str(error)) from error
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value)
        value = pairs if {"name", "schema"} & {*pairs} else {"name": SCHEMA_NAME, "schema": pairs}
    return {"type": form, "json_schema": value}


def _field_of(name: str, texts: Texts) -> str:
    """Return the field that a mistake in this field of the API is shown at."""
    if name == "response_format" and texts[name] == "json_schema":
        return "json_schema"
    return name


def _format_number(value: float | None) -> str:
    if value is None or value == API_DEFAULT:
        return ""
    return f"{value:g}"


@cache
def _request_type() -> inspect.Type:
    return inspect.type_info(ModifyAssistant)
