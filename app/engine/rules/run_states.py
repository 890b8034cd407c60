"""The life of a run as a table: every legal move, and what each status does to the fields. Everything that ends or
advances a run goes through `move`; an illegal move is one error.

Source: the run life cycle of the Assistants API; which field is set in which status follows its objects.
"""

from msgspec.structs import replace

from app.api.objects import LastError, RequiredAction, Run, RunIncompleteDetails, RunStatus, Usage

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
"""`in_progress` to `queued` is a run whose owner left or died: another takes it up."""


class IllegalMove(Exception):
    """A run was to go where the table has no way."""


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
    """The run in its new status, with the stamps that go with it. Raises `IllegalMove`."""
    if status not in MOVES[run.status]:
        raise IllegalMove(f"a run cannot go from {run.status} to {status}")
    over = not MOVES[status]
    return replace(
        run,
        status=status,
        required_action=required_action,
        last_error=last_error,
        incomplete_details=incomplete_details,
        usage=(usage or Usage()) if over else None,
        started_at=now if status == "in_progress" else run.started_at,
        expires_at=None if over else run.expires_at,
        completed_at=now if status == "completed" else None,
        failed_at=now if status == "failed" else None,
        cancelled_at=now if status == "cancelled" else None,
    )
