"""`assistant-chat model pull` and `model list`: the models that run on this machine without any server."""

import time
from collections.abc import Sequence
from typing import Protocol, TextIO

from app.api.endpoints import Endpoints, FetchProgress, Weights
from app.api.errors import WeightsError
from app.api.services import OpenEndpoints
from app.headless.lists.stored_lists import print_json
from app.headless.printers import ERASE_LINE, can_redraw

NONE_AVAILABLE = "No built-in model is available: the extra “local” is not installed, or has no build for this machine."
BAR_WIDTH_COLS = 30


async def pull(open_endpoints: OpenEndpoints, name: str | None, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Download and verify a built-in model, resuming an earlier try; then print it. Raises `WeightsError`."""
    async with open_endpoints() as endpoints:
        chosen = choose_weights(available_weights(endpoints), name)
        progress: Progress = ProgressBar(err) if can_redraw(err) else ProgressLines(err)
        try:
            async for step in endpoints.fetch_weights(chosen.name):
                progress.show(step)
        finally:
            progress.end()
        chosen = choose_weights(available_weights(endpoints), chosen.name)
    if as_json:
        print_json([chosen], out)
    else:
        out.write(f"{chosen.name} is ready: {chosen.note}\n")
    return 0


async def list_models(open_endpoints: OpenEndpoints, as_json: bool, out: TextIO) -> int:
    """Print one line for each model: name, size, licence, state, and how good it is. Raises `WeightsError`."""
    async with open_endpoints() as endpoints:
        available = available_weights(endpoints)
    if as_json:
        print_json(available, out)
        return 0
    width = max(len(model.name) for model in available)
    for model in available:
        size = megabytes(model.size)
        out.write(f"{model.name:<{width}}  {size:>8}  {model.licence:<10}  {state_of(model):<9}  {model.note}\n")
    return 0


def available_weights(endpoints: Endpoints) -> Sequence[Weights]:
    """Return the built-in models, at least one. Raises `WeightsError`."""
    available = endpoints.weights()
    if not available:
        raise WeightsError(NONE_AVAILABLE)
    return available


def choose_weights(available: Sequence[Weights], name: str | None) -> Weights:
    """Return the model of this name, or the default one. Raises `WeightsError`."""
    if name is None:
        return next(model for model in available if model.default)
    for model in available:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in available)
    raise WeightsError(f"There is no built-in model “{name}”. Choose one of: {names}.")


def state_of(weights: Weights) -> str:
    """Return the state as the list shows it."""
    if weights.installed:
        return "installed"
    if weights.default:
        return "default"
    return ""


class Progress(Protocol):
    """Shows how far a download is."""

    def show(self, progress: FetchProgress) -> None:
        """Show one step."""
        ...

    def end(self) -> None:
        """Finish the output, whether or not the download succeeded."""
        ...


class ProgressBar:
    """A line that is redrawn, for a terminal."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._started_at = time.monotonic()
        self._first_done: int | None = None

    def show(self, progress: FetchProgress) -> None:
        """Draw how much has arrived, and the speed since this command started."""
        if self._first_done is None:
            self._first_done = progress.done
        share = share_done(progress)
        bar = "█" * int(share * BAR_WIDTH_COLS)
        total = megabytes(progress.total)
        speed = ""
        if progress.phase == "downloading":
            rate = (progress.done - self._first_done) / max(time.monotonic() - self._started_at, 0.001)
            speed = f"{megabytes(int(rate))}/s"
        self._err.write(f"{ERASE_LINE}{progress.phase} {bar:·<{BAR_WIDTH_COLS}} {share:4.0%} of {total} {speed}")
        self._err.flush()

    def end(self) -> None:
        """End the line, if one was drawn."""
        if self._first_done is not None:
            self._err.write("\n")


class ProgressLines:
    """A line for each tenth of the download, for a log."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._last_line = ""

    def show(self, progress: FetchProgress) -> None:
        """Print a line when the phase or the tenth has changed."""
        tenth = int(share_done(progress) * 10)
        line = f"{progress.phase} {tenth * 10}% of {megabytes(progress.total)}\n"
        if line != self._last_line:
            self._last_line = line
            self._err.write(line)
            self._err.flush()

    def end(self) -> None:
        """Do nothing: every line is complete."""


def share_done(progress: FetchProgress) -> float:
    """Return how much is done, from 0 to 1; 0 while the size is unknown."""
    if not progress.total:
        return 0.0
    return progress.done / progress.total


def megabytes(size: int) -> str:
    """Format a number of bytes."""
    return f"{size / 1_000_000:,.0f} MB"
