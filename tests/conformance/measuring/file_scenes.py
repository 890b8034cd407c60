"""Files that are stored, read and deleted, and objects that name them."""

import base64

from msgspec import Struct

from tests.conformance.measuring.caller import Caller, Pairs
from tests.conformance.measuring.scenes import read_everything, wait_for_run

PURPOSES = ("assistants", "batch", "evals", "fine-tune", "user_data", "vision")
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
DETAILS = ("auto", "low", "high")


class NamedFiles(Struct, frozen=True):
    """The ids of files for requests to name."""

    table: str
    picture: str


async def store_files(caller: Caller) -> NamedFiles:
    """Store a table and a picture."""
    table = await caller.call("createFile", {"file": "a,b\n1,2\n", "purpose": "assistants"})
    picture = await caller.call("createFile", {"file": PICTURE.decode("latin-1"), "purpose": "vision"})
    return NamedFiles(table.id, picture.id)


async def read_and_delete_files(caller: Caller) -> None:
    """Store a file for each purpose; list, read and delete them."""
    for purpose in PURPOSES:
        expiry: Pairs = {"anchor": "created_at", "seconds": 7200}
        file = (await caller.call("createFile", {"file": purpose, "purpose": purpose, "expires_after": expiry})).id
        await caller.call("retrieveFile", file_id=file)
        await caller.call("downloadFile", file_id=file)
        await caller.select("listFiles", {"purpose": purpose})
        await caller.call("deleteFile", file_id=file)


async def name_files(caller: Caller) -> None:
    """Create an assistant, a thread and messages that name files, and run them."""
    files = await store_files(caller)
    resources: Pairs = {"code_interpreter": {"file_ids": [files.table]}}
    assistant = (await caller.call("createAssistant", {"model": "", "tool_resources": resources})).id
    tools = [{"type": "code_interpreter"}, {"type": "file_search"}]
    pictures = [
        {"type": "image_file", "image_file": {"file_id": files.picture, "detail": detail}} for detail in DETAILS
    ]
    messages: list[Pairs] = [
        {"role": "user", "content": "Read it.", "attachments": [{"file_id": files.table, "tools": tools}]},
        {"role": "user", "content": pictures},
    ]
    body: Pairs = {"assistant_id": assistant, "thread": {"messages": messages, "tool_resources": resources}}
    run = await wait_for_run(caller, (await caller.call("createThreadAndRun", body)).pairs)
    await read_everything(caller, str(run["thread_id"]))
