"""The step that a writer makes: with the id of the one that an earlier attempt left unfinished, if there is one."""

from typing import Literal

from msgspec.structs import replace

from app.api.objects import Run
from app.api.steps import RunStep, StepDetails
from app.engine.rules.ids import new_id


def new_step(
    run: Run, kind: Literal["message_creation", "tool_calls"], details: StepDetails, now: int, old: RunStep | None
) -> RunStep:
    """Make a step that begins now; `old`: the unfinished one."""
    step = RunStep(
        id=new_id("step"),
        created_at=now,
        run_id=run.id,
        assistant_id=run.assistant_id,
        thread_id=run.thread_id,
        type=kind,
        status="in_progress",
        step_details=details,
        expires_at=run.expires_at,
    )
    if old is None:
        return step
    return replace(step, id=old.id, created_at=old.created_at)
