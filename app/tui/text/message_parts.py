"""From what was typed and pasted to the content of a message: `Conversation` sends it."""

from app.api.requests import MAX_TEXT, CreateMessage, TextRequestPart
from app.tui.local_state import Draft


def whole(draft: Draft) -> str:
    """The text to send: what was typed, then each long paste below it. Empty when all of it is blank."""
    text = "\n\n".join(part for part in (draft.text.strip("\n"), *draft.pasted) if part)
    return text if text.strip() else ""


def message(text: str) -> CreateMessage:
    """A user's message; text that one part cannot hold goes into several, which read as one."""
    if len(text) <= MAX_TEXT:
        return CreateMessage(role="user", content=text)
    pieces = [TextRequestPart(text=text[start : start + MAX_TEXT]) for start in range(0, len(text), MAX_TEXT)]
    return CreateMessage(role="user", content=list(pieces))
