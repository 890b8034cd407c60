"""What must hold whatever is pressed, typed, clicked, pasted, answered or read."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "walk.words-of-others": Requirement(
        "Nothing that a model, a file name, a title, a setting or a server's error contains ends the program, leaves "
        "its rows or commands the terminal: in every widget, in the title of the window and in `--plain`.",
        "the terminal",
    ),
    "walk.alive": Requirement(
        "After any keys, clicks, pastes, sizes of the window and replies, in any order, the program is alive and has "
        "logged no error; the draft of each conversation is kept, also by the next start; keys go somewhere, after a "
        "click to what takes text; and one Esc closes one layer, until the message box has the focus.",
        "the terminal",
    ),
}
