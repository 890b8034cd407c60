"""Every promise of the product: an id, the sentence and where it comes from. Tests name the promise they prove.

`test_requirements.py` checks both ways: no promise without a test, no test of a promise that is not here.
"""

from typing import NamedTuple, TypeVar

import pytest

Test = TypeVar("Test")


class Requirement(NamedTuple):
    """A promised behaviour. `source`: the page that asks for it."""

    sentence: str
    source: str


REQUIREMENTS: dict[str, Requirement] = {
    # house
    "house.promises-are-tested": Requirement(
        "Every promise of this table has a test, and every test proves a promise of it.", "design.md 11"
    ),
    "house.layers": Requirement("A folder imports only folders below its line.", "design.md 2"),
    "house.late-imports-have-a-reason": Requirement(
        "An import inside a function is listed with its reason, and nothing is listed that is gone.", "design.md 7"
    ),
    "house.late-imports-are-late": Requirement(
        "The command line, the first paint and each part import nothing that they do not need yet.", "design.md 7"
    ),
    "house.one-idea-a-file": Requirement(
        "No file is longer than 400 lines, none is named by what it is not.", "reference/style.md 8"
    ),
    "house.top-level": Requirement(
        "The top level holds pyproject.toml, README.md, LICENSE, app/, tests/, styles.tcss and dot files.",
        "design.md 2",
    ),
    "house.no-foreign-places": Requirement(
        "No file names a package registry or a folder of somebody's machine.", "issue 2, the house"
    ),
    "house.stylesheet-is-found": Requirement(
        "styles.tcss is found in a checkout, in an editable install and in a wheel.", "issue 2, the house"
    ),
    # settings
    "settings.order": Requirement(
        "A flag wins over the environment, that over .env, that over config.toml, that over the default.",
        "design.md 8",
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "The base URL of a .env gets only the key of that .env, and is kept apart until the user agrees.",
        "design.md 5",
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of this folder sets key, base URL, model and api and nothing else; nothing is replaced in it.",
        "design.md 5",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is named with line and key; nothing is overwritten, no secret is shown.",
        "issue 2, bad input",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "design.md 5"),
    # screen: the installed program in a real terminal
    "screen.conversation": Requirement(
        "A typed message shows at once, its run moves queued, in_progress, completed, the reply streams in.", "issue 2"
    ),
    "screen.comes-back": Requirement("After a restart the conversation is there.", "issue 2"),
    "screen.threads-by-keyboard": Requirement("Threads are begun and switched from the keyboard.", "issue 2, 5"),
    "screen.cancel": Requirement(
        "Esc cancels the run and closes the request; the partial text stays and the next message works.", "issue 2, 5"
    ),
    "screen.leaves-no-trace": Requirement(
        "Quitting ends with exit code 0 and puts the terminal back as it was, in mid-stream too.", "issue 2, shown by"
    ),
    "screen.drafts": Requirement("The draft survives a quit.", "issue 2, 5"),
    "screen.survives-kill": Requirement(
        "After SIGKILL in mid-stream the message is there, the run is taken up and completes, nothing is doubled.",
        "issue 2, shown by",
    ),
    "screen.first-run": Requirement(
        "Without key, server and weights the ways out are shown; a local server is found and named first.", "issue 2, 4"
    ),
    "screen.too-small": Requirement(
        "A terminal too small says so and works again when larger.", "issue 2, bad input and bad days"
    ),
    # server
    "server.valid-is-accepted": Requirement("Every body that the request types allow is accepted.", "Assistants API: fields"),
    "server.broken-is-refused": Requirement(
        "A body that breaks a type, limit, enum or unknown field is a 400 that names its param and code.",
        "Assistants API: errors",
    ),
    "server.never-5xx": Requirement(
        "Whatever comes, the answer is below 500 and a refusal is in the API's envelope.", "Assistants API: errors"
    ),
}


def requirement(*ids: str):
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements.py: {unknown}")
    return pytest.mark.requirement(*ids)
