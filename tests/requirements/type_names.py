"""What the style sheets of Textual must not reach."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "tui.own-type-names": Requirement(
        "No widget or dialog has the name of one of Textual's, whose styles apply to all of that name once one was "
        "shown: after the themes every dialog is seen and closes as before.",
        "the terminal",
    ),
}
