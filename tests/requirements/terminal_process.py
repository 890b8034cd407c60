"""The installed program in a real terminal: a process on a pseudo-terminal."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "screen.conversation": Requirement(
        "A typed message is shown at once, its run moves through queued, in_progress and "
        "completed, and the reply streams in.",
        "the terminal",
    ),
    "screen.comes-back": Requirement("The conversation is still there after a restart.", "the terminal"),
    "screen.threads-by-keyboard": Requirement("Threads are created and switched from the keyboard.", "the terminal"),
    "screen.mouse": Requirement(
        "A left click in the thread list opens the thread under the pointer; a right click opens none.", "the terminal"
    ),
    "screen.cancel": Requirement(
        "Esc cancels the run and closes the request; the partial text is kept and the next message works.",
        "the terminal",
    ),
    "screen.leaves-no-trace": Requirement(
        "Quitting exits with 0 and restores the terminal, in mid-stream too.", "the terminal"
    ),
    "screen.drafts": Requirement("The draft survives a quit.", "the terminal"),
    "screen.survives-kill": Requirement(
        "After SIGKILL in mid-stream the message is there; its run is reclaimed and "
        "completes, and nothing is duplicated.",
        "the terminal",
    ),
    "screen.first-run": Requirement(
        "Without a key, a server or weights the first-run screen lists the choices; a "
        "local server that was found comes first.",
        "the first start",
    ),
    "screen.too-small": Requirement(
        "A terminal that is too small shows a message and works again when it is larger.", "the terminal"
    ),
}
