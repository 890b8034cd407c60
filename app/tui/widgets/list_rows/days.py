"""The days by which the thread list groups its rows, in local time."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from app.api.requests import ThreadRow

WEEK_DAYS = 7


class Group(NamedTuple):
    """A heading, and the index of the first row below it."""

    heading: str
    first: int


def group_by_day(rows: Sequence[ThreadRow], now: float) -> list[Group]:
    """Return the groups of rows that are sorted by their last activity, newest first. Empty groups are left out.

    Only the borders between the groups are looked for, so that 100,000 rows cost no more than 20.
    """
    groups: list[Group] = []
    first = 0
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
