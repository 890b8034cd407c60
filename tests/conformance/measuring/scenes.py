"""Runs that go through every status, with the streams and lists that show them."""

import asyncio

from tests.conformance.measuring.caller import Answer, Caller, Pairs, as_objects, as_pairs
from tests.conformance.measuring.model import play
from tests.conformance.measuring.server import Measured

FUNCTION: Pairs = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
OVER = frozenset({"completed", "incomplete", "failed", "cancelled", "expired"})
POLL_S = 0.005


async def play_all(measured: Measured) -> None:
    """Play every scene but that of time that runs out."""
    caller = measured.caller
    assistant = (await caller.call("createAssistant", {"model": "", "tools": [FUNCTION]})).id
    for name in ("text", "length", "filter", "refuse", "quota", "slow", "long", "deny", "break"):
        thread = await stream_new_thread(caller, assistant, name)
        await read_everything(caller, thread)
    await answer_calls(caller, assistant, streams=True)
    await answer_calls(caller, assistant, streams=False)
    await cancel_while_it_writes(measured, assistant)
    await delete_while_it_writes(measured, assistant)
    await read_and_change_objects(caller, assistant)
    await give_everything(caller)
    await refuse_each(caller)
    await caller.call("deleteAssistant", assistant_id=assistant)


async def stream_new_thread(caller: Caller, assistant: str, name: str) -> str:
    """Create a thread and a run in one request, and stream it; return the thread's id."""
    body: Pairs = {"assistant_id": assistant, "thread": {"messages": [{"role": "user", "content": play(name)}]}}
    thread = ""
    async with caller.stream("createThreadAndRun", body) as events:
        async for event, data in events:
            if event == "thread.created":
                thread = str(as_pairs(data)["id"])
    return thread


async def read_everything(caller: Caller, thread: str) -> None:
    """Read all runs, steps and messages of a thread, in lists and one by one."""
    await caller.call("getThread", thread_id=thread)
    for message in rows(await caller.call("listMessages", thread_id=thread)):
        await caller.call("getMessage", thread_id=thread, message_id=str(message["id"]))
    for run in rows(await caller.call("listRuns", thread_id=thread)):
        ids = {"thread_id": thread, "run_id": str(run["id"])}
        await caller.call("getRun", **ids)
        for step in rows(await caller.call("listRunSteps", **ids)):
            await caller.call("getRunStep", **ids, step_id=str(step["id"]))


async def answer_calls(caller: Caller, assistant: str, *, streams: bool) -> None:
    """Let a run call functions, and submit their outputs."""
    body: Pairs = {"assistant_id": assistant, "thread": {"messages": [{"role": "user", "content": play("call")}]}}
    if streams:
        thread = await stream_new_thread(caller, assistant, "call")
        run = rows(await caller.call("listRuns", thread_id=thread))[0]
    else:
        run = (await caller.call("createThreadAndRun", body)).pairs
    waiting = await wait_for_run(caller, run)
    ids = {"thread_id": str(waiting["thread_id"]), "run_id": str(waiting["id"])}
    outputs = outputs_for(waiting)
    if streams:
        async with caller.stream("submitToolOuputsToRun", outputs, **ids) as events:
            async for _ in events:
                pass
    else:
        await wait_for_run(caller, (await caller.call("submitToolOuputsToRun", outputs, **ids)).pairs)
    await read_everything(caller, ids["thread_id"])


async def cancel_while_it_writes(measured: Measured, assistant: str) -> None:
    """Cancel a run in the middle of its message."""
    caller = measured.caller
    body: Pairs = {"messages": [{"role": "user", "content": play("hold")}]}
    thread = (await caller.call("createThread", body)).id
    ids: dict[str, str] = {}
    async with caller.stream("createRun", {"assistant_id": assistant}, thread_id=thread) as events:
        async for event, _ in events:
            if event == "thread.message.delta":
                run = rows(await caller.call("listRuns", thread_id=thread))[0]
                ids = {"thread_id": thread, "run_id": str(run["id"])}
                await read_everything(caller, thread)
                await caller.call("cancelRun", **ids)
    await caller.call("cancelRun", **ids)  # refused: it is over
    await read_everything(caller, thread)


async def delete_while_it_writes(measured: Measured, assistant: str) -> None:
    """Delete the thread of a run in the middle of its message: the stream ends with an error."""
    caller = measured.caller
    thread = (await caller.call("createThread", {"messages": [{"role": "user", "content": play("hold")}]})).id
    async with caller.stream("createRun", {"assistant_id": assistant}, thread_id=thread) as events:
        async for event, _ in events:
            if event == "thread.message.delta":
                await caller.call("deleteThread", thread_id=thread)
                measured.model.gates[-1].open()


