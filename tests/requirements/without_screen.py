"""The commands on what is stored, and what `ask`, `serve` and the terminal say around a conversation."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "terminal.way-back": Requirement(
        "On quitting, the terminal app prints the command that opens the same conversation again, where it is stored.",
        "the terminal",
    ),
    "serve.access-log": Requirement(
        "`serve` says who answers and that it stops; it logs each request with --access-log, and only then.",
        "the server",
    ),
}
