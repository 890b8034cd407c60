"""The exit codes of `ask`, as README promises them to scripts."""

from app.api.objects import RunStatus

COMPLETED = 0
FAILED = 1
USAGE = 2
"""A wrong command line, a broken settings file, no model to ask: nothing was asked."""
ACTION_REQUIRED = 3
STOPPED = 4
"""Cancelled, expired or incomplete."""

CODES: dict[RunStatus, int] = {
    "completed": COMPLETED,
    "failed": FAILED,
    "requires_action": ACTION_REQUIRED,
    "cancelled": STOPPED,
    "expired": STOPPED,
    "incomplete": STOPPED,
}
"""Where following a run may stop, and what the process says then."""
