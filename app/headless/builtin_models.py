"""`assistant-chat model pull` and `model list`: the models that run on this machine without any server."""

import time
from typing import TextIO

from app.api.endpoints import FetchProgress
from app.api.errors import WeightsError
from app.api.services import OpenEndpoints

NONE_HERE = (
    "There is no built-in model here: its runtime has no build for this machine, or the extra 'local' is not installed."
)
BAR_WIDTH = 30


async def pull(open_endpoints: OpenEndpoints, name: str | None, out: TextIO, err: TextIO) -> int:
    """Download and check a built-in model, going on where an earlier try stopped. Raises `WeightsError`."""
    async with open_endpoints() as endpoints:
        offered = endpoints.weights()
        if not offered:
            raise WeightsError(NONE_HERE)
        if name is not None and name not in [one.name for one in offered]:
            raise WeightsError(
                f"There is no built-in model {name!r}; there are {', '.join(one.name for one in offered)}."
            )
        chosen = next(one for one in offered if (one.default if name is None else one.name == name))
        progress = ProgressBar(err) if err.isatty() else ProgressLines(err)
        try:
            async for step in endpoints.fetch_weights(chosen.name):
                progress.show(step)
        finally:
            progress.end()
    out.write(f"{chosen.name} is ready: {chosen.note}\n")
    return 0


async def list_models(open_endpoints: OpenEndpoints, out: TextIO) -> int:
    """One line a model: name, size, licence, state, and how good it is."""
    async with open_endpoints() as endpoints:
        offered = endpoints.weights()
    if not offered:
        raise WeightsError(NONE_HERE)
    width = max(len(one.name) for one in offered)
    for one in offered:
        state = "installed" if one.installed else "default" if one.default else ""
        out.write(f"{one.name:<{width}}  {megabytes(one.size):>8}  {one.licence:<10}  {state:<9}  {one.note}\n")
    return 0


class ProgressBar:
    """One line that changes, on a terminal."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._started = time.monotonic()
        self._from: int | None = None

    def show(self, progress: FetchProgress) -> None:
        """Draw how far it is, and how fast it came since this start."""
        if self._from is None:
            self._from = progress.done
        share = progress.done / progress.total if progress.total else 0.0
        bar = "█" * int(share * BAR_WIDTH)
        rate = (progress.done - self._from) / max(time.monotonic() - self._started, 0.001)
        speed = f"{megabytes(int(rate))}/s" if progress.phase == "downloading" else ""
        self._err.write(
            f"\r\x1b[2K{progress.phase} {bar:·<{BAR_WIDTH}} {share:4.0%} of {megabytes(progress.total)} {speed}"
        )
        self._err.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._from is not None:
            self._err.write("\n")


class ProgressLines:
    """A line each tenth, in a log."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._told: tuple[str, int] | None = None

    def show(self, progress: FetchProgress) -> None:
        """Say it when a tenth or a phase is new."""
        tenth = 10 * progress.done // progress.total if progress.total else 0
        if self._told != (progress.phase, tenth):
            self._told = (progress.phase, tenth)
            self._err.write(f"{progress.phase} {tenth * 10}% of {megabytes(progress.total)}\n")
            self._err.flush()

    def end(self) -> None:
        """Nothing is left open."""


def megabytes(count: int) -> str:
    """Bytes for a person."""
    return f"{count / 1_000_000:,.0f} MB"
