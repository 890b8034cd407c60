"""The conversation line by line, `--plain` (app/headless/plain)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "plain.several-lines": Requirement(
        "In `--plain` a line that ends in a backslash goes on in the next one, and lines between two of three quotes"
        " are one message; Ctrl+C discards what has begun, and a message that the end of the input cuts off is sent.",
        "--plain",
    ),
    "plain.appends": Requirement(
        "`--plain`, and `ask` with ACCESSIBLE set, draw nothing again: each status is a line.", "--plain"
    ),
    "plain.commands": Requirement(
        "`--plain` has commands to retry, choose model and assistant, list, search, open, begin and rename"
        " conversations, to help and to quit. Text that begins with `/` and is no command is sent as it is.",
        "--plain",
    ),
}
