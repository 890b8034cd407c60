"""The numbers of a run's events: each attempt counts in a block of its own. `drive` and `abandoned` ask here.

A driver hands deltas to followers before they are on disk. What it handed out and had not saved when it died must
never be given again: the driver counts from the beginning of its block, whoever takes the run away from it goes on in
the second half, and the next attempt begins the next block.
"""

from app.store.runs import StoredRun

BLOCK = 10_000_000
"""Far more than a run has events: a number for each token would last for days."""


def first_of(attempt: int) -> int:
    """Where an attempt begins to count."""
    return attempt * BLOCK + 1


def next_of(stored: StoredRun) -> int:
    """Where somebody else goes on, after an owner that may have handed out more than it saved."""
    if stored.owner is None:
        return stored.number + 1
    return max(stored.number + 1, stored.attempt * BLOCK + BLOCK // 2)
