"""Dialogs and the lists in them: what opening costs, the keys they name, and what outlives them."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "dialogs.while-opening": Requirement(
        "What a command or a key does while another conversation is being opened, it does to that one: nothing is asked"
        " of the one being left, and no key cancels its run.",
        "dialogs",
    ),
    "dialogs.typed-behind": Requirement(
        "What is typed right behind a command that opens a dialog is for the dialog, whether a key runs the command,"
        " its name in the message box or the palette: none of it becomes text of the conversation.",
        "dialogs",
    ),
    "dialogs.undo": Requirement(
        "Ctrl+_ undoes what was typed in the lines and texts of dialogs, as in the message box; F1 lists it.",
        "the terminal",
    ),
    "dialogs.changes-are-finished": Requirement(
        "An assistant is deleted or copied also when its list is closed, or the program left, right after the key. "
        "What fails then is said in a notice.",
        "the terminal",
    ),
    "dialogs.pressed-keys": Requirement(
        "`/keys` shows for each key what this terminal sends, the name of the key and what it does, as `assistant-chat "
        "keys` does. No key acts there; Esc twice or Ctrl+C twice closes it.",
        "the terminal",
    ),
    "dialogs.imported-before-the-key": Requirement(
        "Once a key was typed into the message box, opening palette, help, assistants or model picker imports nothing.",
        "the terminal",
    ),
    "dialogs.styles-before-the-key": Requirement(
        "Once a key was typed into the message box, opening a dialog parses no styles of the program.",
        "the terminal",
    ),
}
