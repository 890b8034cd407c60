"""The outcome of a model call, the reason why a run attempt stops, and its ending, as values.

A model call returns a `CallOutcome`. `next_step` turns it into what the attempt does next: ask the model again, or end
with an `Ending`, which is saved.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from app.api.objects import ErrorCode, RunIncompleteReason, Usage
from app.api.steps import FunctionToolCall


class Answered(Struct, frozen=True, kw_only=True):
    """The model finished its answer. `usage`: `None` if the endpoint reports none. `chars`: its length."""

    reason: Literal["stop", "length", "content_filter"]
    usage: Usage | None
    calls: Sequence[FunctionToolCall]
    chars: int


class TooLong(Struct, frozen=True, kw_only=True):
    """The request was refused as too long: `used` of `limit` tokens, both 0 if the endpoint does not say."""

    message: str
    used: int
    limit: int


class Completed(Struct, frozen=True):
    """The run completes."""

    usage: Usage


class Incomplete(Struct, frozen=True):
    """The reply was cut off."""

    reason: RunIncompleteReason
    usage: Usage


class RequiresOutputs(Struct, frozen=True):
    """The run waits until a caller submits the outputs of these calls."""

    calls: Sequence[FunctionToolCall]
    usage: Usage


class Failed(Struct, frozen=True):
    """The model could not be asked, or its answer broke off."""

    code: ErrorCode
    message: str


class Cancelled(Struct, frozen=True):
    """A caller cancelled the run."""


class Expired(Struct, frozen=True):
    """The run's time is over."""


class HandedBack(Struct, frozen=True):
    """This process ends; another one may continue the run."""


class GivenUp(Struct, frozen=True):
    """The run no longer belongs to this attempt: it was taken over or deleted. Nothing may be saved."""


Stop = Cancelled | Expired | HandedBack | GivenUp
"""Why a run attempt is stopped from outside."""

CallOutcome = Answered | TooLong | Failed | Stop

Ending = Completed | Incomplete | RequiresOutputs | Failed | Cancelled | Expired | HandedBack
"""How a run attempt ends in the store."""

WORDS: dict[type[Ending], str] = {
    Completed: "completed",
    Incomplete: "incomplete",
    RequiresOutputs: "waits for the outputs of its function calls",
    Failed: "failed",
    Cancelled: "cancelled",
    Expired: "expired",
    HandedBack: "handed back; a terminal or a server continues it",
}
"""How a run left its process, for the log."""


def describe_ending(ending: Ending) -> str:
    """Return the words of an ending, with the error of a failed run."""
    if isinstance(ending, Failed):
        return f"{WORDS[Failed]}: {ending.code}: {ending.message}"
    return WORDS[type(ending)]
