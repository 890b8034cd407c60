"""The message history of the terminal (app/tui/history)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "history.markdown": Requirement("Replies are shown as Markdown; HTML, images and math as text.", "the terminal"),
    "history.tables": Requirement("Cells of a wide table wrap; a table too wide becomes records.", "the terminal"),
    "history.code": Requirement("Code is highlighted, wraps, and is copied by a click or a key.", "the terminal"),
    "history.theme": Requirement("Another theme or width shows the same text, at the same place.", "the terminal"),
    "history.escapes": Requirement("No escape or control character of a message reaches the terminal.", "the terminal"),
    "history.wrapping": Requirement(
        "No row is wider than the view; words, emoji and Japanese punctuation break where they should.", "the terminal"
    ),
    "history.streaming": Requirement("A streamed reply looks as it does when it is opened later.", "the terminal"),
    "history.frames": Requirement("Streamed text is drawn 6 to 10 times a second, after a key's echo.", "speed"),
    "history.marks": Requirement("An incomplete reply keeps its text and says why it ended.", "the terminal"),
    "history.follows": Requirement(
        "The view follows only at the bottom; scrolled up, nothing moves; End follows again.", "the terminal"
    ),
    "history.older": Requirement("Older pages come in above, on demand, and nothing on screen shifts.", "the terminal"),
    "history.scrolling": Requirement("Scrolling shows every row once, in order, in any thread.", "the terminal"),
    "history.notes": Requirement("The run's own line stands under the last message, changed in place.", "the terminal"),
    "history.keys": Requirement("Messages are chosen and copied with the keys.", "the terminal"),
    "history.selection": Requirement("Text selected with the mouse is copied without its wrapping.", "the terminal"),
    "history.long": Requirement("Long messages are folded, and unfold piece by piece.", "bad days"),
    "history.painting": Requirement("Only rows that changed are painted, and all that did.", "the terminal"),
    "history.few-codes": Requirement("A row is sent with as few colour codes as its look allows.", "speed"),
    "history.bounded": Requirement("Rows of at most 200 messages are kept.", "speed"),
}
