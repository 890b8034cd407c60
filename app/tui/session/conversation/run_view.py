"""The newest run of the open thread: the line with its status, and a note when it failed, waits or was cut off."""

import time

from msgspec import DecodeError, json, structs

from app.api.events import EventData, MessageDelta, ReasoningDelta
from app.api.message_text import delta_text
from app.api.objects import DEFAULT_ASSISTANT_ID, TERMINAL_STATUSES, Run
from app.api.run_facts import ONLY_REASONING, Reasoning
from app.tui.history import Block, History
from app.tui.history.document.notes.run_line import format_seconds
from app.tui.keys.key_names import KeyNames
from app.tui.text.one_line import one_line
from app.tui.widgets.edge_rows.status_line import StatusLine

RETRY = "{run.retry} Retry"
RETRY_OR_CONTINUE = "{run.retry} Retry · /continue Continue"
RETRY_OR_CHOOSE = "{run.retry} Retry · {endpoint.choose} Choose a model"
ANSWER = "{runs.waiting} Answer it yourself"
NOTHING_TO_RETRY = "There is nothing to retry: no reply failed, was cancelled or was cut off."
RETRY_LATER = "A reply is being written here. Retry when it is over."
REFUSED_S = 5.0
EMPTY_REPLY = "The model returned an empty reply."
CUT_OFF = "Cut off: the reply reached its token limit."
INCOMPLETE = {
    "max_completion_tokens": CUT_OFF,
    "max_prompt_tokens": CUT_OFF,
    "content_filter": "Stopped by the provider's content filter.",
}
"""A sentence for each reason that the API gives."""
MAX_ARGUMENT_CHARS = 200


