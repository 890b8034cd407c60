"""Prints a run: as text with its status beside it, or as one JSON event per line.

Only the reply goes to stdout. The status goes to stderr, and only to a terminal; errors and the command that continues
the thread always go to stderr.
"""

import asyncio
import os
import time
from contextlib import suppress
from typing import Protocol, TextIO

import msgspec

from app.api.events import OWN_EVENTS, Event, MessageDelta, ReasoningDelta
from app.api.message_text import delta_text, text_of
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.run_facts import ONLY_REASONING, Reasoning
from app.headless.clean_text import Cleaner, clean, escape_controls

ERASE_LINE = "\r\x1b[2K"
WAS_REASONING = "The text so far was the model's reasoning; the reply follows."
DIM, NOT_DIM = "\x1b[2m", "\x1b[22m"


def can_redraw(stream: TextIO) -> bool:
    """Whether a line on this stream can be drawn again: a terminal that knows escape sequences, no screen reader."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not is_accessible()


def is_accessible() -> bool:
    """Whether the user asks for output that only appends, as screen readers need it."""
    return bool(os.environ.get("ACCESSIBLE"))


class Printer(Protocol):
    """Prints what happens in a run."""

    def set_endpoint(self, name: str) -> None:
        """Set the name of the endpoint that replies, before anything is sent."""
        ...

    def print_event(self, event: Event) -> None:
        """Print one event of the run."""
        ...

    def print_end(self, run: Run, model: str) -> None:
        """Print how the run stopped. `model`: the name of the model that replied, empty when unknown."""
        ...

    def print_note(self, sentence: str) -> None:
        """Print a sentence for the user on stderr."""
        ...

    def print_interruption(self, sentence: str) -> None:
        """Print a sentence in the middle of a reply, which may go on behind it: what is on stdout stays as it is."""
        ...


class Renderer(Protocol):
    """Lays out the text of a reply while it streams."""

    def feed(self, text: str) -> str:
        """Add text; return what can be printed by now."""
        ...

    @property
    def delay_s(self) -> float | None:
        """In how many seconds there is more to be printed, without more text; None if all was returned."""
        ...

    def catch_up(self) -> str:
        """Return what can be printed by now without more text."""
        ...

    def end(self) -> str:
        """Return the rest."""
        ...


class TextPrinter:
    """Prints the reply on stdout as it streams. `live`: redraw the status on a terminal; else it only appends lines.

    `reasoning`: print it before the reply as well, dim on a terminal, with an empty line between the two. `renderer`
    lays the reply out; without one its source is printed.
    """

    def __init__(
        self,
        out: TextIO,
        err: TextIO,
        *,
        live: bool = True,
        reasoning: bool = False,
        renderer: Renderer | None = None,
    ) -> None:
        self._out = out
        self._renderer = renderer
        self._shows_reasoning = reasoning
        self._reply = ReplySeen()
        self._reasoned_chars: dict[int, int] = {}
        self._in_reasoning = False
        self._cleaner: Cleaner | None = None
        if out.isatty():
            self._cleaner = Cleaner()
        self._dims = can_redraw(out)
        self._status = StatusLine(err, live=live)
        self._printed_chars: dict[str, int] = {}
        self._at_line_start = True
        self._timer: asyncio.TimerHandle | None = None

    def set_endpoint(self, name: str) -> None:
        """Show the name in front of every status."""
        self._status.name = name

    def print_event(self, event: Event) -> None:
        """Print the new text of the reply, or the status."""
        self._reply.note(event)
        match event.data:
            case ReasoningDelta(call=call, text=text) if self._shows_reasoning:
                self._print_reasoning(call, text)
            case Reasoning(call=call, text=text) if self._shows_reasoning:
                self._print_reasoning(call, text[self._reasoned_chars.get(call, 0) :])
            case MessageDelta() as delta:
                self._print_text(delta.id, delta_text(delta))
            case Message(role="assistant", status="in_progress", id=id) if event.event == "thread.message.created":
                self._begin_anew(id)
            case Message(role="assistant") as message if message.status != "in_progress":
                # The message has the whole text; its deltas may have been deleted when a run is followed late.
                self._print_text(message.id, text_of(message.content)[self._printed_chars.get(message.id, 0) :])
            case Run(status=status):
                if status == "queued" and (self._printed_chars or self._reasoned_chars):
                    self._restart()
                if self._at_line_start:  # otherwise it would be drawn over the last line of the reply
                    self._status.draw(status)
            case _:
                pass

    def print_end(self, run: Run, model: str) -> None:
        """End the line of the reply and print the last status. stdout may be closed by now."""
        self._end_line()
        missing = self._reply.why_missing(run)
        if missing:
            self._status.print_line(missing)
        self._status.print_end(run, model)

    def print_note(self, sentence: str) -> None:
        """Print a sentence on stderr, below the reply."""
        self._end_line()
        self._status.print_line(sentence)

    def print_interruption(self, sentence: str) -> None:
        """Print a sentence on a line of its own; a stdout that is no terminal does not get the end of a line."""
        if self._out.isatty():
            self._end_line()
        self._status.print_line(sentence)

    def _end_line(self) -> None:
        with suppress(OSError):
            held = self._cleaner.end() if self._cleaner else ""
            if self._renderer and not self._in_reasoning:
                held = self._renderer.feed(held) + self._renderer.end()
            self._write(held)
            self._end_dim()
            if not self._at_line_start:
                self._write("\n")

    def _print_reasoning(self, call: int, text: str) -> None:
        self._reasoned_chars[call] = self._reasoned_chars.get(call, 0) + len(text)
        if not text:
            return
        self._status.erase()
        if not self._in_reasoning:
            if self._renderer:
                self._write(self._renderer.end())
            if not self._at_line_start:
                self._write("\n\n")
            self._in_reasoning = True
            if self._dims:
                self._out.write(DIM)
        if self._cleaner:
            text = self._cleaner.feed(text)
        self._write(text)

    def _end_dim(self) -> None:
        if self._in_reasoning and self._dims:
            self._out.write(NOT_DIM)
        self._in_reasoning = False

    def _print_text(self, message_id: str, text: str) -> None:
        if text and self._in_reasoning:
            self._end_line()
            self._write("\n")
        if message_id not in self._printed_chars:
            if self._renderer:
                self._write(self._renderer.end())
            if not self._at_line_start:
                self._write("\n")
        self._printed_chars[message_id] = self._printed_chars.get(message_id, 0) + len(text)
        if text:
            if self._cleaner:
                text = self._cleaner.feed(text)
            if self._renderer:
                text = self._renderer.feed(text)
            self._write(text)
            self._plan_to_catch_up()

    def _plan_to_catch_up(self) -> None:
        """Print what the renderer holds back for a moment, should no more text come by then."""
        delay_s = self._renderer.delay_s if self._renderer else None
        if delay_s is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._catch_up)

    def _catch_up(self) -> None:
        self._timer = None
        if self._renderer:
            with suppress(OSError):  # the next write of the reply says so
                self._write(self._renderer.catch_up())
        self._plan_to_catch_up()

    def _write(self, text: str) -> None:
        if text:
            self._status.erase()
            self._out.write(text)
            self._out.flush()
            self._at_line_start = text.endswith("\n")

    def _begin_anew(self, message_id: str) -> None:
        """Say that what was printed of a message is no part of it: a model's reasoning is told by its end."""
        if self._printed_chars.pop(message_id, 0):
            self._end_line()
            self._status.print_line(WAS_REASONING)

    def _restart(self) -> None:
        """Prepare for the reply to be printed again: another process took the run over."""
        self._printed_chars.clear()
        self._reasoned_chars.clear()
        self._end_line()
        self._status.print_line("The reply was interrupted and starts again.")


