"""Arguments, error output and the start of each command (app/cli)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "cli.errors": Requirement("An error is one sentence on stderr and exit code 2.", "the command line"),
    "cli.words": Requirement("The command line distinguishes commands, thread ids and options.", "the command line"),
    "cli.no-screen": Requirement(
        "Without a terminal on stdin and stderr the terminal app does not start, and one sentence says what to do.",
        "the command line",
    ),
    "cli.dumb-terminal": Requirement(
        "With TERM=dumb no command writes an escape sequence, and the terminal app says to use `--plain`; with NO_COLOR"
        " `ask` writes no colour.",
        "the command line",
    ),
    "cli.readme": Requirement("Every command in README works as printed, and its tables are correct.", "README"),
    "cli.picture": Requirement(
        "The pictures of README show the program as it is now; each is drawn on the cell grid and needs no font or file"
        " from elsewhere.",
        "README",
    ),
    "cli.serve": Requirement("`serve` prints its address in its first line and shuts down cleanly.", "the server"),
}
