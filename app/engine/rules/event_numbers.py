"""The numbers of a run's events: each attempt counts in a block of its own.

An attempt publishes deltas to followers before they are on disk. If its process dies, the numbers that it published
without saving them must not be used again. So an attempt counts from the start of its block; a process that ends or
releases the run in its place counts in the second half of the block; the next attempt uses the next block.
"""

NUMBERS_PER_BLOCK = 10_000_000
"""Far more than a run has events: at one number for each token a block lasts for days."""


def last_before_attempt(attempt: int) -> int:
    """Return the number before the first one of an attempt."""
    return attempt * NUMBERS_PER_BLOCK


def last_of_lost_owner(attempt: int, last_saved: int) -> int:
    """Return the last number that a dead owner may have published, which may be higher than the last it saved."""
    return max(last_saved, attempt * NUMBERS_PER_BLOCK + NUMBERS_PER_BLOCK // 2 - 1)