class JsonPrinter:
    """Prints one event per line on stdout, as JSON in UTF-8. `reasoning`: those of reasoning as well."""

    def __init__(self, out: TextIO, err: TextIO, *, reasoning: bool = False) -> None:
        self._out = out
        self._reply = ReplySeen()
        self._shows_reasoning = reasoning
        self._status = StatusLine(err)
        self._encoder = msgspec.json.Encoder()

    def set_endpoint(self, name: str) -> None:
        """Show the name in the last status."""
        self._status.name = name

    def print_event(self, event: Event) -> None:
        """Print the event."""
        self._reply.note(event)
        if event.event in OWN_EVENTS and not self._shows_reasoning:
            return
        self._out.write(escape_controls(self._encoder.encode(event).decode()) + "\n")
        self._out.flush()

    def print_end(self, run: Run, model: str) -> None:
        """Print the last status on stderr."""
        missing = self._reply.why_missing(run)
        if missing and run.status == "incomplete":
            self._status.print_line(missing)
        self._status.print_end(run, model)

    def print_note(self, sentence: str) -> None:
        """Print a sentence on stderr."""
        self._status.print_line(sentence)

    def print_interruption(self, sentence: str) -> None:
        """Print a sentence on stderr."""
        self._status.print_line(sentence)


class ReplySeen:
    """Whether a run gave a reply, or only reasoning."""

    def __init__(self) -> None:
        self._has_text = self._has_reasoning = False

    def note(self, event: Event) -> None:
        """Note what an event of the run brought."""
        match event.data:
            case MessageDelta() | Message(role="assistant"):
                self._has_text = True
            case ReasoningDelta() | Reasoning():
                self._has_reasoning = True
            case Run(status="queued"):  # another process takes the run over: the reply starts again
                self._has_text = self._has_reasoning = False
            case _:
                pass

    def why_missing(self, run: Run) -> str:
        """Return a sentence about a run that ended without a reply; empty if it has one or ended otherwise."""
        if self._has_text or run.status not in ("completed", "incomplete"):
            return ""
        if self._has_reasoning:
            return ONLY_REASONING
        if run.status == "completed":
            return "The model returned an empty reply."
        return ""


