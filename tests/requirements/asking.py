"""`ask`, its conversation line by line and the lists: the commands without a screen (app/headless)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "ask.streams-the-reply": Requirement(
        "The reply streams to stdout and nothing else does; stderr shows how to continue the thread.", "ask"
    ),
    "ask.exit-codes": Requirement(
        "The exit code is 0 for completed, 1 for failed, 2 for usage errors or no model, 3 for requires_action, 4 "
        "for cancelled, expired or incomplete.",
        "ask",
    ),
    "ask.text-from-argument-and-stdin": Requirement(
        "The text comes from the argument, stdin or both; blank text is refused with exit code 2.", "ask"
    ),
    "ask.long-text-in-parts": Requirement(
        "A text of more than 256,000 characters is sent whole, in several parts.", "ask"
    ),
    "ask.ways-out": Requirement("Without a model `ask` exits with 2 and names three ways to get one.", "ask"),
    "ask.dotenv-needs-consent": Requirement(
        "Nothing is sent to an address in a .env that the user has not allowed; `ask` "
        "exits with 2 and says how to allow it.",
        "endpoints",
    ),
    "ask.stop-cancels": Requirement(
        "Ctrl+C, SIGTERM or a closed stdout cancel the run; `ask` waits for it to end and exits with 4.", "ask"
    ),
    "ask.json": Requirement("--json prints the events of the run as they happen, one per line.", "ask"),
    "ask.safe-on-a-terminal": Requirement(
        "Terminal escapes in a reply are removed when stdout is a terminal and kept when it is not.", "ask"
    ),
    "ask.goes-on": Requirement(
        "--thread continues a thread with the assistant that replied last; --assistant chooses another.", "ask"
    ),
    "ask.plain": Requirement(
        "--plain is a conversation line by line that only appends output and continues after a message that failed.",
        "ask",
    ),
    "ask.deleted-assistant": Requirement(
        "--thread continues with the default assistant where the one that replied last was deleted; one that"
        " --assistant names and that does not exist is an error.",
        "ask",
    ),
    "ask.lists": Requirement("`threads` and `runs` list what is stored, as lines or JSON.", "ask"),
    "ask.reasoning": Requirement(
        "--reasoning prints the reasoning before the reply, dim on a terminal; otherwise it is not printed.",
        "reasoning",
    ),
    "ask.only-reasoning": Requirement(
        "A reply of reasoning alone says that the budget went on thinking, and what to do.", "reasoning"
    ),
}
