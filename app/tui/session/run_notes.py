"""What the history says about a run that did not simply complete: `Conversation` puts it below the messages."""

from msgspec import structs

from app.api.objects import Run

AGAIN = "R tries again (F5 from the box)."
OTHERWISE = "R tries again (F5 from the box), Ctrl+L chooses who answers."


def note(run: Run, *, said: bool) -> str:
    """A sentence, in the API's words where it has some; empty when nothing is to be said. `said`: it has a message."""
    match run.status:
        case "completed" if not said:
            return "completed · The model said nothing."
        case "failed":
            error = run.last_error
            return f"failed · {error.code}: {error.message}\n{OTHERWISE}" if error else f"failed. {OTHERWISE}"
        case "expired":
            return f"expired · The run took longer than it may. {AGAIN}"
        case "incomplete":
            reason = run.incomplete_details.reason if run.incomplete_details else "no reason given"
            return f"incomplete · {reason}. {AGAIN}"
        case "cancelled":
            return f"cancelled · {AGAIN}"
        case "requires_action":
            calls = run.required_action.submit_tool_outputs.tool_calls if run.required_action else []
            names = ", ".join(call.function.name for call in calls)
            return f"requires_action · waits for the output of {names}. Esc cancels."
        case _:
            return ""


def as_cancelling(run: Run) -> Run:
    """The run as it will be once the engine has heard; shown in the frame of the key."""
    return structs.replace(run, status="cancelling")
