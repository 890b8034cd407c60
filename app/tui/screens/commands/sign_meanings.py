"""What the signs of the conversation list mean, made from the table that the list draws them from."""

from app.api.objects import RunStatus
from app.tui.widgets.frames.spinner import FRAMES
from app.tui.widgets.list_rows.signs import SIGNS, UNREAD_SIGN

MEANINGS: dict[RunStatus, str] = {
    "queued": "waits to start",
    "in_progress": "is replying",
    "cancelling": "is being cancelled",
    "cancelled": "was cancelled",
    "requires_action": "waits for you",
    "failed": "failed",
    "expired": "timed out",
    "incomplete": "was cut off",
}
"""What the newest run of a conversation does."""
UNREAD_MEANING = "has a reply that you have not read"


def list_signs() -> list[tuple[str, str]]:
    """Return each sign, with its letters in brackets, and its meaning; statuses with the same sign share one."""
    letters: dict[str, list[str]] = {}
    meanings: dict[str, list[str]] = {}
    for status, meaning in MEANINGS.items():
        if status in SIGNS:
            sign = SIGNS[status].sign or FRAMES[0]
            letters.setdefault(sign, []).append(SIGNS[status].letter)
            meanings.setdefault(sign, []).append(meaning)
    signs = [(f"{sign} ({', '.join(letters[sign])})", ", ".join(parts)) for sign, parts in meanings.items()]
    return [*signs, (f"{UNREAD_SIGN.sign} ({UNREAD_SIGN.letter})", UNREAD_MEANING)]
