"""The exit codes of the program, as README promises them to scripts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.api.objects import RunStatus

COMPLETED = 0
FAILED = 1
USAGE = 2
"""Nothing was started: a wrong command line, a broken settings file, no model."""
ACTION_REQUIRED = 3
STOPPED = 4
"""The run was cancelled or expired or is incomplete, a signal came, or stdout was closed."""
SIGNALLED = 128
"""Plus the number of the signal: the process did not end in order, as a shell reports it."""

EXIT_CODES: "dict[RunStatus, int]" = {
    "completed": COMPLETED,
    "failed": FAILED,
    "requires_action": ACTION_REQUIRED,
    "cancelled": STOPPED,
    "expired": STOPPED,
    "incomplete": STOPPED,
}
"""The exit code for each status in which `ask` stops following a run."""
