"""Dialogs and the lists in them: what opening costs, the keys they name, and what outlives them."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "dialogs.imported-before-the-key": Requirement(
        "Once a key was typed into the message box, opening palette, help, assistants or model picker imports nothing.",
        "the terminal",
    ),
}