class StatusLine:
    """The status of the run on stderr, nothing in a file. On a terminal it is one line that is redrawn.

    With `live` false, and for screen readers, each status is a line of its own.
    """

    def __init__(self, err: TextIO, *, live: bool = True) -> None:
        self.name = ""
        self._err = err
        self._live = live and can_redraw(err)
        self._appends = err.isatty() and (not live or is_accessible())
        self._last = ""
        self._started_at = time.monotonic()
        self._is_drawn = False

    def draw(self, status: str) -> None:
        """Draw the status in place of the one before."""
        if self._live:
            self._err.write(f"{ERASE_LINE}{clean(self.name)} · {status}")
            self._err.flush()
            self._is_drawn = True
        elif self._appends and status != self._last and status not in TERMINAL_STATUSES:  # `print_end` says that one
            self.print_line(status)
        self._last = status

    def erase(self) -> None:
        """Erase the status, so that text can be printed."""
        if self._is_drawn:
            self._err.write(ERASE_LINE)
            self._err.flush()
            self._is_drawn = False

    def print_line(self, sentence: str) -> None:
        """Print a line that stays."""
        self.erase()
        self._err.write(clean(sentence) + "\n")
        self._err.flush()

    def _time_taken(self, run: Run) -> str:
        """Return how long a run took: in whole seconds, as the API counts, if it began before this command did."""
        here_s, taken_s = time.monotonic() - self._started_at, run.seconds_taken(time.time())
        if taken_s is None or taken_s <= here_s + 1:
            return f"{here_s:.1f} s"
        return f"{taken_s} s"

    def print_end(self, run: Run, model: str) -> None:
        """Print the last status on a terminal; print the error, or the tool calls that wait, in any case."""
        self.erase()
        if self._live:
            parts = (self.name, model, run.status, self._time_taken(run))
            self.print_line(" · ".join(part for part in parts if part))
        elif self._appends:
            parts = (run.status, model, self.name, self._time_taken(run))
            self.print_line(", ".join(part for part in parts if part))
        if run.last_error:
            self.print_line(f"{run.status}: {run.last_error.code}: {run.last_error.message}")
        elif run.incomplete_details:
            self.print_line(f"{run.status}: {run.incomplete_details.reason}")
        elif run.status == "expired":
            self.print_line("expired: the run took longer than it may live (ASSISTANT_CHAT_RUN_TTL)")
        if run.status == "requires_action" and run.required_action:
            self.print_line(f"requires_action: run {run.id} of {run.thread_id} is waiting for the outputs of:")
            for call in run.required_action.submit_tool_outputs.tool_calls:
                self.print_line(f"  {call.id} {call.function.name}({call.function.arguments})")
