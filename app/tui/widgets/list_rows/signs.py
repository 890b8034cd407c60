"""The sign in front of a conversation: what its newest run does, or that its reply has not been read."""

from typing import NamedTuple

from app.api.objects import RunStatus
from app.tui.widgets.frames.spinner import find_frame


class Sign(NamedTuple):
    """A sign, the letter in its place where signs or colours cannot be shown, and its style. No sign: it spins."""

    sign: str
    letter: str
    look: str


NO_SIGN = Sign(" ", " ", "dim")
UNREAD_SIGN = Sign("•", "u", "unread")
SIGNS: dict[RunStatus, Sign] = {
    "queued": Sign("", "q", "active"),
    "in_progress": Sign("", "r", "active"),
    "cancelling": Sign("", "c", "active"),
    "requires_action": Sign("!", "a", "waiting"),
    "failed": Sign("✗", "f", "failed"),
    "expired": Sign("✗", "e", "failed"),
    "incomplete": Sign("✗", "i", "failed"),
}
"""The others need none: the run is over, as the user wanted it."""


def find_sign(status: RunStatus | None, *, unread: bool) -> Sign:
    """Return the sign of a conversation."""
    sign = SIGNS.get(status, NO_SIGN) if status else NO_SIGN
    if sign is NO_SIGN and unread:
        return UNREAD_SIGN
    return sign


def is_active(status: RunStatus | None) -> bool:
    """Whether a run with this status has a sign that moves."""
    return status in ("queued", "in_progress", "cancelling")


def draw_sign(sign: Sign, now: float, *, letters: bool) -> str:
    """Return the character that shows it at this time."""
    if letters:
        return sign.letter
    return sign.sign or find_frame(now)
