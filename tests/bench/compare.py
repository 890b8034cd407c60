"""`python -m tests.bench compare CHECKOUT [NAME…]`: an earlier commit and this one, in turn.

CHECKOUT is another checkout with its own `.venv`, in which the program is installed. Both programs are started by
their installed command and measured by the code of this checkout; each works on a data folder that it wrote itself,
filled over its own server. First tokens are measured in the interpreters of both. The median of the ratios of the
pairs, new / old, may be `BOUND` at most.
"""

import argparse
import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2

from tests.bench import served
from tests.bench.bench import ROOT, Bench, median, opened
from tests.bench.corpus import answer, question
from tests.bench.homes import Contents
from tests.bench.keys import type_keys
from tests.bench.opening import MANY, switch
from tests.bench.reply import stream
from tests.bench.sitting import Program, ours, sitting
from tests.terminal.program import environment

BOUND = 1.03
PAIRS = 15
THREADS = 20
FIRST_MESSAGES = 32
"""Messages that the request for a thread may bring."""
FIRST_TOKENS = 40
"""Calls whose median is one figure."""
WIDTHS = (30, 10, 10, 8, 8)


class Pair(NamedTuple):
    """The same figure of both programs, measured one after the other."""

    old: float
    new: float

    @property
    def ratio(self) -> float:
        """How much more the new one takes."""
        return self.new / self.old


Measure = Callable[[Bench, Program], Awaitable[float]]


async def start_cpu(_: Bench, program: Program) -> float:
    """CPU seconds until the program takes keys."""
    async with sitting(program) as sat:
        return sat.cpu_at_ready


async def keys_cpu(_: Bench, program: Program) -> float:
    """CPU milliseconds per key."""
    return (await type_keys(program)).cpu


async def reply_cpu(bench: Bench, program: Program) -> float:
    """CPU seconds for the fixed reply at 100 tokens/s."""
    return (await stream(bench, program)).cpu


async def opening_cpu(_: Bench, program: Program) -> float:
    """CPU milliseconds to open the thread of 10,000 messages."""
    return (await switch(program, rf"END-{THREADS - 2}-{MANY - 1}\b")).cpu


