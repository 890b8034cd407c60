"""A process of its own with an open engine: `python -m tests.engine.process DATA_DIR ENDPOINT JOB [TEXT [MODEL]]`.

ENDPOINT is read by `endpoints_of`. It prints a line at each point that a test waits for, and then waits until it is
killed or its stdin closes.
"""

import asyncio
import itertools
import sys
from pathlib import Path

from app.api.endpoints import ModelList
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun
from app.api.tools import FunctionDefinition, FunctionTool, Tool
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.model import ReasoningPiece, TextPiece, TextWasReasoning
from app.models.script import Gate, Reply, Script, call
from app.settings import Settings
from tests.engine.endpoints import endpoints_of
from tests.engine.paced_models import echo_slowly

HALF = "Half of a"
BEHIND = "I asked for"
LONG_PART = "The same line again and again.\n" * 10_000
LONG_PARTS = 9
"""About 2.8 million characters."""


async def many_runs(engine: Engine, name: str, lanes: int) -> None:
    """Follow one run after another in each of the parallel lanes, each run on a new thread; print all events."""

    async def lane(number: int) -> None:
        for at in itertools.count():
            text = f"{name} {number} {at} " + "word " * 40
            first = CreateThread(messages=[CreateMessage(role="user", content=text)])
            run = await engine.create_thread_and_run(
                CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=first)
            )
            print("begun", run.thread_id, run.id, text, flush=True)
            async for event in engine.follow(run.thread_id, run.id):
                print(event.event, flush=True)

    async with asyncio.TaskGroup() as group:
        for number in range(lanes):
            group.create_task(lane(number))


async def wait_for_text(engine: Engine, thread_id: str, run_id: str) -> None:
    """Wait for the text behind the calls."""
    calls = 0
    async for event in engine.follow(thread_id, run_id):
        calls += event.event == "thread.run.step.delta"
        if calls and event.event == "thread.message.delta":
            return


async def main(folder: Path, endpoint: str, job: str, text: str = "Hello?", model: str = "") -> None:
    """Open the engine and do the job: `race`, `many_runs`, `reclaim`, `send`, `think`, `take_back`, `long`.

    `calls` waits for outputs, with text behind the calls; `behind` stops in that text, `call` before any. `ask`
    reclaims nothing.
    """
    gate = Gate()
    script = Script(
        [Reply(HALF, gate, " reply.") for _ in range(10)],
        endpoint=endpoints_of(endpoint)[0],
        lists=[ModelList(other, []) for other in endpoints_of(endpoint)[1:]],
    )
    settings = Settings(data_dir=folder, config_dir=folder)
    async with open_engine(settings, script, reclaims=job != "ask") as engine:
        if job == "race":
            await asyncio.to_thread(sys.stdin.readline)
            try:
                run = await engine.create_run(text, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
                print(run.id, flush=True)
            except Exception as error:
                print(f"refused: {error}", flush=True)
        elif job == "many_runs":
            name, _, count = text.partition(":")
            script.play = echo_slowly
            await many_runs(engine, name, int(count))
        elif job == "reclaim":
            await gate.reached.wait()
            print("reclaimed", flush=True)
        else:
            if job == "think":
                script.replies = [Reply(ReasoningPiece(HALF), gate)]
            if job == "take_back":
                script.replies = [Reply(HALF, TextWasReasoning(), "So", gate)]
            if job == "long":
                script.replies = [Reply(*[TextPiece(LONG_PART)] * LONG_PARTS, gate)]
            until = ["thread.message.delta", "run.reasoning.delta"]
            if job == "calls":
                script.replies, until = [Reply(HALF, call("look"), BEHIND)], ["thread.run.requires_action"]
            if job == "call":
                script.replies, until = [Reply(call("look"), gate)], ["thread.run.step.delta"]
            if job == "behind":
                script.replies, until = [Reply(HALF, call("look"), BEHIND, gate)], ["thread.run.step.delta"]
            first = CreateThread(messages=[CreateMessage(role="user", content=text)])
            tools: list[Tool] = [FunctionTool(function=FunctionDefinition(name="look"))]
            request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, model=model, thread=first, tools=tools)
            run = await engine.create_thread_and_run(request)
            async for event in engine.follow(run.thread_id, run.id):
                if event.event in until:
                    break
            if job == "behind":
                await wait_for_text(engine, run.thread_id, run.id)
            print(run.thread_id, run.id, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
