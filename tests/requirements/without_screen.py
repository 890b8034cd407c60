"""The commands on what is stored, and what `ask`, `serve` and the terminal say around a conversation."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "serve.access-log": Requirement(
        "`serve` says who answers and that it stops; it logs each request with --access-log, and only then.",
        "the server",
    ),
}
