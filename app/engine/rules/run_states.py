"""The state machine of a run as a table: every legal move, and what each status does to the fields.

Everything that ends or advances a run goes through `move`; an illegal move is one error. Source: the run life cycle of
the Assistants API; which field is set in which status follows its objects.
"""

from msgspec.structs import replace

from app.api.objects import TERMINAL_STATUSES, LastError, RequiredAction, Run, RunIncompleteDetails, RunStatus, Usage

MOVES: dict[RunStatus, frozenset[RunStatus]] = {
    "queued": frozenset({"in_progress", "cancelling", "failed", "expired"}),
    "in_progress": frozenset(
        {"queued", "requires_action", "cancelling", "completed", "incomplete", "failed", "expired"}
    ),
    "requires_action": frozenset({"queued", "cancelling", "failed", "expired"}),
    "cancelling": frozenset({"cancelled", "completed", "failed", "expired"}),
    "cancelled": frozenset(),
    "failed": frozenset(),
    "completed": frozenset(),
    "incomplete": frozenset(),
    "expired": frozenset(),
}
"""`in_progress` to `queued` is a run whose owner left or died: another process may claim it."""

STAMPS: dict[RunStatus, str] = {
    "in_progress": "started_at",
    "completed": "completed_at",
    "failed": "failed_at",
    "cancelled": "cancelled_at",
}
"""The field that says when a run got this status."""


class IllegalMove(Exception):
    """The table has no such move."""


def move(
    run: Run,
    status: RunStatus,
    now: int,
    *,
    required_action: RequiredAction | None = None,
    last_error: LastError | None = None,
    incomplete_details: RunIncompleteDetails | None = None,
    usage: Usage | None = None,
) -> Run:
    """Return the run in its new status, with the fields that go with it. Raises `IllegalMove`."""
    if status not in MOVES[run.status]:
        raise IllegalMove(f"a run cannot go from {run.status} to {status}")
    moved = replace(
        run,
        status=status,
        required_action=required_action,
        last_error=last_error,
        incomplete_details=incomplete_details,
        usage=None,
        completed_at=None,
        failed_at=None,
        cancelled_at=None,
    )
    if status in STAMPS:
        moved = replace(moved, **{STAMPS[status]: now})
    if status in TERMINAL_STATUSES:
        moved = replace(moved, usage=usage or Usage(), expires_at=None)
    return moved
