"""The newest run of the open thread: its status, and a note when it failed, waits or ended without a whole reply."""

from msgspec import DecodeError, json, structs

from app.api.objects import DEFAULT_ASSISTANT_ID, TERMINAL_STATUSES, Run
from app.api.run_facts import ONLY_REASONING
from app.tui.history import Transcript
from app.tui.text.one_line import one_line
from app.tui.widgets.status_line import StatusLine

RETRY = "R to retry (F5 in the message box)."
RETRY_OR_CHOOSE = "R to retry (F5 in the message box), Ctrl+L to choose a model."
CUT_OFF = "Cut off: the reply reached its token limit."
INCOMPLETE = {
    "max_completion_tokens": CUT_OFF,
    "max_prompt_tokens": CUT_OFF,
    "content_filter": "Stopped by the provider's content filter.",
}
"""A sentence for each reason that the API gives."""
MAX_ARGUMENT_CHARS = 200


class RunView:
    """Shows a run in the status line and below the messages. `has_reasoning`: reasoning of it was seen."""

    def __init__(self, history: Transcript, status: StatusLine) -> None:
        self._history = history
        self._status = status
        self._lifetime_s = 0
        self.run: Run | None = None
        self.has_reasoning = False

    @property
    def is_active(self) -> bool:
        """Whether there is a run that is not over."""
        return self.run is not None and self.run.status not in TERMINAL_STATUSES

    @property
    def can_retry(self) -> bool:
        """Whether the run ended without a whole reply."""
        return self.run is not None and self.run.status in TERMINAL_STATUSES - {"completed"}

    @property
    def assistant_id(self) -> str:
        """The assistant that answers the next message."""
        if self.run is None:
            return DEFAULT_ASSISTANT_ID
        return self.run.assistant_id

    def show(self, run: Run | None) -> None:
        """Show the status of a run; None for a thread without runs."""
        if run is None or self.run is None or run.id != self.run.id:
            self.clear_note()
            self._lifetime_s = 0
            self.has_reasoning = False
        if run and run.expires_at:  # null in a run that is over
            self._lifetime_s = run.expires_at - run.created_at
        self.run = run
        self._status.show_run(run)

    def is_newest(self, run: Run) -> bool:
        """Whether this is the run shown here, or a newer one."""
        return self.run is None or run.id == self.run.id or run.created_at >= self.run.created_at

    def is_cancelling(self, run_id: str) -> bool:
        """Whether this run is shown as being cancelled."""
        return self.run is not None and self.run.id == run_id and self.run.status == "cancelling"

    def show_cancelling(self, run: Run) -> None:
        """Show a run as cancelling at once, before the engine has the request."""
        self.show(structs.replace(run, status="cancelling"))

    def note(self, run: Run, *, answered: bool) -> None:
        """Say below the messages how the run ended, or what it waits for."""
        words = note_of(run, answered=answered, thought=self.has_reasoning, lifetime_s=self._lifetime_s)
        if not words:
            self._history.remove_note(_key(run))
        elif run.status == "failed":
            self._history.note(_key(run), words, "error")
        else:
            self._history.note(_key(run), words, "status")

    def note_reasoning_alone(self) -> None:
        """Say below the messages that the run ended with reasoning alone, as is stored of it."""
        if self.run and not self.is_active:
            self.has_reasoning = True
            self.note(self.run, answered=False)

    def clear_note(self) -> None:
        """Remove the note: under a newer message it would seem to belong to that."""
        if self.run:
            self._history.remove_note(_key(self.run))


def note_of(run: Run, *, answered: bool, thought: bool = False, lifetime_s: int = 0) -> str:
    """Return a sentence about a run, empty when there is nothing to say.

    `answered`: the run wrote a message. `thought`: it wrote reasoning.
    """
    match run.status:
        case "completed" if thought and not answered:
            return ONLY_REASONING
        case "incomplete" if thought and not answered:
            return f"{ONLY_REASONING} {RETRY}"
        case "completed" if not answered:
            return "The model returned an empty reply."
        case "failed" if run.last_error:
            return f"failed · {run.last_error.code}: {run.last_error.message}\n{RETRY_OR_CHOOSE}"
        case "failed":
            return f"failed. {RETRY_OR_CHOOSE}"
        case "expired":
            return f"Timed out{_after(lifetime_s)}. {RETRY}"
        case "incomplete" if run.incomplete_details:
            return f"{INCOMPLETE[run.incomplete_details.reason]} {RETRY}"
        case "incomplete":
            return f"The reply is incomplete. {RETRY}"
        case "cancelled":
            return f"cancelled · {RETRY}"
        case "requires_action":
            return f"Waiting for the result of {_required_calls(run)}."
        case _:
            return ""


def _after(seconds: int) -> str:
    if not seconds:
        return ""
    if seconds < 60:
        return f" after {seconds} s"
    return f" after {seconds // 60} min"


def _required_calls(run: Run) -> str:
    """Return the calls as code: `get_weather(city="Oslo")`."""
    if run.required_action is None:
        return "a tool"
    calls = run.required_action.submit_tool_outputs.tool_calls
    return ", ".join(f"{call.function.name}({_arguments(call.function.arguments)})" for call in calls)


def _arguments(text: str) -> str:
    """Return the JSON arguments of a call as keyword arguments, on one line; as they are if they are no JSON object."""
    try:
        arguments = json.decode(text, type=dict[str, object])
    except DecodeError:  # the model wrote them
        line = text
    else:
        line = ", ".join(f"{name}={json.encode(value).decode()}" for name, value in arguments.items())
    line = one_line(line)
    if len(line) > MAX_ARGUMENT_CHARS:
        return f"{line[:MAX_ARGUMENT_CHARS]}…"
    return line


def _key(run: Run) -> str:
    return f"run {run.id}"
