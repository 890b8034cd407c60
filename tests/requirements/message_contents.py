"""What is in messages besides text: links, wide code, footnotes, details, pictures (app/tui/history)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "contents.links-shown-whole": Requirement(
        "A link opens, by a key or a click, only after its whole address was on the screen, with the host it leads to; "
        "one that is written in other letters, or has a user name before it, is shown as what it is.",
        "the terminal",
    ),
    "contents.links-of-terminals": Requirement(
        "Links to the web and to mail are marked as such for the terminal (OSC 8), all rows of one as the same; "
        "nothing that a model writes ends the sequence or begins another.",
        "the terminal",
    ),
    "contents.wide-code": Requirement(
        "Long lines of code are wrapped; a key, or the wheel with Shift or sideways, shows them as single rows and "
        "scrolls them, with marks where they go on, also while the reply grows; copied is the whole line.",
        "the terminal",
    ),
    "contents.footnotes": Requirement(
        "A click on the number of a footnote leads to the note and back, and a key from each number to its note, "
        "back to the number, and on to the next one.",
        "the terminal",
    ),
    "contents.deleted-elsewhere": Requirement(
        "A message of the open conversation that another window or a program deletes leaves the screen, and a line "
        "says so without an id; the draft and the place of the view stay.",
        "several windows",
    ),
}
