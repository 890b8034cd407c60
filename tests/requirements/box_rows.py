"""Where the rows of the message box break."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "box.japanese-rows": Requirement(
        "The message box breaks lines where the history does: no Latin word in Japanese text is cut, no row begins with"
        " a closing mark, and the caret is in the cell behind what was typed, where an input method composes.",
        "the terminal",
    ),
}
