"""How the terminal app looks, and what it says while its window is elsewhere."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "look.contrast": Requirement(
        "In every theme that is offered text has a contrast of 4.5 with what is behind it, dim text and the borders of "
        "panes, of dialogs and of the unfocused message box one of 3; themes in the terminal's own colours are exempt.",
        "the look",
    ),
    "look.light-and-dark": Requirement(
        "Unless a theme is set, the terminal app is light or dark as the terminal says it is, at the start and when "
        "that changes; what the terminal says never reaches the message box.",
        "the look",
    ),
    "look.calls-back": Requirement(
        "When a run ends or waits while the window is elsewhere, the terminal rings, a notification is sent (OSC 9 or "
        "777) and the title of the window says so, until the user is back; `notifications` turns that off.",
        "the look",
    ),
    "look.days": Requirement(
        "The thread list stands under the names of its days, which are no rows to choose, with the age of each row at "
        "the right.",
        "the look",
    ),
    "look.signs": Requirement(
        "A conversation has a moving sign while a run is active, ! when it waits, ✗ when it failed, • when its reply "
        "is unread, none when it is done; letters without colours, for screen readers and on the Linux console.",
        "the look",
    ),
    "look.search-field": Requirement(
        "The search field opens at the top of the list, where its key is shown; hits are bold, and the number of rows "
        "is said below.",
        "the look",
    ),
    "look.header": Requirement(
        "The first row shows the title of the open conversation and who answers, and the program's name where there "
        "is room.",
        "the look",
    ),
    "look.header-model": Requirement(
        "Where the first row has no space for endpoint and model, the endpoint is cut first, to no less than six "
        "cells.",
        "the look",
    ),
    "look.footer": Requirement(
        "The last row shows three keys for where the user is and what happens there, by the user's keymap; a low "
        "window leaves it out.",
        "the look",
    ),
    "frames.changed-cells-only": Requirement(
        "A frame paints only what changed: no row and no widget without a changed cell is drawn for it.", "speed"
    ),
    "frames.one-timer": Requirement(
        "One timer draws all that moves by itself, in the frames of streamed text where there are any; none runs "
        "while nothing moves.",
        "speed",
    ),
    "look.linux-console": Requirement(
        "On the Linux console nothing is drawn that its font lacks: box corners, spinner, signs and scrollbars have "
        "stand-ins of code page 437.",
        "the terminal",
    ),
}
