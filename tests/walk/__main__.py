"""`python -m tests.walk [--steps N] [--seed S]`: walk through the app; exit code 1 when a step fails.

A long walk is cut into walks of `STEPS_OF_ONE`, with the seeds S, S + 1, … and a data folder each, so that a failure
is played again without the walks before it.
"""

import argparse
import asyncio
import random
import sys
import time
import traceback
import warnings
from collections import deque

from tests.isolation import isolate

STEPS_OF_ONE = 1_000
LAST_STEPS = 30
"""Printed after a failure."""


def run(seed: int, steps: int) -> bool:
    """Walk so many steps from a seed; False if one fails, with the last of them printed."""
    from tests.walk.walk import walk  # late: the isolation comes first

    last: deque[str] = deque(maxlen=LAST_STEPS)
    taken = 0

    def on_step(number: int, step: object) -> None:
        nonlocal taken
        taken = number
        last.append(f"{number:6} {step!r}")

    try:
        with warnings.catch_warnings(action="error"):
            asyncio.run(walk(seed, steps, on_step))
    except Exception:
        traceback.print_exc()
        print("\n".join(["The last steps:", *last]))
        print(f"To play it again: python -m tests.walk --seed {seed} --steps {taken}")
        return False
    return True


def main() -> int:
    """Walk, and print the seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description="A random walk through the whole app.")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    isolate()
    print(f"seed {arguments.seed}, {arguments.steps} steps", flush=True)
    for part, first in enumerate(range(0, arguments.steps, STEPS_OF_ONE)):
        steps, seed = min(STEPS_OF_ONE, arguments.steps - first), arguments.seed + part
        began, used = time.monotonic(), time.process_time()
        if not run(seed, steps):
            return 1
        print(
            f"seed {seed}: {steps} steps, {time.process_time() - used:.0f} s of CPU, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
