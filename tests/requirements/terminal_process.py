"""The installed program in a real terminal: a process on a pseudo-terminal."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "screen.conversation": Requirement(
        "A typed message shows at once, its run moves queued, in_progress, completed, the reply streams in.",
        "the terminal",
    ),
    "screen.comes-back": Requirement("After a restart the conversation is there.", "the terminal"),
    "screen.threads-by-keyboard": Requirement("Threads are begun and switched from the keyboard.", "the terminal"),
    "screen.mouse": Requirement(
        "A left click in the thread list opens the thread under it, a right click opens none.", "the terminal"
    ),
    "screen.cancel": Requirement(
        "Esc cancels the run and closes the request; the partial text stays and the next message works.", "the terminal"
    ),
    "screen.leaves-no-trace": Requirement(
        "Quitting ends with exit code 0 and puts the terminal back as it was, in mid-stream too.", "the terminal"
    ),
    "screen.drafts": Requirement("The draft survives a quit.", "the terminal"),
    "screen.survives-kill": Requirement(
        "After SIGKILL in mid-stream the message is there, the run is taken up and completes, nothing is doubled.",
        "the terminal",
    ),
    "screen.first-run": Requirement(
        "Without key, server and weights the ways out are shown; a local server is found and named first.",
        "the first start",
    ),
    "screen.too-small": Requirement("A terminal too small says so and works again when larger.", "bad days"),
}
