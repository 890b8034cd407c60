"""How a run is told: as text with its statuses beside it, or as one event a line. `ask` feeds them events.

The reply goes to stdout and nothing else does. Statuses go to stderr and only to a terminal; why a run failed and
where to go on is told on stderr in any case.
"""

import time
from contextlib import suppress
from typing import Protocol, TextIO

import msgspec

from app.api.events import Event, MessageDelta
from app.api.message_text import delta_text, text_of
from app.api.objects import Message, Run
from app.headless.clean_text import Cleaner, clean, escaped

ERASE_LINE = "\r\x1b[2K"


class Printer(Protocol):
    """Tells what happens in a run."""

    def endpoint(self, name: str) -> None:
        """Who will be asked; called before anything is sent."""
        ...

    def event(self, event: Event) -> None:
        """One fact of the run."""
        ...

    def end(self, run: Run, model: str) -> None:
        """Where it stopped; `model` is the name of what answered, empty when unknown."""
        ...

    def note(self, sentence: str) -> None:
        """A sentence for the person, beside the reply."""
        ...


class TextPrinter:
    """The reply on stdout as it streams. `live`: on a terminal the status is drawn, and drawn over."""

    def __init__(self, out: TextIO, err: TextIO, *, live: bool = True) -> None:
        self._out = out
        self._cleaner = Cleaner() if out.isatty() else None
        self._status = StatusLine(err, live=live)
        self._shown: dict[str, int] = {}
        self._at_line_start = True

    def endpoint(self, name: str) -> None:
        """The name in front of every status."""
        self._status.name = name

    def event(self, event: Event) -> None:
        """Print what the reply grew by."""
        match event.data:
            case MessageDelta() as delta:
                self._say(delta.id, delta_text(delta))
            case Message(role="assistant") as message if message.status != "in_progress":
                # It carries the whole text: the deltas may be gone when a run is followed late.
                self._say(message.id, text_of(message.content)[self._shown.get(message.id, 0) :])
            case Run(status=status):
                if status == "queued" and self._shown:
                    self._begin_again()
                if self._at_line_start:  # else it would be drawn over the last line of the reply
                    self._status.show(status)
            case _:
                pass

    def end(self, run: Run, model: str) -> None:
        """End the line of the reply; then what became of the run. Nobody may be reading stdout any more."""
        self._end_line()
        if run.status == "completed" and not self._shown:
            self._status.note("The model said nothing.")
        self._status.end(run, model)

    def note(self, sentence: str) -> None:
        """On stderr, under what there is of the reply."""
        self._end_line()
        self._status.note(sentence)

    def _end_line(self) -> None:
        with suppress(OSError):
            if self._cleaner:
                self._write(self._cleaner.end())
            if not self._at_line_start:
                self._write("\n")

    def _say(self, message_id: str, text: str) -> None:
        if message_id not in self._shown and not self._at_line_start:
            self._write("\n")
        self._shown[message_id] = self._shown.get(message_id, 0) + len(text)
        if text:
            self._status.clear()
            self._write(self._cleaner.feed(text) if self._cleaner else text)

    def _write(self, text: str) -> None:
        if text:
            self._out.write(text)
            self._out.flush()
            self._at_line_start = text.endswith("\n")

    def _begin_again(self) -> None:
        """The run was taken over and its unfinished message starts anew."""
        self._shown.clear()
        if not self._at_line_start:
            self._write("\n")
        self._status.note("The reply was cut off and starts again.")


class JsonPrinter:
    """One event a line on stdout, as JSON in UTF-8."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._status = StatusLine(err)
        self._encoder = msgspec.json.Encoder()

    def endpoint(self, name: str) -> None:
        """Not an event of the run."""
        self._status.name = name

    def event(self, event: Event) -> None:
        """Print it."""
        self._out.write(escaped(self._encoder.encode(event).decode()) + "\n")
        self._out.flush()

    def end(self, run: Run, model: str) -> None:
        """What became of the run."""
        self._status.end(run, model)

    def note(self, sentence: str) -> None:
        """On stderr."""
        self._status.note(sentence)


class StatusLine:
    """The run's status on stderr: one line that changes on a terminal, nothing in a file."""

    def __init__(self, err: TextIO, *, live: bool = True) -> None:
        self.name = ""
        self._err = err
        self._live = live and err.isatty()
        self._started = time.monotonic()
        self._drawn = False

    def show(self, status: str) -> None:
        """Draw the status over the one before."""
        if self._live:
            self._err.write(f"{ERASE_LINE}{clean(self.name)} · {status}")
            self._err.flush()
            self._drawn = True

    def clear(self) -> None:
        """Make room for the reply."""
        if self._drawn:
            self._err.write(ERASE_LINE)
            self._err.flush()
            self._drawn = False

    def note(self, sentence: str) -> None:
        """A line that stays."""
        self.clear()
        self._err.write(clean(sentence) + "\n")
        self._err.flush()

    def end(self, run: Run, model: str) -> None:
        """The last status, and what is wrong if something is."""
        self.clear()
        if self._live:
            parts = (self.name, model, run.status, f"{time.monotonic() - self._started:.1f} s")
            self.note(" · ".join(part for part in parts if part))
        if run.last_error:
            self.note(f"{run.status}: {run.last_error.code}: {run.last_error.message}")
        elif run.incomplete_details:
            self.note(f"{run.status}: {run.incomplete_details.reason}")
        if run.status == "requires_action" and run.required_action:
            self.note(f"requires_action: run {run.id} waits for the outputs of:")
            for call in run.required_action.submit_tool_outputs.tool_calls:
                self.note(f"  {call.id} {call.function.name}({call.function.arguments})")
