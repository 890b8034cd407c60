"""The settings of a benchmark run: number of runs, size of the databases, model server and cache."""

import asyncio
import json
import statistics
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from tests.terminal.program import environment

ROOT = Path(__file__).parents[2]

Figure = TypeVar("Figure")


class Bench(NamedTuple):
    """`runs` per figure; `quick`: a tenth of the large databases. `cache` keeps databases from one bench to the next.

    `model_url` is a fake model server in a process of its own, `model_log` what it says about its replies.
    """

    runs: int
    quick: bool
    cache: Path
    model_url: str
    model_log: Path

    async def alternately(self, *measures: Callable[[], Awaitable[Figure]]) -> Sequence[Sequence[Figure]]:
        """Run each measure in turn, `runs` times, so that a busy minute affects all alike; return the runs of each."""
        rounds = [[await measure() for measure in measures] for _ in range(self.runs)]
        return list(zip(*rounds, strict=True))

    def last_reply(self) -> dict[str, float]:
        """Read the times of the newest fixed reply: `recv`, `first`, `last`, in monotonic seconds."""
        return json.loads(self.model_log.read_text().splitlines()[-1])


@asynccontextmanager
async def opened(runs: int, quick: bool, cache: Path) -> AsyncGenerator[Bench]:
    """Open a bench with a running model server."""
    with TemporaryDirectory(prefix="bench-") as folder:
        log = Path(folder) / "model.log"
        arguments = (sys.executable, "-m", "tests.fake_model", "0", str(log))
        server = await asyncio.create_subprocess_exec(
            *arguments, cwd=ROOT, env=environment(Path(folder)), stdout=asyncio.subprocess.PIPE
        )
        try:
            assert server.stdout is not None
            url = (await server.stdout.readline()).decode().split()[2]
            yield Bench(runs, quick, cache, url, log)
        finally:
            server.kill()
            await server.wait()


def median(values: Sequence[float]) -> float:
    """The median of the runs."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[round(0.95 * (len(values) - 1))]
