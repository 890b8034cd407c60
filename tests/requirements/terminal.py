"""The terminal app, driven without a pseudo-terminal (app/tui)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "tui.message-shows-at-once": Requirement("A sent message shows before the store has answered.", "the terminal"),
    "tui.status-moves": Requirement(
        "The status line moves queued, in_progress, completed, in the API's words, with the time it took.",
        "the terminal",
    ),
    "tui.reply-streams": Requirement("The reply streams in as Markdown, Japanese and emoji right.", "the terminal"),
    "tui.blank-sends-nothing": Requirement("Empty or blank input sends nothing.", "bad days"),
    "tui.enter-while-active": Requirement("While a run is active Enter keeps the draft and says why.", "the terminal"),
    "tui.cancel": Requirement(
        "Esc shows cancelling in the same frame, then cancelled; the partial text is kept and marked.", "the terminal"
    ),
    "tui.failed-and-again": Requirement(
        "A failed run shows code and message; R, or F5 from the box, tries again without a new message.", "the terminal"
    ),
    "tui.refused-message-comes-back": Requirement(
        "A message that cannot be stored is marked as not sent, and its text is back in the box.", "the terminal"
    ),
    "tui.others": Requirement(
        "What others do on the same data shows by itself: their threads in the list, their messages and runs in "
        "the open thread, unless somebody reads further up.",
        "two terminals on one data folder",
    ),
    "tui.readable": Requirement("Text can be read in light and in dark themes.", "the terminal"),
    "tui.theme": Requirement("A theme chosen on screen is there at the next start.", "the terminal"),
    "tui.follows-runs-of-others": Requirement(
        "A run that was begun elsewhere is followed from its beginning when its thread is opened.", "runs"
    ),
    "tui.lost-following": Requirement(
        "A run whose events cannot be had any more is followed again, as often as it takes; a deleted one is left.",
        "bad days",
    ),
    "tui.background-runs": Requirement(
        "Runs of other threads go on and the thread list shows how they stand.", "the walk of one message"
    ),
    "tui.take-over": Requirement(
        "When a run is taken up again its unfinished message is shown once, from its new beginning.", "runs"
    ),
    "tui.threads": Requirement(
        "Threads are begun, opened, switched, renamed and deleted from the keyboard.", "the terminal"
    ),
    "tui.title": Requirement(
        "The title is the first message; a new one is kept in metadata beside keys of others.", "the terminal"
    ),
    "tui.undo": Requirement(
        "A deleted thread is hidden at once, comes back within ten seconds on u, and is deleted at the quit.",
        "the terminal",
    ),
    "tui.panes": Requirement("Tab, Shift+Tab and Esc move between the panes.", "the terminal"),
    "tui.search": Requirement("/ filters and searches the threads in the store, page by page.", "the terminal"),
    "tui.drafts": Requirement("The draft of each thread survives a switch, a quit and a broken file.", "the terminal"),
    "tui.prompts": Requirement(
        "↑ on the first row walks back through what was sent, ↓ forward to the draft.", "the terminal"
    ),
    "tui.keys-in-order": Requirement("Keys that come faster than they are handled act in their order.", "the terminal"),
    "tui.keyboard-bytes": Requirement(
        "No byte from the keyboard ends the program, and a paste is text, whatever escapes it holds.", "bad days"
    ),
    "tui.newlines": Requirement(
        "Every key that terminals send for a new line makes one, and the box grows to ten rows.", "the terminal"
    ),
    "tui.long-paste": Requirement(
        "1 MB pasted is a chip and is sent whole as text parts of at most 256,000 characters.", "bad days"
    ),
    "tui.too-small": Requirement("A screen too small says so and works again when larger.", "bad days"),
    "tui.click-opens-what-is-clicked": Requirement(
        "A left click acts on the row under it, in a filtered or scrolled list too; borders and empty rows do nothing.",
        "the terminal",
    ),
    "tui.left-button-acts": Requirement(
        "Only the left button opens, chooses, copies, unfolds or goes to the end.", "the terminal"
    ),
    "tui.removed-widgets-are-not-painted": Requirement(
        "A widget that is being removed is not painted any more: Esc in a line that goes away never ends the program.",
        "bad days",
    ),
    "tui.follows-at-bottom": Requirement(
        "The view follows only at the bottom; above it the line says how much is new.", "the terminal"
    ),
    "tui.older-pages": Requirement("Older messages are loaded when the top is near.", "the terminal"),
    "tui.first-run": Requirement(
        "The first-run screen uses what was found, a pasted key, or the built-in model downloaded there.",
        "the first start",
    ),
    "tui.consent": Requirement(
        "An endpoint named by the .env of this folder is asked about before anything is sent.", "who answers"
    ),
    "tui.names-the-endpoint": Requirement(
        "Endpoint and model are on the screen before anything is sent.", "who answers"
    ),
    "tui.prepares-at-first-key": Requirement(
        "What the first request imports is prepared at the first key typed, not before.", "the terminal"
    ),
    "tui.unavailable": Requirement(
        "Data that cannot be opened ends the app with exit code 1 and one sentence.", "bad days"
    ),
    "tui.text-is-data": Requirement(
        "Markup and escape sequences in titles and errors are shown as text.", "the terminal"
    ),
    "tui.keys": Requirement(
        "Every binding has an id; help and palette are made from the bindings; config.toml changes the keys.",
        "the terminal",
    ),
    "tui.interrupt": Requirement(
        "Ctrl+C stashes a draft, cancels a run, and only twice when idle quits.", "the terminal"
    ),
    "tui.quits": Requirement("Ctrl+Q quits with exit code 0, in mid-stream too.", "the terminal"),
}
