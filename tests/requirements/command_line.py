"""Arguments, error output and the start of each command (app/cli)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "cli.errors": Requirement("What goes wrong is one sentence on stderr and exit code 2.", "bad days"),
    "cli.words": Requirement("Commands, the id of a thread and options are told apart.", "the command line"),
    "cli.no-screen": Requirement(
        "Without a terminal on stdin and stderr the screen does not start, and what to do is said.", "the command line"
    ),
    "cli.readme": Requirement("Every command in README works as printed; its tables are true.", "README"),
    "cli.serve": Requirement("`serve` says where it listens in its first line, and ends in order.", "serving"),
}
