"""The kinds of request bodies: where each is sent, and what it must contain."""

import re

import httpx2

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyAssistant,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
    SubmitToolOutputs,
)
from app.api.tools import Value

KINDS: dict[type[Value], str] = {
    CreateAssistant: "/assistants",
    ModifyAssistant: "/assistants/{assistant}",
    CreateThread: "/threads",
    ModifyThread: "/threads/{thread}",
    CreateMessage: "/threads/{thread}/messages",
    ModifyMessage: "/threads/{thread}/messages/{message}",
    CreateRun: "/threads/{thread}/runs",
    CreateThreadAndRun: "/threads/runs",
    ModifyRun: "/threads/{thread}/runs/{run}",
    SubmitToolOutputs: "/threads/{thread}/runs/{run}/submit_tool_outputs",
}
"""Path of each kind."""

BODIES: dict[type[Value], dict[str, object]] = {
    CreateAssistant: {"model": ""},
    CreateMessage: {"role": "user", "content": "x"},
    CreateRun: {"assistant_id": DEFAULT_ASSISTANT_ID},
    CreateThreadAndRun: {"assistant_id": DEFAULT_ASSISTANT_ID},
}
"""Fields that a body must have besides the one under test."""

ASSISTANTS = (CreateAssistant, ModifyAssistant)
RUNS = (CreateRun, CreateThreadAndRun)


async def path_of(kind: type[Value], http: httpx2.AsyncClient) -> str:
    """Create the objects that such a body needs, and return the path."""

    async def made(path: str, body: object) -> str:
        return (await http.post(path, json=body)).json()["id"]

    path, names = KINDS[kind], dict[str, str]()
    if "{assistant}" in path:
        names["assistant"] = await made("/assistants", {"model": ""})
    if "{thread}" in path:
        names["thread"] = await made("/threads", {})
    if "{message}" in path:
        names["message"] = await made(f"/threads/{names['thread']}/messages", {"role": "user", "content": "x"})
    if "{run}" in path:
        names["run"] = await made(f"/threads/{names['thread']}/runs", {"assistant_id": DEFAULT_ASSISTANT_ID})
    return path.format(**names)


def field_of(param: str) -> str:
    """Name the field of the body that a param is in."""
    return re.split(r"[.\[]", param)[0]


def as_it_is(value: object) -> object:
    """Return the value: the field holds it directly."""
    return value


def names_missing_file(answer: httpx2.Response) -> bool:
    """Whether a request was refused for a file or store that does not exist, after its types were checked."""
    beginnings = ("No such File object: ", "No vector store found with id '")
    return answer.status_code == 400 and answer.json()["error"]["message"].startswith(beginnings)
