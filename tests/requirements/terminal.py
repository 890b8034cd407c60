"""The terminal app, driven without a pseudo-terminal (app/tui)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "tui.message-shows-at-once": Requirement("A sent message is shown before the store has answered.", "the terminal"),
    "tui.status-moves": Requirement(
        "The line under the last message shows the status of the run in the API's word as it changes, and at the end "
        "the time it took and its tokens.",
        "the terminal",
    ),
    "tui.reply-streams": Requirement(
        "The reply streams in as Markdown, with Japanese and emoji intact.", "the terminal"
    ),
    "tui.who-answers": Requirement(
        "Replies have the name of their assistant, and the model that really answered.", "the terminal"
    ),
    "tui.welcome": Requirement(
        "An empty conversation says who answers, three things to try and the keys to know, until the first letter is "
        "typed.",
        "the first start",
    ),
    "tui.blank-sends-nothing": Requirement("Empty or blank input sends nothing.", "the terminal"),
    "box.delete-quits-nothing": Requirement(
        "In an empty message box Ctrl+D quits; Delete never does, whichever way the key comes to the box.",
        "the terminal",
    ),
    "tui.enter-while-active": Requirement(
        "During an active run Enter queues the message and says so, until the run is over.", "the terminal"
    ),
    "tui.cancel": Requirement(
        "Esc shows cancelling in the same frame, then cancelled in one dim line; the partial text is kept.",
        "the terminal",
    ),
    "tui.failed-and-again": Requirement(
        "A failed run is a block with message, code and keys; R, or F5 in the message box, retries it without a new "
        "message.",
        "the terminal",
    ),
    "tui.refused-message-comes-back": Requirement(
        "A message that cannot be stored is marked as not sent, and its text returns to the message box.",
        "the terminal",
    ),
    "tui.others": Requirement(
        "Changes by other processes on the same data appear by themselves: their threads in the list, their "
        "messages and runs in the open thread, unless the user has scrolled up.",
        "the terminal",
    ),
    "tui.readable": Requirement("Text is readable in light and in dark themes.", "the terminal"),
    "tui.theme": Requirement("A theme chosen on screen is used at the next start.", "the terminal"),
    "tui.follows-runs-of-others": Requirement(
        "A run that was started elsewhere is followed from its beginning when its thread is opened.", "runs"
    ),
    "tui.lost-following": Requirement(
        "If the events of a run cannot be read any more, the terminal follows it again, as often as necessary; a "
        "deleted run is dropped.",
        "the terminal",
    ),
    "tui.background-runs": Requirement(
        "Runs of other threads continue, and the thread list shows their status.", "the terminal"
    ),
    "tui.message-is-the-stored-one": Requirement(
        "A sent message on the screen becomes the stored one, with its id, and is never there twice.", "the terminal"
    ),
    "tui.run-notes": Requirement(
        "A run that expired, was cut off, or waits for a tool says so below the messages, in plain words.",
        "the terminal",
    ),
    "tui.take-over": Requirement(
        "When a run is reclaimed its unfinished message is shown once, from its new beginning.", "runs"
    ),
    "tui.threads": Requirement(
        "Threads are created, opened, switched, renamed and deleted from the keyboard.", "the terminal"
    ),
    "tui.title": Requirement(
        "The title is the first message; a new title is stored in the metadata and leaves other keys unchanged.",
        "the terminal",
    ),
    "tui.undo": Requirement(
        "A deleted thread is hidden at once, u restores it within ten seconds, and quitting deletes it.", "the terminal"
    ),
    "tui.panes": Requirement("Tab, Shift+Tab and Esc move between the panes.", "the terminal"),
    "tui.search": Requirement(
        "/ filters the list and searches the threads in the store, page by page.", "the terminal"
    ),
    "tui.drafts": Requirement(
        "The draft of each thread survives a switch, a quit and a broken drafts file; two windows that write the draft"
        " of one thread keep both texts.",
        "the terminal",
    ),
    "tui.prompts": Requirement(
        "↑ on the first row steps back through the messages sent, ↓ forward to the draft.", "the terminal"
    ),
    "tui.keys-in-order": Requirement("Keys that arrive faster than they are handled act in order.", "the terminal"),
    "tui.keyboard-bytes": Requirement(
        "No byte from the keyboard ends the program, and a paste is text whatever escapes it contains.", "the terminal"
    ),
    "tui.newlines": Requirement(
        "Every key that terminals send for a new line inserts one, and the message box grows to ten rows.",
        "the terminal",
    ),
    "tui.long-paste": Requirement(
        "A paste of 1 MB is shown as a chip and sent whole, in text parts of at most 256,000 characters.",
        "the terminal",
    ),
    "tui.too-small": Requirement(
        "A screen that is too small shows a message and works again when it is larger.", "the terminal"
    ),
    "tui.click-opens-what-is-clicked": Requirement(
        "A left click acts on the row under the pointer, in a filtered or scrolled list "
        "too; borders and empty rows do nothing.",
        "the terminal",
    ),
    "tui.left-button-acts": Requirement(
        "Only the left button opens, chooses, copies, unfolds or jumps to the end.", "the terminal"
    ),
    "tui.removed-widgets-are-not-painted": Requirement(
        "A widget that is being removed is not painted any more: Esc in an input that closes never ends the program.",
        "the terminal",
    ),
    "tui.follows-at-bottom": Requirement(
        "The view follows new text only at the bottom; further up, the status line says how much is new.",
        "the terminal",
    ),
    "tui.older-pages": Requirement("Older messages are loaded when the view is near the top.", "the terminal"),
    "tui.first-run": Requirement(
        "The first-run screen sets up a server that was found, a pasted key, or the "
        "built-in model, which it downloads.",
        "the first start",
    ),
    "tui.consent": Requirement(
        "The user is asked before anything is sent to an endpoint that the .env of this folder names.", "endpoints"
    ),
    "tui.names-the-endpoint": Requirement("Endpoint and model are on the screen before anything is sent.", "endpoints"),
    "tui.prepares-at-first-key": Requirement(
        "The imports of the first request start at the first key typed, not before.", "the terminal"
    ),
    "tui.unavailable": Requirement(
        "If the data cannot be opened the app ends with exit code 1 and one sentence.", "the terminal"
    ),
    "tui.text-is-data": Requirement(
        "Markup and escape sequences in titles and errors are shown as text.", "the terminal"
    ),
    "tui.keys": Requirement(
        "Every binding has an id; help and palette are generated from the bindings; config.toml changes the keys.",
        "the terminal",
    ),
    "tui.keys-named-as-bound": Requirement(
        "The keys named in the history, in the first row, in notices and in every dialog are the ones that the user's "
        "keymap has.",
        "the terminal",
    ),
    "tui.interrupt": Requirement(
        "Ctrl+C copies what is selected and says so, else stashes a draft, then cancels a run, and quits only when "
        "idle and pressed twice.",
        "the terminal",
    ),
    "tui.quits": Requirement("Ctrl+Q quits with exit code 0, in mid-stream too.", "the terminal"),
}
