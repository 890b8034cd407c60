"""The groups of rows in the thread list: pinned ones, then by days in local time; archived ones are one group."""

import time
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from app.api.conversation.thread_labels import PINNED_KEY, is_set
from app.api.requests import ThreadRow

WEEK_DAYS = 7
PINNED = "Pinned"
ARCHIVED = "Archived"


class Group(NamedTuple):
    """A heading, and the index of the first row below it."""

    heading: str
    first: int


def group_rows(rows: Sequence[ThreadRow], now: float) -> list[Group]:
    """Return the groups of rows, pinned ones first, each by its last activity. Empty groups are left out.

    Only the borders between the groups are looked for, so that 100,000 rows cost no more than 20.
    """
    groups: list[Group] = []
    first = bisect_left(rows, True, key=lambda row: not is_set(row.metadata, PINNED_KEY))
    if first:
        groups.append(Group(PINNED, 0))
    for heading, start in day_starts(now):
        end = _find_older(rows, start, first)
        if end > first:
            groups.append(Group(heading, first))
        first = end
    return groups


def day_starts(now: float) -> list[tuple[str, float]]:
    """Return each heading with the time at which its days begin; days have 23 or 25 hours when clocks change."""
    today = time.localtime(now)

    def start(days_ago: int) -> float:
        return time.mktime((today.tm_year, today.tm_mon, today.tm_mday - days_ago, 0, 0, 0, 0, 0, -1))

    return [
        ("Today", start(0)),
        ("Yesterday", start(1)),
        ("Last 7 days", start(WEEK_DAYS)),
        ("Older", float("-inf")),
    ]


def _find_older(rows: Sequence[ThreadRow], start: float, low: int) -> int:
    """Return the index of the first row, from `low` on, with its last activity before this time."""
    high = len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle].last_active_at >= start:
            low = middle + 1
        else:
            high = middle
    return low
