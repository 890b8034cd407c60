"""Who wrote each message, as its header says it: the name of the assistant, the model that answered, the time."""

from collections.abc import Mapping
from datetime import datetime

from app.api.message_text import ROLE_NAMES
from app.api.model_reference import parse_model
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.tui.history.render.header import Caption
from app.tui.keys.key_names import KeyNames
from app.tui.text.file_names import FileNames
from app.tui.text.one_line import one_line

SHOW_MORE = "click to show more"


class Captions:
    """What is known of assistants and runs so far, by id; the session tells it."""

    def __init__(self) -> None:
        self.files = FileNames()
        self.explained_run: str | None = None
        """The run whose end is told below the messages: its replies need no mark that says it again."""
        self.can_retry = False
        """Whether the newest run can be run again."""
        self.show_more = ""
        """How more is shown of what is folded."""
        self.next_model = ""
        """The model that answers the next message, as far as it is known."""
        self.unseen_above: tuple[str, str] = ("", "")
        """The first message of those that the model sees, and what is said above it of the others."""
        self._names: dict[str, str] = {}
        self._models: dict[str, str] = {}
        self._runs: dict[str, Run] = {}
        self._places: Mapping[str, str] = {}
        self.name_keys(KeyNames({}))

    def name_keys(self, keys: KeyNames) -> None:
        """Name the keys that the user has set."""
        self.show_more = keys.describe({"history.unfold": f"or {SHOW_MORE}"}) or SHOW_MORE

    def set_places(self, places: Mapping[str, str]) -> bool:
        """Say of messages that have siblings which of how many they are. Return whether anything is new."""
        before, self._places = self._places, places
        return before != places

    def has_siblings(self, message: Message) -> bool:
        """Whether a message is one of several at its place."""
        return message.id in self._places

    def add(self, names: Mapping[str, str], models: Mapping[str, str]) -> bool:
        """Add names of assistants, and models of runs. Return whether anything is new."""
        known = (dict(self._names), dict(self._models))
        self._names |= {assistant_id: one_line(name) for assistant_id, name in names.items()}
        self._models |= {run_id: one_line(model) for run_id, model in models.items()}
        return known != (self._names, self._models)

    def expect(self, run: Run) -> None:
        """Note a run. Until it is known which model answers, its reply names the one that it asks for."""
        self._runs[run.id] = run
        model = parse_model(run.model).model or self.next_model
        if model and run.id not in self._models and run.status not in TERMINAL_STATUSES:
            self._models[run.id] = one_line(model)

    def caption(self, message: Message) -> Caption:
        """Return what the header of a message says."""
        name = ROLE_NAMES[message.role]
        details: list[str] = []
        if message.role == "assistant":
            name = self._names.get(message.assistant_id or "") or name
            details.append(self._models.get(message.run_id or "", ""))
        details += [self._places.get(message.id, ""), format_time(message.created_at)]
        first_seen, words = self.unseen_above
        above = words if message.id == first_seen else ""
        return Caption(name, f"history--{message.role}", [one for one in details if one], above)

    def caption_of_run(self, run_id: str) -> Caption:
        """Return what stands above a run that has written no message so far."""
        run = self._runs.get(run_id)
        name, details = ROLE_NAMES["assistant"], [self._models.get(run_id, "")]
        if run is not None:
            name = self._names.get(run.assistant_id) or name
            details.append(format_time(run.created_at))
        return Caption(name, "history--assistant", [one for one in details if one])


def format_time(seconds: int) -> str:
    """Format a time as `14:02`, with the date before it unless it is today's; empty for a time that is not known."""
    if not seconds:
        return ""
    time, today = datetime.fromtimestamp(seconds), datetime.now()
    if time.date() == today.date():
        return f"{time:%H:%M}"
    if time.year == today.year:
        return f"{time.day} {time:%b %H:%M}"
    return f"{time:%Y-%m-%d %H:%M}"
