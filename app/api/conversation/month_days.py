"""A month in the time zone of this machine: its days, and the months beside it."""

import re
import time
from calendar import monthrange
from typing import NamedTuple

PATTERN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
FIRST_YEAR = 1971
"""No day of an earlier year begins after 1970-01-01 in all time zones, where Unix times begin."""


class Month(NamedTuple):
    """A month of a year."""

    year: int
    number: int

    @property
    def text(self) -> str:
        """The month as `2026-11`."""
        return f"{self.year:04}-{self.number:02}"

    def days(self) -> list[int]:
        """Return the Unix times at which its days begin, and the one at which the last of them ends."""
        count = monthrange(self.year, self.number)[1]
        # A day past the last one is the first of the next month; -1: whether it is summer time is known by the zone.
        return [int(time.mktime((self.year, self.number, day, 0, 0, 0, 0, 0, -1))) for day in range(1, count + 2)]

    def step(self, months: int) -> "Month":
        """Return the month so many months later; the first that there is instead of an earlier one."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return max(Month(year, number + 1), Month(FIRST_YEAR, 1))


def month_of(seconds: float) -> Month:
    """Return the month of a Unix time."""
    local = time.localtime(seconds)
    return Month(local.tm_year, local.tm_mon)


def parse_month(text: str) -> Month | None:
    """Read `2026-11`; `None` if it is no month."""
    found = PATTERN.fullmatch(text)
    if found is None or int(found[1]) < FIRST_YEAR:
        return None
    return Month(int(found[1]), int(found[2]))
