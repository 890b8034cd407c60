"""Measures the server: plays all scenes, probes every request, and says of each item whether it is a gap."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.conformance.description.amendments import amended_description
from tests.conformance.description.definition import Description
from tests.conformance.description.items import Item, list_items, why_unserved
from tests.conformance.description.places import as_text
from tests.conformance.measuring.bodies import BodyProbes, Results
from tests.conformance.measuring.caller import Caller, Kept, Pairs
from tests.conformance.measuring.checking import Checker
from tests.conformance.measuring.contexts import Contexts
from tests.conformance.measuring.file_scenes import name_files, read_and_delete_files, store_files
from tests.conformance.measuring.model import play
from tests.conformance.measuring.queries import QueryProbes
from tests.conformance.measuring.scenes import (
    FUNCTION,
    let_time_run_out,
    outputs_for,
    play_all,
    rows,
    wait_for_run,
)
from tests.conformance.measuring.server import Measured, measured

TTL_S = 600
SHORT_TTLS_S = (1, 5, 25)
"""So that the time of a run is over while it writes: longer ones are for machines on which it had not begun."""
UNSEEN = "not seen"


def every_item(_item: Item) -> bool:
    """Measure all."""
    return True


async def measure(is_wanted: Callable[[Item], bool] = every_item, caller_kind: type[Caller] = Caller) -> Results:
    """Return each item that the description has, and why it is a gap; empty if it is none.

    `is_wanted`: which requests are probed; the others are left out.
    """
    description = amended_description()
    checker, kept = Checker(description), dict[str, Kept]()
    callers: list[Caller] = []
    results: Results = {}

    def probed(item: Item) -> bool:
        return is_wanted(item) and not why_unserved(item)

    with tempfile.TemporaryDirectory() as folder:
        for ttl_s in SHORT_TTLS_S:
            part = Path(folder, str(ttl_s))
            async with measured(part, caller_kind, description, checker, kept, ttl_s) as server:
                callers.append(server.caller)
                if await let_time_run_out(server):
                    break
        async with measured(Path(folder, "served"), caller_kind, description, checker, kept, TTL_S) as server:
            callers.append(server.caller)
            await play_all(server)
            await read_and_delete_files(server.caller)
            await name_files(server.caller)
            await probe_requests(server, description, probed, results)
            await knock_at_the_unserved(server.caller, description)
    results.update(from_answers(description, kept))
    results.update(from_schemas(description, checker))
    results.update(from_events(description, callers))
    return {item: result_of(item, results) for item in list_items(description) if is_wanted(item)}


def result_of(item: Item, results: Results) -> str:
    """Return the result of an item: what this server does not have is a gap unless it was seen nevertheless."""
    found = results.get(item, UNSEEN)
    if found:
        return why_unserved(item) or found
    return ""


async def probe_requests(
    server: Measured, description: Description, is_wanted: Callable[[Item], bool], results: Results
) -> None:
    """Probe bodies, paths and queries."""
    caller = server.caller
    assistant = (await caller.call("createAssistant", {"model": "", "instructions": "A marked assistant."})).id
    files = await store_files(caller)
    bodies = BodyProbes(Contexts(server, assistant, files), is_wanted)
    ids = {**await make_lists(caller, assistant), "file_id": files.table}
    thread = {"thread_id": ids["thread_id"]}
    steps = {**thread, "run_id": ids["run_id"]}
    full = {"listAssistants": {}, "listMessages": thread, "listRuns": thread, "listRunSteps": steps, "listFiles": {}}
    queries = QueryProbes(caller, ids, full)
    for operation in description.operations:
        if operation.body is not None:
            results.update(await bodies.probe(operation))
        results.update(await queries.probe(operation, is_wanted))


async def make_lists(caller: Caller, assistant: str) -> dict[str, str]:
    """Make an object of each kind, in lists that have at least three; return their ids."""
    for _ in range(2):
        await caller.call("createAssistant", {"model": ""})
        await caller.call("createFile", {"file": "x", "purpose": "user_data"})
    messages = [{"role": "user", "content": play("rounds")}]
    body: Pairs = {"assistant_id": assistant, "thread": {"messages": messages}, "tools": [FUNCTION]}
    run = await wait_for_run(caller, (await caller.call("createThreadAndRun", body)).pairs)
    ids = {"thread_id": str(run["thread_id"]), "run_id": str(run["id"])}
    while run["status"] == "requires_action":
        answer = await caller.call("submitToolOuputsToRun", outputs_for(run), **ids)
        run = await wait_for_run(caller, answer.pairs)
    for _ in range(2):
        text: Pairs = {"role": "user", "content": "And now?"}
        more: Pairs = {"assistant_id": assistant, "additional_messages": [text]}
        await wait_for_run(caller, (await caller.call("createRun", more, thread_id=ids["thread_id"])).pairs)
    message = rows(await caller.call("listMessages", thread_id=ids["thread_id"]))[0]
    step = rows(await caller.call("listRunSteps", **ids))[0]
    return {**ids, "assistant_id": assistant, "message_id": str(message["id"]), "step_id": str(step["id"])}


async def knock_at_the_unserved(caller: Caller, description: Description) -> None:
    """Call what is listed as not served: one that answers must be taken off that list."""
    for operation in description.operations:
        if why_unserved(Item(operation.part, "operation", operation.id, "")):
            ids = {one.name: "x" for one in operation.parameters if one.place == "path"}
            answer = await caller.call(operation.id, **ids)
            assert answer.error.get("code") == "unsupported", f"{operation.id} answers, but is said to be unserved"


def from_answers(description: Description, kept: dict[str, Kept]) -> Results:
    """Judge operations, status codes and the properties of their answers."""
    results: Results = {}
    for operation in description.operations:
        seen = kept.get(operation.id, Kept())
        fault = next((str(one) for one in seen.faults), "")
        has_all = bool(seen.answers and (seen.refusals or not (operation.parameters or operation.body)))
        results[Item(operation.part, "operation", operation.id, "")] = fault or ("" if has_all else UNSEEN)
        for status in operation.statuses:
            found = "" if status in seen.statuses else UNSEEN
            results[Item(operation.part, "status code", operation.id, str(status))] = found
        answer = description.resolve(operation.answer)
        name = operation.answer.ref or operation.id
        for key in answer.properties:
            faults = [str(one) for one in seen.faults if one.schema == name and one.steps[:1] == (key,)]
            if not faults and not seen.present.get(key):
                faults = [UNSEEN]
            if not faults and key in answer.required and seen.present[key] < seen.answers:
                faults = ["it is missing in some answers"]
            results[Item(operation.part, "answer", operation.id, key)] = next(iter(faults), "")
    return results


def from_schemas(description: Description, checker: Checker) -> Results:
    """Judge the properties and values of the schemas of answers and events."""
    faults = {(one.schema, as_text(one.steps)): str(one) for one in checker.faults}
    seen = {(one.schema, as_text(one.steps), one.value) for one in checker.seen}
    results: Results = {}
    for item in list_items(description):
        name, _, value = item.name.partition("=")
        if item.kind in ("property", "value"):
            missing = "" if (item.owner, name, value) in seen else UNSEEN
            results[item] = faults.get((item.owner, name), "") or missing
    return results


def from_events(description: Description, callers: list[Caller]) -> Results:
    """Judge the events of streams."""
    results: Results = {}
    for event in description.events:
        lists = [caller.events[event] for caller in callers if event in caller.events]
        faults = [str(fault) for found in lists for fault in found]
        results[Item("streams", "event", "stream", event)] = next(iter(faults), "" if lists else UNSEEN)
    return results
