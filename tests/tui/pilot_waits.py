"""How long Textual's pilot waits after each key and click: shorter steps than its own.

The pilot waits until the process is idle, and it finds that out by sleeping: 20 ms each, two of them for each key. A
process is as idle in 2 ms. The pilot has no setting for it.
"""

from textual import _wait  # pyright: ignore[reportPrivateUsage] - nothing public has these times

STEP_S = 0.002
"""How long a process must be idle. Nothing counts on it: a test waits for a condition."""
IDLE = 1 / 20
"""The part of a step that an idle process may compute, as Textual has it."""


def shorten() -> None:
    """Let every pilot of this process wait in short steps."""
    _wait.SLEEP_GRANULARITY = STEP_S  # pyright: ignore[reportConstantRedefinition]
    _wait.SLEEP_IDLE = STEP_S * IDLE  # pyright: ignore[reportConstantRedefinition]
