"""The generated parts of README: `python -m tests.readme` renews them.

They are the table of commands and the table of keys, made from the objects that define them, the programs of
`tests/server/programs`, and the table of what ran again, from what `tests.works_again` recorded.
"""

import re
from pathlib import Path

from app.cli.commands.command_definition import PROGRAM, Command, Positional
from app.cli.commands.command_table import COMMANDS
from app.tui.keys.command import format_ways
from app.tui.keys.table import listed_commands
from tests.works_again.record import read_record, works_table

README = Path(__file__).parents[1] / "README.md"
COMMAND_TABLE = re.compile(r"(<!-- commands: .*? -->\n)(.*?)(<!-- /commands -->)", re.DOTALL)
KEY_TABLE = re.compile(r"(<!-- keys: .*? -->\n)(.*?)(<!-- /keys -->)", re.DOTALL)
WORKS_TABLE = re.compile(r"(<!-- works again: .*? -->\n)(.*?)(<!-- /works again -->)", re.DOTALL)
LISTING = re.compile(r"(<!-- (tests/server/programs/\S+) -->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)
LANGUAGES = {".py": "python", ".mjs": "js", ".go": "go"}


def command_table() -> str:
    """Return the table of commands, in the order of `--help`."""
    rows = [command_row(command) for command in COMMANDS]
    head = "| command | what it does | its options | `--server` |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def command_row(command: Command) -> str:
    """Return one command as a row of the table."""
    words = [PROGRAM, command.name]
    words += [argument.usage for argument in command.arguments if isinstance(argument, Positional)]
    usage = " ".join(word for word in words if word).replace("|", "\\|")
    options = [f"`{argument.usage}`" for argument in command.arguments if not isinstance(argument, Positional)]
    server = "yes" if command.takes_server else "no"
    return f"| `{usage}` | {command.summary} | {', '.join(options)} | {server} |"


def key_table() -> str:
    """Return the table of keys, with the keys that the bindings have by default."""
    rows = [
        f"| {heading} | {format_ways(one)} | {one.description} | `{one.id}` |" for heading, one in listed_commands({})
    ]
    return "\n".join(["| where | keys | what they do | id |", "|---|---|---|---|", *rows])


def listing(name: str) -> str:
    """Return a program as a block of code."""
    path = README.parent / name
    return f"```{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8')}```"


def renewed(text: str) -> str:
    """Return the text of README with its generated parts made anew."""
    text = COMMAND_TABLE.sub(lambda found: f"{found[1]}{command_table()}\n{found[3]}", text, count=1)
    text = KEY_TABLE.sub(lambda found: f"{found[1]}{key_table()}\n{found[3]}", text, count=1)
    text = WORKS_TABLE.sub(lambda found: f"{found[1]}{works_table(read_record())}\n{found[3]}", text, count=1)
    return LISTING.sub(lambda found: f"{found[1]}{listing(found[2])}\n{found[4]}", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
