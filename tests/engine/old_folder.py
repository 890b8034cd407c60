"""Opens a data folder in a process of its own: `python -m tests.engine.old_folder DATA_DIR THREAD_ID RUN_ID`.

It follows the run to its end, lists the threads and opens this one with its runs, and prints by how many MB the memory
has grown at most, the run's last event, and the length and the last words of the first message.
"""

import asyncio
import sys
from pathlib import Path

from app.api.requests import Page, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings


def peak_mb() -> int:
    """Return the most memory that this process has used."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


async def main(folder: Path, thread_id: str, run_id: str) -> None:
    """Use the folder as a terminal does."""
    before = peak_mb()
    async with open_engine(Settings(data_dir=folder, config_dir=folder), Script(["Done."]), reclaims=True) as engine:
        last = [event.event async for event in engine.follow(thread_id, run_id)][-1]
        await engine.list_threads(ThreadQuery())
        await engine.get_run(thread_id, run_id)
        await engine.list_runs(thread_id, Page(limit=100))
        await engine.list_run_steps(thread_id, run_id, Page(limit=100))
        await engine.run_facts(thread_id, [run_id])
        page = await engine.list_messages(thread_id, Page(limit=100))
        while page.has_more:
            page = await engine.list_messages(thread_id, Page(limit=100, after=page.last_id))
        first = page.data[-1]
        print(peak_mb() - before, last, len(first.text), first.text[-40:].replace(" ", "_"), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
