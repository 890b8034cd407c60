"""What Textual does beside what it was asked for, and must not."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "tui.own-type-names": Requirement(
        "No widget or dialog has the name of one of Textual's, whose styles apply to all of that name once one was "
        "shown: after the themes every dialog is seen and closes as before.",
        "the terminal",
    ),
    "selection.outlives-its-text": Requirement(
        "Keys after a text is gone that was selected with the mouse end nothing.", "the terminal"
    ),
    "windows.mouse-is-let-go": Requirement(
        "An event of the mouse where nothing is takes the focus from nothing, and a scrollbar that leaves the screen "
        "while it is pressed lets go of the mouse.",
        "the terminal",
    ),
}
