"""One of two answers while it is written: who answers, the text, and how the run ended."""

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as WidgetMessage

from app.api.events import Event, MessageDelta, ReasoningDelta
from app.api.message_text import delta_text
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.tui.history import History
from app.tui.keys.key_names import KeyNames
from app.tui.session.branches.comparison import Side
from app.tui.session.conversation.run_view import block_of
from app.tui.widgets.frames.motion import Motion

NOT_ASKED = "not_asked"
"""The key of the note for a side that nobody could be asked on."""


class SideView(Vertical):
    """A history of one answer. It takes no focus: the keys are those of the dialog."""

    @dataclass
    class Chosen(WidgetMessage):
        """The side was clicked."""

        number: int

    class RunChanged(WidgetMessage):
        """The status of the run is a new one."""

    def __init__(self, number: int, side: Side, keys: KeyNames) -> None:
        super().__init__(classes="side")
        self.number = number
        self.side = side
        self._history = History(motion=Motion())
        self._history.can_focus = False
        self._history.document.keys = keys
        self._history.document.open(())
        self._open: set[str] = set()
        self._has_answer = False

    def compose(self) -> ComposeResult:
        """Yield the history."""
        yield self._history

    def on_click(self, event: events.Click) -> None:
        """Choose the side; the buttons of a message belong to a conversation."""
        event.stop()
        self._history.leave_click()
        self.post_message(self.Chosen(self.number))

    def show_title(self, who: Content) -> None:
        """Show who answers."""
        self.border_title = who

    def show_error(self) -> None:
        """Say why nobody was asked here."""
        self._history.transcript.note(NOT_ASKED, self.side.error, "error")

    def begin(self, run: Run) -> None:
        """Show a run that was just started."""
        self._history.run_status.begin(run.created_at, knows_rate=True)
        self.show_run(run)

    def show_run(self, run: Run) -> None:
        """Show the status of the run, and how it ended."""
        self.side.run = run
        self.post_message(self.RunChanged())
        if run.status not in TERMINAL_STATUSES:
            self._history.run_status.show(run.status, run.expires_at)
            return
        if block := block_of(run, answered=self._has_answer):
            self._history.transcript.block(run.id, block._replace(keys=""))
        self._history.transcript.explain(run.id)
        self._history.run_status.end("" if block else run.status)

    def on_run_event(self, event: Event) -> None:
        """Show an event of the run."""
        match event.data:
            case Run() as run:
                if event.event == "thread.run.queued":  # also after a take-over: the answer is written again
                    self._drop_open()
                self.show_run(run)
            case MessageDelta() as delta:
                self._history.run_status.count(delta_text(delta))
                self._history.transcript.write(delta.id, delta_text(delta))
            case ReasoningDelta() as delta:
                self._history.run_status.count(delta.text)
            case Message(role="assistant") as message:
                self._show_message(message)
            case _:
                pass

    def _show_message(self, message: Message) -> None:
        self._has_answer = True
        if message.status == "in_progress":
            if message.id not in self._open:
                self._open.add(message.id)
                self._history.transcript.begin(message)
        else:
            self._open.discard(message.id)
            self._history.transcript.finish(message)

    def _drop_open(self) -> None:
        for message_id in self._open:
            self._history.transcript.drop(message_id)
        self._open.clear()

    def scroll_answer(self, action: str) -> None:
        """Scroll by a page."""
        self.call_later(self._history.run_action, action)
