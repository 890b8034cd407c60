"""What is asked for in a dialog, and the conversation that it is about."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "dialogs.conversation": Requirement(
        "What a dialog changes belongs to the conversation over which it was opened, also where another one is open"
        " by then: the text of an edited message, the instructions, the assistant and the model.",
        "dialogs",
    ),
}