async def read_and_change_objects(caller: Caller, assistant: str) -> None:
    """Call the operations that no run needs."""
    await caller.select("listAssistants", {"limit": "100"})
    await caller.call("getAssistant", assistant_id=assistant)
    await caller.call("modifyAssistant", {"name": "New name"}, assistant_id=assistant)
    thread = (await caller.call("createThread")).id
    await caller.call("modifyThread", {"metadata": {"a": "b"}}, thread_id=thread)
    message = (await caller.call("createMessage", {"role": "user", "content": "Hello"}, thread_id=thread)).id
    ids = {"thread_id": thread, "message_id": message}
    await caller.call("modifyMessage", {"metadata": {"a": "b"}}, **ids)
    body: Pairs = {"assistant_id": assistant, "metadata": {"a": "b"}}
    run = await wait_for_run(caller, (await caller.call("createRun", body, thread_id=thread)).pairs)
    await caller.call("modifyRun", {"metadata": {"a": "c"}}, thread_id=thread, run_id=str(run["id"]))
    await caller.call("deleteMessage", **ids)
    await caller.call("deleteThread", thread_id=thread)
    await caller.call("createEmbedding", {"model": "e", "input": "Hello"})


async def give_everything(caller: Caller) -> None:
    """Create objects and a run with every setting that their answers repeat."""
    schema: Pairs = {"name": "n", "description": "d", "schema": {"type": "object"}, "strict": False}
    function: Pairs = {"name": "now", "description": "d", "parameters": {"type": "object"}, "strict": False}
    settings: Pairs = {
        "tools": [{"type": "function", "function": function}],
        "response_format": {"type": "json_schema", "json_schema": schema},
        "temperature": 0.5,
        "top_p": 0.5,
    }
    described: Pairs = {"model": "", "name": "n", "description": "d", "instructions": "i", **settings}
    assistant = (await caller.call("createAssistant", described)).id
    pictures = [
        {"type": "image_url", "image_url": {"url": "https://host.invalid/a.png", "detail": detail}}
        for detail in ("auto", "low", "high")
    ]
    messages: list[Pairs] = [{"role": "user", "content": pictures}, {"role": "user", "content": play("big")}]
    body: Pairs = {
        "assistant_id": assistant,
        "thread": {"messages": messages},
        "truncation_strategy": {"type": "last_messages", "last_messages": 1},
        "tool_choice": {"type": "function", "function": {"name": "now"}},
        "max_prompt_tokens": 20,
        "max_completion_tokens": 20,
    }
    run = await wait_for_run(caller, (await caller.call("createThreadAndRun", body)).pairs)
    await read_everything(caller, str(run["thread_id"]))
    await caller.call("deleteAssistant", assistant_id=assistant)


async def refuse_each(caller: Caller) -> None:
    """Send a request to each operation that it must refuse."""
    for operation in caller.description.operations:
        ids = {one.name: "nothing" for one in operation.parameters if one.place == "path"}
        if operation.method == "GET":
            await caller.select(operation.id, {"limit": "0"}, **ids)
        else:
            await caller.call(operation.id, {"no_such_property": 1}, **ids)


async def let_time_run_out(measured: Measured) -> bool:
    """Stream a run whose model never ends, until its time is over; false if it was over before it had begun."""
    assistant = (await measured.caller.call("createAssistant", {"model": ""})).id
    thread = await stream_new_thread(measured.caller, assistant, "hold")
    await read_everything(measured.caller, thread)
    return "thread.message.delta" in measured.caller.events


async def wait_for_run(caller: Caller, run: Pairs) -> Pairs:
    """Wait until a run is over or waits for outputs; return it."""
    while run.get("status") not in OVER | {"requires_action"}:
        await asyncio.sleep(POLL_S)
        answer = await caller.call("getRun", thread_id=str(run["thread_id"]), run_id=str(run["id"]))
        assert answer.status == 200, answer
        run = answer.pairs
    return run


def outputs_for(run: Pairs) -> Pairs:
    """Return the outputs of all calls that a run waits for."""
    return {"tool_outputs": [{"tool_call_id": one, "output": "12:00"} for one in call_ids(run)]}


def call_ids(run: Pairs) -> list[str]:
    """Return the ids of the calls that a run waits for."""
    calls = as_pairs(as_pairs(run["required_action"])["submit_tool_outputs"])["tool_calls"]
    return [str(one["id"]) for one in as_objects(calls)]


def rows(answer: Answer) -> list[Pairs]:
    """Return the objects of a list."""
    return as_objects(answer.pairs.get("data"))