async def first_token(bench: Bench, program: Program) -> tuple[float, float]:
    """Wall and CPU milliseconds until the first token through the engine, in the program's own interpreter."""
    bin_folder = Path(program.argv[0]).parent
    script = str(Path(__file__).with_name("first_token_calls.py"))
    with TemporaryDirectory(prefix="bench-") as folder:
        calling = await asyncio.create_subprocess_exec(
            str(bin_folder / "python"), "-P", script, bench.model_url, folder, str(FIRST_TOKENS),
            env={**environment(Path(folder)), "PYTHONPATH": str(bin_folder.parents[1])}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        printed, _ = await calling.communicate()
    wall, cpu = map(float, printed.split())
    return wall, cpu


async def first_token_wall(bench: Bench, program: Program) -> float:
    """Milliseconds until the first token."""
    return (await first_token(bench, program))[0]


async def first_token_cpu(bench: Bench, program: Program) -> float:
    """CPU milliseconds until the first token."""
    return (await first_token(bench, program))[1]


MEASURES: dict[str, tuple[str, Measure]] = {
    "start": ("start, CPU s", start_cpu),
    "keys": ("a key, CPU ms", keys_cpu),
    "reply": ("reply at 100 tokens/s, CPU s", reply_cpu),
    "first_token": ("first token, wall ms", first_token_wall),
    "first_token_cpu": ("first token, CPU ms", first_token_cpu),
    "open": ("open 10,000 messages, CPU ms", opening_cpu),
}


async def fill(bench: Bench, command: Path, home: Path, contents: Contents) -> None:
    """Write threads of these sizes over the program's own server."""
    async with (
        served.started(*served.ours(bench, home, command)) as server,
        httpx2.AsyncClient(base_url=server.url, timeout=60) as http,
    ):
        for number, size in enumerate(contents.sizes()):
            await fill_thread(http, number, size)


async def fill_thread(http: httpx2.AsyncClient, number: int, size: int) -> None:
    """Write a thread of `size` messages, question and answer in turn."""
    chance = random.Random(number)
    messages = [
        {"role": "assistant", "content": answer(chance, number, place)}
        if place % 2
        else {"role": "user", "content": question(chance, number, place)}
        for place in range(size)
    ]
    first, rest = messages[:FIRST_MESSAGES], messages[FIRST_MESSAGES:]
    thread = (await http.post("/threads", json={"messages": first})).raise_for_status().json()
    for message in rest:
        (await http.post(f"/threads/{thread['id']}/messages", json=message)).raise_for_status()


async def prepared(bench: Bench, checkout: Path, home: Path, names: Sequence[str]) -> Program:
    """The program of a checkout on a filled home."""
    command = checkout / ".venv" / "bin" / "assistant-chat"
    await fill(bench, command, home, Contents(THREADS, second=MANY if "open" in names else 2))
    return ours(bench, home, command=command)


async def measured(bench: Bench, name: str, old: Program, new: Program) -> list[Pair]:
    """The pairs of one figure; who comes first changes from pair to pair. A run of each before warms up."""
    _, measure = MEASURES[name]
    for program in (old, new):
        await measure(bench, program)
    pairs: list[Pair] = []
    for number in range(bench.runs):
        if number % 2:
            new_figure = await measure(bench, new)
            pairs.append(Pair(await measure(bench, old), new_figure))
        else:
            pairs.append(Pair(await measure(bench, old), await measure(bench, new)))
    return pairs


def line(*cells: str) -> str:
    """The cells in their columns, the first to the left."""
    first, *rest = cells
    return f"{first:{WIDTHS[0]}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=False))


def shown(name: str, pairs: Sequence[Pair]) -> str:
    """The row of one figure: the medians, the median of the ratios, their range."""
    what, _ = MEASURES[name]
    ratios = sorted(pair.ratio for pair in pairs)
    ratio = median(ratios)
    old, new = median([pair.old for pair in pairs]), median([pair.new for pair in pairs])
    verdict = "pass" if ratio <= BOUND else "MISS"
    return line(what, f"{old:.3f}", f"{new:.3f}", f"{ratio:.3f}", verdict) + f"  {ratios[0]:.2f}–{ratios[-1]:.2f}"


def absolute(path: str) -> Path:
    """A path that holds in every working folder."""
    return Path(path).resolve()


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command line after `compare`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench compare", description="Beside an earlier commit.")
    parser.add_argument("checkout", type=absolute, metavar="CHECKOUT", help="of the earlier commit, with a .venv")
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], metavar="NAME", help=" ".join(MEASURES))
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"runs of each ({PAIRS})")
    return parser.parse_args(words)


async def main(words: Sequence[str]) -> int:
    """Print each row as it is known; 1 when a median is over the bound."""
    options = arguments(words)
    names = options.names or list(MEASURES)
    print(line("medians", "old", "new", "ratio", f"≤ {BOUND}"), flush=True)
    missed = 0
    with TemporaryDirectory(prefix="bench-") as folder:
        async with opened(options.pairs, quick=False, cache=Path(folder)) as bench:
            old = await prepared(bench, options.checkout, Path(folder, "old"), names)
            new = await prepared(bench, ROOT, Path(folder, "new"), names)
            for name in names:
                pairs = await measured(bench, name, old, new)
                missed += median([pair.ratio for pair in pairs]) > BOUND
                print(shown(name, pairs), flush=True)
    print(f"{missed} missed; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {options.pairs} pairs")
    return 1 if missed else 0


def run(words: Sequence[str]) -> int:
    """Compare, from the command line."""
    return asyncio.run(main(words))
