"""The parts of README that are written by the program: `python -m tests.readme` renews them.

They are the table of keys, made from the bindings, and the programs of `tests/server/programs`.
"""

import re
from pathlib import Path

from app.tui.keys.command import format_keys
from app.tui.keys.table import listed_commands

README = Path(__file__).parents[1] / "README.md"
KEYS = re.compile(r"(<!-- keys: .*? -->\n)(.*?)(<!-- /keys -->)", re.DOTALL)
PROGRAM = re.compile(r"(<!-- (tests/server/programs/\S+) -->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)
LANGUAGES = {".py": "python", ".mjs": "js", ".go": "go"}


def keys() -> str:
    """The table of keys as the bindings have them now."""
    rows = [
        f"| {heading} | {format_keys(one.keys)} | {one.words} | `{one.id}` |" for heading, one in listed_commands({})
    ]
    return "\n".join(["| where | keys | what they do | id |", "|---|---|---|---|", *rows])


def listing(name: str) -> str:
    """A program as a block of code."""
    path = README.parent / name
    return f"```{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8')}```"


def renewed(text: str) -> str:
    """README with this table and these programs."""
    text = PROGRAM.sub(lambda found: f"{found[1]}{listing(found[2])}\n{found[4]}", text)
    return KEYS.sub(lambda found: f"{found[1]}{keys()}\n{found[3]}", text, count=1)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