class RunView:
    """Shows a run below the messages. `has_reasoning`: reasoning of it was seen."""

    def __init__(self, history: History, notices: StatusLine, keys: KeyNames) -> None:
        self._keys = keys
        self._history = history.transcript
        self._captions = history.document.captions
        self._status = history.run_status
        self._notices = notices
        self._lifetime_s = 0
        self._began_at = 0.0
        self._is_watched = False
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

    def check_retry(self) -> bool:
        """Return whether the run can be retried, and say if it cannot."""
        if self.is_active:
            self._notices.show_notice(RETRY_LATER, seconds=REFUSED_S)
        elif not self.can_retry:
            self._notices.show_notice(NOTHING_TO_RETRY, seconds=REFUSED_S)
        return self.can_retry

    @property
    def assistant_id(self) -> str:
        """The assistant that answers the next message."""
        if self.run is None:
            return DEFAULT_ASSISTANT_ID
        return self.run.assistant_id

    def open(self, run: Run | None) -> None:
        """Show the newest run of a thread that was just opened: what was said before is about another one."""
        self.clear_note()
        self.show(run)

    def show(self, run: Run | None) -> None:
        """Show the status of a run; None for a thread without runs. What is said of a run that is over is `note`'s."""
        if run is None or self.run is None or run.id != self.run.id:
            self._remove_note()
            self._lifetime_s = 0
            self.has_reasoning = False
            self._is_watched = run is not None and run.status == "queued"
            self._began_at = time.time() if run is None or self._is_watched else run.created_at
            self._status.begin(self._began_at, knows_rate=self._is_watched)
        elif run.status == "queued":  # its events come from the first on, or it was taken over and is written again
            self._status.begin(self._began_at, knows_rate=self._is_watched)
        if run and run.expires_at:  # null in a run that is over
            self._lifetime_s = run.expires_at - run.created_at
        if run:
            self._captions.expect(run)
        self.run = run
        self._history.allow_retry(self.can_retry)
        if run and self.is_active:
            self._status.show(run.status, run.expires_at)
        else:
            self._notices.drop_hint()

    def count(self, data: EventData) -> None:
        """Count text that the run has written."""
        if isinstance(data, MessageDelta):
            self._status.count(delta_text(data))
        elif isinstance(data, ReasoningDelta):
            self._status.count(data.text)
        self.has_reasoning = self.has_reasoning or isinstance(data, ReasoningDelta | Reasoning)

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
        block = block_of(run, answered=answered, thought=self.has_reasoning, lifetime_s=self._lifetime_s)
        if block:
            block = block._replace(keys=self._keys.fill(block.keys))
            self._history.block(_key(run), self._with_duration(run, block))
            if run.last_error:  # the same may have been said of the list of models
                self._notices.withdraw(run.last_error.message)
        else:
            self._history.remove_note(_key(run))
        if run.status not in TERMINAL_STATUSES:
            return
        self._history.explain(run.id)
        self._status.end("" if block else self._last_words(run, answered=answered))

    def _last_words(self, run: Run, *, answered: bool) -> str:
        """Return the line that stays of a run that was completed or cancelled."""
        words = [f"{run.status} {self._duration(run)}".rstrip()]
        if run.status == "completed" and run.usage:
            words.append(f"{run.usage.completion_tokens:,} tokens")
        if run.status == "completed" and not answered:
            words.append(EMPTY_REPLY)
        if run.status == "cancelled":
            words.append(self._keys.fill(RETRY))
        return " · ".join(words)

    def _with_duration(self, run: Run, block: Block) -> Block:
        """Add how long the run took to the status in the API's words."""
        duration = self._duration(run) if run.status in TERMINAL_STATUSES else ""
        if not duration:
            return block
        *details, last = block.details
        return block._replace(details=[*details, f"{last} · {duration}"])

    def _duration(self, run: Run) -> str:
        """Return how long the run took; empty where nobody knows."""
        if self._is_watched:
            return format_seconds(time.time() - self._began_at)
        seconds = run.seconds_taken(time.time())
        if seconds is None:
            return ""
        if not seconds:  # the API's times are whole seconds
            return "< 1 s"
        return format_seconds(seconds)

    def note_reasoning_alone(self) -> None:
        """Say below the messages that the run ended with reasoning alone, as is stored of it."""
        if self.run and not self.is_active:
            self.has_reasoning = True
            self.note(self.run, answered=False)

    def clear_note(self) -> None:
        """Remove what is said of the run: under a newer message it would seem to belong to that."""
        self._notices.drop_hint()
        self._remove_note()

    def _remove_note(self) -> None:
        self._status.end()
        self._history.explain(None)
        if self.run:
            self._history.remove_note(_key(self.run))


def block_of(run: Run, *, answered: bool, thought: bool = False, lifetime_s: int = 0) -> Block | None:
    """Return what is to be said of a run that failed, waits, or wrote no whole reply; None of any other.

    `answered`: the run wrote a message. `thought`: it wrote reasoning.
    """
    details = [run.status]
    if run.status in ("completed", "incomplete") and thought and not answered:
        return Block(ONLY_REASONING, details, RETRY_OR_CONTINUE if run.status == "incomplete" else "", "warning")
    match run.status:
        case "failed" if run.last_error:
            reason, _, rest = run.last_error.message.partition("\n")
            return Block(reason, [rest, f"failed · {run.last_error.code}"], RETRY_OR_CHOOSE)
        case "failed":
            return Block("The run failed.", details, RETRY_OR_CHOOSE)
        case "expired":
            return Block(f"Timed out{_after(lifetime_s)}.", details, RETRY, "warning")
        case "incomplete" if run.incomplete_details:
            details = [f"incomplete · {run.incomplete_details.reason}"]
            return Block(INCOMPLETE[run.incomplete_details.reason], details, RETRY_OR_CONTINUE, "warning")
        case "incomplete":
            return Block("The reply is incomplete.", details, RETRY_OR_CONTINUE, "warning")
        case "requires_action":
            return Block(
                f"Waiting for the result of {_required_calls(run)}.", keys=ANSWER, kind="warning", is_question=True
            )
        case _:
            return None


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
