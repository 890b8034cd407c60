"""The message history of the terminal (app/tui/history)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "history.markdown": Requirement(
        "Replies are shown as Markdown; HTML, images and math are shown as text.", "the terminal"
    ),
    "history.tables": Requirement(
        "Cells of a wide table wrap; a table that is still too wide becomes records.", "the terminal"
    ),
    "history.code": Requirement("Code is highlighted and wrapped, and is copied by a click or a key.", "the terminal"),
    "history.who-speaks": Requirement(
        "The user's messages have a bar at their left; names are bold, and the time, with the model that answered, is "
        "at the right edge.",
        "the terminal",
    ),
    "history.measure": Requirement(
        "Prose is at most 100 columns wide, or as wide as the setting says; code and tables may be wider.",
        "the terminal",
    ),
    "history.code-look": Requirement(
        "Code has padding, its language and `copy`; lines of a diff are red and green.", "the terminal"
    ),
    "history.headings": Requirement("The levels of headings look different.", "the terminal"),
    "history.theme": Requirement(
        "After a change of theme or width the same text is shown at the same place.", "the terminal"
    ),
    "history.escapes": Requirement("No escape or control character of a message reaches the terminal.", "the terminal"),
    "history.wrapping": Requirement(
        "No row is wider than the view; lines break correctly at words, emoji and Japanese punctuation.", "the terminal"
    ),
    "history.streaming": Requirement("A streamed reply looks the same when it is opened later.", "the terminal"),
    "history.frames": Requirement("Streamed text is drawn 6 to 10 times a second, after a key's echo.", "speed"),
    "history.marks": Requirement("An incomplete reply keeps its text and says why it ended.", "the terminal"),
    "history.follows": Requirement(
        "The view follows new text only at the bottom; scrolled up, nothing moves; End follows again.", "the terminal"
    ),
    "history.older": Requirement("Older pages load above on demand, and nothing on screen shifts.", "the terminal"),
    "history.scrolling": Requirement("Scrolling shows every row once and in order, in any thread.", "the terminal"),
    "history.notes": Requirement(
        "The note of a run is below the last message and is changed in place.", "the terminal"
    ),
    "history.run-line": Requirement(
        "While a run goes on, one row has a spinner, its status, seconds, tokens and rate; it moves six times a "
        "second, only the cells that change are painted, and nothing moves with ACCESSIBLE set.",
        "the terminal",
    ),
    "history.blocks": Requirement(
        "What went wrong is a block with a bar: a bold reason, dim details, and the keys that help.", "the terminal"
    ),
    "history.keys": Requirement("Messages are chosen and copied with the keyboard.", "the terminal"),
    "history.buttons": Requirement(
        "A click on a message shows its actions as buttons in its header; letters typed then go to the message box.",
        "the terminal",
    ),
    "history.selection": Requirement(
        "Text selected with the mouse is copied without the line breaks of wrapping.", "the terminal"
    ),
    "history.long": Requirement("Long messages are folded and unfold in steps.", "the terminal"),
    "history.painting": Requirement("All rows that changed are painted, and no others.", "the terminal"),
    "history.few-codes": Requirement("A row is written with as few colour codes as its style allows.", "speed"),
    "history.bounded": Requirement("Rendered rows are kept for at most 200 messages.", "speed"),
}
