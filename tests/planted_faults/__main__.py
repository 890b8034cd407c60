"""`python -m tests.planted_faults [NAME…]`: plant each fault in a copy, and see whether its tests fail.

Exit code 1 when a fault is not caught. Each fault gets a copy of the checkout, and the Python of its `.venv`; the copy
is imported because it is the working folder, so a test that starts the installed command does not see the fault.
"""

import argparse
import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.planted_faults.fault import Fault, plant, read_faults, selected_tests

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("faults.toml")
AT_ONCE = 2
TIMEOUT_S = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache")
TESTS_FAILED = 1
"""The exit code of pytest that counts: 2 to 5 mean that it could not run the tests."""


class Result(NamedTuple):
    """How the tests of a fault ended."""

    fault: Fault
    caught: bool
    words: str


async def tried(fault: Fault, checkout: Path) -> Result:
    """Plant one fault and run its tests until the first failure."""
    with TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder, "copy")
        await asyncio.to_thread(shutil.copytree, checkout, copy, ignore=LEFT_OUT)
        try:
            plant(fault, copy)
        except LookupError as error:
            return Result(fault, caught=False, words=str(error))
        tests = selected_tests(fault, copy)
        if not tests:
            return Result(fault, caught=False, words=f"no test of {', '.join(fault.promises)} in {fault.tests}")
        code, output = await pytest(checkout, copy, tests)
    return Result(fault, caught=code == TESTS_FAILED, words=summary(code, output, len(tests)))


async def pytest(checkout: Path, copy: Path, tests: Sequence[str]) -> tuple[int | None, str]:
    """Run tests in a copy; no exit code when they take too long."""
    python = checkout / ".venv" / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = await asyncio.create_subprocess_exec(
        *(str(python), "-m", "pytest", "-q", "-x", "--tb=line", "-p", "no:cacheprovider", *tests),
        cwd=copy,
        env=environment,
        stdout=PIPE,
        stderr=STDOUT,
    )
    try:
        async with asyncio.timeout(TIMEOUT_S):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        output, _ = await process.communicate()
        return None, output.decode(errors="replace")
    return process.returncode, output.decode(errors="replace")


def summary(code: int | None, output: str, count: int) -> str:
    """The failed test, or what happened instead."""
    for line in output.splitlines():
        if line.startswith("FAILED "):
            return line.removeprefix("FAILED ").partition(" - ")[0]
    if code is None:
        return f"not over after {TIMEOUT_S} s"
    if code == 0:
        return f"{count} tests passed"
    last = output.strip().splitlines()[-1:] or ["no output"]
    return f"pytest ended with {code}: {last[0]}"


def absolute(path: str) -> Path:
    """A path that holds in every working folder."""
    return Path(path).resolve()


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted_faults", description="Do the tests notice faults?")
    parser.add_argument("names", nargs="*", metavar="NAME", help="faults of the table; all when none is named")
    parser.add_argument("--checkout", type=absolute, default=ROOT, help="what is copied, with a .venv (this one)")
    parser.add_argument("--table", type=absolute, default=TABLE, help="the faults, for another commit its own")
    return parser.parse_args()


async def main() -> int:
    """Try the faults, two at a time, and print each as it is known."""
    options = arguments()
    faults = [one for one in read_faults(options.table) if not options.names or one.name in options.names]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one_of_few(fault: Fault) -> Result:
        async with gate:
            return await tried(fault, options.checkout)

    caught = 0
    for task in asyncio.as_completed([one_of_few(fault) for fault in faults]):
        result = await task
        caught += result.caught
        print(f"{'caught' if result.caught else 'NOT CAUGHT':10}  {result.fault.name:40}  {result.words}", flush=True)
    print(f"{caught} of {len(faults)} caught")
    return 0 if caught == len(faults) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
