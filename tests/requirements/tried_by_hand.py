"""What trying the program by hand has shown: words that lead on, and text that is neither lost nor out of sight."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "commands.lead-to-the-place": Requirement(
        "A command that ask, runs attach or --plain tells the user to type works where it was told: it has the "
        "--data-dir or --server that this one was given. After a run that waits for outputs it is the one that opens "
        "the terminal, which asks for them.",
        "the command line",
    ),
    "history.sent-is-seen": Requirement(
        "A message that the user sends is seen, also where the view was away from the end; one that is sent out of the "
        "queue moves nothing.",
        "the terminal",
    ),
    "history.true-last": Requirement(
        "Where the end of a conversation is not loaded no older message is taken for the last one: without a choice "
        "it is said that one has to be chosen. The user's previous message is the one above the view.",
        "the terminal",
    ),
    "dialogs.unsent-text": Requirement(
        "What is typed in the dialogs for a message that is edited and for the instructions of a conversation is a "
        "draft of its own until it is sent or dropped: after a kill it is there when the dialog is opened again.",
        "the terminal",
    ),
}
