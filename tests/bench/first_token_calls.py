"""Measures first tokens in the interpreter that runs it, with the `app` that this one imports.

`python -P first_token_calls.py MODEL_URL FOLDER CALLS`: a script and no module of the package, so that `compare` can
run it with the interpreter of an earlier commit. It prints two medians in milliseconds: wall time and CPU of the
process.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

from app.api.events import MessageDelta
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun
from app.engine import open_engine
from app.engine.engine import Engine
from app.models import open_models
from app.settings import Settings

WARM_UP_CALLS = 5


async def first_token(engine: Engine) -> tuple[float, float]:
    """Return wall and CPU milliseconds from a new thread and run to the first delta; wait for the end of the run."""
    wall, cpu = time.perf_counter(), time.process_time()
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hello")])
    run = await engine.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread))
    found: tuple[float, float] | None = None
    async for event in engine.follow(run.thread_id, run.id):
        if found is None and isinstance(event.data, MessageDelta):
            found = (1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))
    assert found is not None
    return found


async def main(model_url: str, folder: Path, calls: int) -> None:
    """Print the medians."""
    settings = Settings(
        data_dir=folder / "data", config_dir=folder / "config", base_url=model_url, api_key="x", model="short"
    )
    async with open_models(settings) as models, open_engine(settings, models, reclaims=False) as engine:
        for _ in range(WARM_UP_CALLS):
            await first_token(engine)
        measured = [await first_token(engine) for _ in range(calls)]
    print(*(statistics.median(times) for times in zip(*measured, strict=True)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
