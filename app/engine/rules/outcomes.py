"""What a round of a run came to, as a value. `round` returns one, `drive` acts on it."""

from collections.abc import Sequence

from msgspec import Struct

from app.api.objects import ErrorCode, RunIncompleteReason, Usage
from app.api.steps import FunctionToolCall


class Completed(Struct, frozen=True):
    """The model said all it had to say."""

    usage: Usage


class Incomplete(Struct, frozen=True):
    """The reply was cut off."""

    reason: RunIncompleteReason
    usage: Usage


class CallsFunctions(Struct, frozen=True):
    """The model waits for the outputs of these calls."""

    calls: Sequence[FunctionToolCall]
    usage: Usage


class Failed(Struct, frozen=True):
    """The model could not be asked, or broke off."""

    code: ErrorCode
    message: str


class Cancelled(Struct, frozen=True):
    """Somebody cancelled the run."""


class Expired(Struct, frozen=True):
    """The run's time is over."""


class HandedBack(Struct, frozen=True):
    """This process ends; another takes the run up."""


class GivenUp(Struct, frozen=True):
    """The run is no longer ours to write to."""


Stop = Cancelled | Expired | HandedBack | GivenUp
"""Why a round is broken off from outside."""

Ending = Completed | Incomplete | CallsFunctions | Failed | Cancelled | Expired | HandedBack
"""What is written of a round."""

Outcome = Ending | GivenUp
