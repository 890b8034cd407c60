"""What can be done with messages: copying, saving, quoting, deleting, opening their links (app/tui/screens/chat)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "messages.copied-only-when-true": Requirement(
        "“Copied” is said only when a tool of the desktop or tmux took the text, or the terminal is known to take it; "
        "else the notice says how to get at the text.",
        "the terminal",
    ),
    "messages.tables": Requirement("A table is copied as tab-separated values.", "the terminal"),
    "messages.conversation": Requirement(
        "The whole conversation is copied or saved as Markdown, also the messages that are not loaded.", "the terminal"
    ),
    "messages.html": Requirement(
        "Keys, small figures, summaries and numbers of footnotes are shown as what they mean; other tags are text.",
        "the terminal",
    ),
    "messages.diagrams": Requirement("The source of a Mermaid diagram has its kind in its header.", "the terminal"),
    "messages.quoted": Requirement(
        "A message, or what is selected of it, is put into the message box as a quote, below the draft.", "the terminal"
    ),
    "messages.deleted": Requirement(
        "A message is deleted after a question; one that the API does not let go stays, with its reason.",
        "the terminal",
    ),
    "messages.prompts": Requirement("Two keys go from one of the user's messages to the next.", "the terminal"),
    "messages.raw": Requirement("A key shows the Markdown source of a reply, also as it grows.", "the terminal"),
    "messages.saved": Requirement(
        "A code block, a message or the conversation is saved to a file, which is never replaced without a question.",
        "the terminal",
    ),
}
