"""Clicks and keys in each pane, and several windows on one data folder."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "windows.live": Requirement(
        "What another window stores in the open thread appears here while it happens: its message, its reply, its "
        "cancel, its title; in the stored order, once, and without a change of draft, place of the view or selection.",
        "several windows",
    ),
    "windows.opening-is-no-change": Requirement(
        "To open another conversation is no change of the list: it is not read again for it.",
        "the engine",
    ),
    "windows.same-moment": Requirement(
        "Of two windows that send to one thread at the same moment one is told so in plain words, sees the other's "
        "message and reply, and has its message in the queue, from where it is sent when that reply is over.",
        "several windows",
    ),
    "windows.deleted-elsewhere": Requirement(
        "A thread deleted elsewhere is said to be: the window that showed it has a new conversation with the draft, "
        "and opening it from the list opens nothing. No id is shown.",
        "several windows",
    ),
    "windows.draft-of-the-opened": Requirement(
        "What is typed or sent while a thread is being read belongs to that thread, however long reading takes.",
        "the terminal",
    ),
    "windows.retry-replaces": Requirement(
        "A retry replaces the reply that broke off, on the screen, when the thread is opened again, and in what the "
        "model is given; in the terminal it is then a version of the new reply.",
        "the terminal",
    ),
    "windows.search-ends-with-enter": Requirement(
        "Enter in the search line or on a hit opens it, ends the search and goes to the message box; without a hit "
        "Enter changes nothing. Esc in the hits ends the search too; a click leaves the hits there, unless the list "
        "goes out of sight, and the next search replaces the earlier one.",
        "the terminal",
    ),
    "windows.undo-stays": Requirement(
        "Undoing a deletion lists the thread again and leaves the open conversation; only a thread that was open when "
        "it was deleted is opened again.",
        "the terminal",
    ),
    "windows.newest-end": Requirement(
        "A thread opens at the newest end of its last message, however long that is; space or a click shows what is "
        "above.",
        "the terminal",
    ),
    "windows.clicks": Requirement(
        "Each widget that takes a click acts on what is under the pointer, by the bytes that terminals send (SGR), "
        "also scrolled, narrow and after a resize; a release elsewhere and a drag act on nothing.",
        "the terminal",
    ),
    "windows.notices": Requirement(
        "A notice is shown in the status line, in rows of its own if it is long; it lies over nothing, and repeats "
        "no sentence that is on the screen.",
        "the terminal",
    ),
    "windows.keys-behind": Requirement(
        "What is typed or pasted in the same moment behind a key that opens a dialog reaches the dialog; behind a "
        "click on a conversation, the message box.",
        "the terminal",
    ),
    "windows.other-buttons": Requirement(
        "The right and the middle button do nothing, and the buttons beyond do nothing.", "the terminal"
    ),
    "windows.no-colour": Requirement(
        "With NO_COLOR the terminal app writes no colour code; the caret, selections, the chosen row and the focused "
        "pane are reversed, underlined or have a heavier border.",
        "the terminal",
    ),
    "windows.removal-survives-frames": Requirement(
        "No screen, dialog, line or notice that is closed ends the program, whatever is painted or pointed at "
        "meanwhile: 200 rounds of search, text, Esc beside a streaming reply and resizes.",
        "the terminal",
    ),
    "windows.dialogs-close-once": Requirement(
        "A dialog closes once, however many keys that close it arrive together, a choice acts once, and "
        "nothing that it had begun acts behind its close.",
        "the terminal",
    ),
    "windows.any-size": Requirement(
        "No size of the window ends the program, from one cell on, whatever is open.", "the terminal"
    ),
    "windows.retry-then-cancel": Requirement("Esc right behind a retry cancels the run of that retry.", "the terminal"),
}
