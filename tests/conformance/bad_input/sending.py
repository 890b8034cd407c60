"""Sends generated requests to a server, and looks for what must never be: answers of 5xx, and traces of the program."""

import asyncio
import json
import logging
from collections import Counter
from pathlib import Path

import httpx2
from msgspec import Struct

from tests.conformance.bad_input.generating import Generated, Generator, Ids
from tests.conformance.description.amendments import amended_description
from tests.conformance.measuring.caller import Caller, as_pairs
from tests.conformance.measuring.checking import Checker
from tests.conformance.measuring.file_scenes import store_files
from tests.conformance.measuring.model import play
from tests.conformance.measuring.scenes import rows, wait_for_run
from tests.conformance.measuring.server import measured

AT_ONCE = 8
TRACES = ("Traceback", 'File "', "msgspec", "sqlite3", "Error:", "Error(", "0x7f")
"""What an answer or the log would have of the program's inside."""
IDS = {
    "assistant": "assistant_id",
    "thread": "thread_id",
    "thread.message": "message_id",
    "thread.run": "run_id",
    "file": "file_id",
}
"""`object` of what was created → the parameter that takes its id."""
MOST_IDS = 30
TIMEOUT_S = 60


class Sent(Struct):
    """What was answered. `faults`: what must not be, each with its request."""

    statuses: Counter[int]
    faults: list[str]


class KeptLog(logging.Handler):
    """Keeps what the log says of failures."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, with its trace."""
        self.lines.append(self.format(record))


async def send_generated(folder: Path, count: int, seed: int) -> Sent:
    """Send so many requests, some at once, to a server with its data in `folder`."""
    description = amended_description()
    sent = Sent(Counter(), [])
    ids: Ids = {}
    generator = Generator(description, seed, ids)
    log = KeptLog()
    logging.getLogger().addHandler(log)
    try:
        async with (
            measured(folder, Caller, description, Checker(description), {}, 600) as server,
            httpx2.AsyncClient(base_url=server.url, timeout=TIMEOUT_S) as http,
        ):
            await make_some(server.caller, ids)

            async def send_some() -> None:
                while sum(sent.statuses.values()) < count:
                    request = generator.next()
                    status, text = await ask(http, request)
                    sent.statuses[status] += 1
                    judge(request, status, text, sent)
                    remember(text, ids)

            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(send_some())
    finally:
        logging.getLogger().removeHandler(log)
    sent.faults += [f"log: {line[:2000]}" for line in log.lines if any(trace in line for trace in TRACES)]
    return sent


async def ask(http: httpx2.AsyncClient, request: Generated) -> tuple[int, str]:
    """Send a request; return its status and body. A stream is left early: that of a waiting run lasts as it waits."""
    async with http.stream(request.method, request.path, content=request.body, headers=request.headers) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return answer.status_code, await anext(answer.aiter_text(), "")
        return answer.status_code, (await answer.aread()).decode("utf-8", "replace")


async def make_some(caller: Caller, ids: Ids) -> None:
    """Make an object of each kind, and a run that waits for outputs."""
    assistant = (await caller.call("createAssistant", {"model": ""})).id
    message = {"role": "user", "content": play("call")}
    tools = [{"type": "function", "function": {"name": "now"}}]
    body = {"assistant_id": assistant, "thread": {"messages": [message]}, "tools": tools}
    run = await wait_for_run(caller, (await caller.call("createThreadAndRun", body)).pairs)
    thread = {"thread_id": str(run["thread_id"])}
    in_run = {**thread, "run_id": str(run["id"])}
    step = rows(await caller.call("listRunSteps", **in_run))[0]
    said = rows(await caller.call("listMessages", **thread))[0]
    ids.update({"assistant_id": [{"assistant_id": assistant}], "thread_id": [thread], "run_id": [in_run]})
    files = await store_files(caller)
    ids["file_id"] = [{"file_id": files.table}, {"file_id": files.picture}]
    ids.update({"step_id": [{**in_run, "step_id": str(step["id"])}]})
    ids.update({"message_id": [{**thread, "message_id": str(said["id"])}]})


def judge(request: Generated, status: int, text: str, sent: Sent) -> None:
    """Note an answer that must not be."""
    if status >= 500:
        sent.faults.append(f"{status} {text[:300]}: {request}")
    said = text if status >= 400 else ""
    if any(trace in said for trace in TRACES):
        sent.faults.append(f"a trace in {said[:300]}: {request}")
    if status >= 400 and request.method != "HEAD" and not is_error(said):
        sent.faults.append(f"{status} is not an error of the API, {said[:300]}: {request}")


def is_error(text: str) -> bool:
    """Whether a body is an error of the API."""
    try:
        return {"message", "type", "param", "code"} == as_pairs(as_pairs(json.loads(text)).get("error")).keys()
    except ValueError:
        return False


def remember(text: str, ids: Ids) -> None:
    """Keep the id of what was created, for later requests."""
    if not text.startswith(('{"object":', '{"id":')):
        return
    pairs = as_pairs(json.loads(text))
    if pairs.get("deleted"):
        for objects in ids.values():
            objects[:] = [one for one in objects if pairs["id"] not in one.values()]
        return
    name = IDS.get(str(pairs.get("object")))
    if name is not None:
        kept = ids.setdefault(name, [])
        kept.append({"thread_id": str(pairs.get("thread_id")), name: str(pairs["id"])})
        del kept[:-MOST_IDS]
