"""The numbers of a run's events: each attempt counts in a block of its own.

An attempt publishes deltas to followers before they are on disk. The numbers that it had published and not saved when
its process died must never be used again. So an attempt counts from the beginning of its block, the process that ends
or frees the run in its place counts in the second half, and the next attempt begins the next block.
"""

BLOCK_SIZE = 10_000_000
"""Far more than a run has events: at one number a token it lasts for days."""


def last_before_attempt(attempt: int) -> int:
    """The number before the first one of an attempt."""
    return attempt * BLOCK_SIZE


def last_of_lost_owner(attempt: int, last_saved: int) -> int:
    """The last number that an owner may have published, where it may have saved fewer."""
    return max(last_saved, attempt * BLOCK_SIZE + BLOCK_SIZE // 2 - 1)
