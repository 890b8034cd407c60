"""What trying the program by hand has shown: words that lead on, and text that is neither lost nor out of sight."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "commands.lead-to-the-place": Requirement(
        "A command that ask, runs attach or --plain tells the user to type works where it was told: it has the "
        "--data-dir or --server that this one was given. After a run that waits for outputs it is the one that opens "
        "the terminal, which asks for them.",
        "the command line",
    ),
}
