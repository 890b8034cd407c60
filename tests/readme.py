"""The part of README that is written by the program: `python -m tests.readme` renews the table of keys."""

import re
from pathlib import Path

from app.tui.app import GROUPS
from app.tui.commands import commands

README = Path(__file__).parents[1] / "README.md"
KEYS = re.compile(r"(<!-- keys: .*? -->\n)(.*?)(<!-- /keys -->)", re.DOTALL)


def keys() -> str:
    """The table of keys as the bindings have them now."""
    rows = [f"| {one.where} | {one.keys} | {one.words} | `{one.id}` |" for one in commands(GROUPS, {})]
    return "\n".join(["| where | keys | what they do | id |", "|---|---|---|---|", *rows])


def renewed(text: str) -> str:
    """README with this table."""
    return KEYS.sub(lambda found: f"{found[1]}{keys()}\n{found[3]}", text, count=1)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
