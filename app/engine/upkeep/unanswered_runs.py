"""Which runs wait in vain: for an owner that lives and does not answer, or for a process that does not exist.

An owner that is stopped (SIGSTOP, a debugger), or whose machine sleeps while the data folder is shared, holds its lock
and does nothing. A run that was cancelled, or whose time is over, must not wait for it.
"""

import time
from collections.abc import Collection, Sequence

from app.engine.rules.run_endpoint import is_endpoint_of
from app.store.processes import Process
from app.store.runs import ActiveRun

UNANSWERED_GRACE_S = 4.0
"""How long a living owner has to end its run. It needs a fraction of a second, also where the machine is busy."""


class UnansweredRuns:
    """The runs that their owners should have ended, each with the time when this process first saw that."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def is_due(self, stored: ActiveRun) -> bool:
        """Whether the owner of this run, seen again now, has had its time to end it."""
        run_id = stored.id
        if stored.status != "cancelling" and stored.expires_at > time.time():
            self._since.pop(run_id, None)
            return False
        since = self._since.setdefault(run_id, time.monotonic())
        if time.monotonic() - since < UNANSWERED_GRACE_S:
            return False
        del self._since[run_id]
        return True


def is_abandoned(stored: ActiveRun, dead: Collection[str], others: Sequence[Process]) -> bool:
    """Whether a run waits for no living process. `dead`: owners that have ended; `others`: other living processes.

    A run without an owner is continued by any process that reclaims and has its endpoint. One that waits for tool
    outputs may get them through every other process that has the database open.
    """
    if stored.owner is not None and stored.owner not in dead:
        return False
    if stored.status == "requires_action":
        return not others
    if stored.status == "cancelling":
        return True
    return not is_continued_by(stored, others)


def is_continued_by(stored: ActiveRun, others: Sequence[Process]) -> bool:
    """Whether one of these living processes continues the runs of others and has the endpoint of this one."""
    for one in others:
        if one.reclaims and is_endpoint_of(stored.profile, stored.endpoint, one.profiles, one.endpoint):
            return True
    return False
