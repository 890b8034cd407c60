"""`ask`, its conversation line by line and the lists: the commands without a screen (app/headless)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "ask.streams-the-reply": Requirement(
        "The reply is on stdout as it streams and nothing else is; where to go on is told on stderr.", "asking"
    ),
    "ask.exit-codes": Requirement(
        "0 completed, 1 failed, 2 usage or no model, 3 requires_action left open, 4 cancelled, expired or incomplete.",
        "asking",
    ),
    "ask.text-from-argument-and-stdin": Requirement(
        "The text is the argument, what stdin carries, or both; a blank one is refused with 2.", "asking"
    ),
    "ask.long-text-in-parts": Requirement(
        "A text of more than 256,000 characters is sent whole, in several parts.", "bad days"
    ),
    "ask.ways-out": Requirement("Without a model `ask` exits with 2 and names three ways out.", "bad days"),
    "ask.dotenv-needs-consent": Requirement(
        "An address from a .env that nobody allowed gets nothing: 2, and the sentence how to allow it.", "who answers"
    ),
    "ask.stop-cancels": Requirement(
        "Ctrl+C, SIGTERM or a closed stdout cancel the run; it is waited for and the exit code is 4.", "asking"
    ),
    "ask.json": Requirement("--json prints the run's events, one a line, as they happen.", "asking"),
    "ask.safe-on-a-terminal": Requirement(
        "Terminal escapes in a reply are removed when stdout is a terminal, and kept when it is not.", "asking"
    ),
    "ask.goes-on": Requirement(
        "--thread goes on in a thread with the assistant that answered last, --assistant chooses another.", "asking"
    ),
    "ask.plain": Requirement(
        "--plain is a conversation line by line that only appends, and goes on after a message that failed.", "asking"
    ),
    "ask.lists": Requirement("threads and runs list what is stored, as lines or JSON.", "asking"),
}
