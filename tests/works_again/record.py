"""What really ran: the file `record.json`, and the table of README that is made from it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

RECORD = Path(__file__).with_name("record.json")


class Row(Struct, frozen=True, kw_only=True):
    """A program that ran to its end: with which version, what it did, on which day (UTC).

    `needs`: the packages that were asked for: by them and the name the row is known when they are tried again.
    """

    name: str
    needs: tuple[str, ...]
    version: str
    ran: tuple[str, ...]
    later: str
    date: str


def read_record() -> list[Row]:
    """Return the recorded rows."""
    return msgspec.json.decode(RECORD.read_bytes(), type=list[Row])


def write_record(rows: Sequence[Row]) -> None:
    """Write the rows, in a form that a diff shows well."""
    RECORD.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


def works_table(rows: Sequence[Row]) -> str:
    """Return the table for README: the versions of a program that did the same on the same day share a row."""
    versions: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        done = ", ".join(row.ran)
        if row.later:
            done += f"; {row.later} come later"
        versions.setdefault((row.name, done, row.date), []).append(row.version)
    lines = [f"| {name} | {', '.join(ones)} | {done} | {date} |" for (name, done, date), ones in versions.items()]
    return "\n".join(["| client or framework | versions | what ran | on |", "|---|---|---|---|", *lines])
