"""How the terminal app looks, and what it says while its window is elsewhere."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "look.contrast": Requirement(
        "In every theme that is offered text has a contrast of 4.5 with what is behind it, dim text and the borders of "
        "panes, of dialogs and of the unfocused message box one of 3; themes in the terminal's own colours are exempt.",
        "the look",
    ),
}
