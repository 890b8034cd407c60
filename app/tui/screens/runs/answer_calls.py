"""The dialog in which the user answers the function calls that a run waits for, in place of a program."""

import time
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import TextArea

from app.api.errors import Error
from app.api.objects import RequiredCall, Run
from app.api.requests import SubmitToolOutputs, ToolOutput
from app.api.services import Assistants
from app.tui.history.document.function_calls import format_json
from app.tui.history.document.notes.run_line import format_countdown
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState, UnsentText
from app.tui.screens.assistants.fields.text_editor import TextEditor
from app.tui.screens.assistants.fields.typed_texts import TypedTexts
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import MAX_CHARS, Dialog, Words
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.text.one_line import crop_text
from app.tui.widgets.line_input import PasteRefused

OFFERS = (
    Offer("dialog.save", "Submit", "screen.save"),
    Offer("", "Tab Next output", "screen.next_field"),
    Offer("dialog.leave", "Close", "screen.leave"),
)
DROP_KEYS = {"dialog.leave": "again to drop the outputs", "dialog.save": "Submit"}
LOW_ROWS = 20
"""Below this height of the screen an output shows fewer rows."""
LOOK_S = 2.0
"""How often it is looked whether the run still waits: a program may answer it, or its time may be over."""
MAX_NAME_COLS = 60
SHOWN_CHARS = MAX_CHARS - 100
"""Of the arguments of a call; the page of the run shows more."""
NO_LONGER = "This run waits no longer: it is {}."


class OutputField(TextEditor):
    """The output of one call. Its pages are those of the dialog: long arguments are above it."""

    BINDINGS = bindings("answer")


class AnswerCalls(Dialog[Run | None]):
    """A dialog that returns the run once its outputs were submitted, or None if the user closed it.

    What is typed is kept, and shown when the dialog is opened again after a kill.
    """

    BINDINGS = bindings("dialog")

    def __init__(self, assistants: Assistants, run: Run, local_state: LocalState) -> None:
        super().__init__()
        self._assistants = assistants
        self._run = run
        self._typed = TypedTexts(self, UnsentText(local_state, run.thread_id, f"outputs of {run.id}"))
        self._calls: list[RequiredCall] = []
        if run.required_action:
            self._calls = run.required_action.submit_tool_outputs.tool_calls
        self._sentence = ""
        self._asked_to_drop: list[str] = []
        """The outputs when the user was asked whether to drop them."""
        self._asked_to_submit: list[str] = []
        """The outputs when the user was asked whether to submit them with an empty one."""
        self._said_at: list[str] = []

    def compose(self) -> ComposeResult:
        """Yield a box with the calls, an output below each, and the keys."""
        with Vertical(id="answer"):
            with VerticalScroll(id="answer-calls", can_focus=False):
                for number, call in enumerate(self._calls, start=1):
                    place = f"{number} of {len(self._calls)} · " if len(self._calls) > 1 else ""
                    yield Words(f"{place}{crop_text(call.function.name, MAX_NAME_COLS)}", classes="answer-name")
                    yield Words(shorten_arguments(call.function.arguments), classes="answer-arguments")
                    output = self._typed.get(call.id)
                    yield OutputField(output, placeholder="Its output", id=f"output-{number}")
            yield ClickableKeys(id="answer-keys")

    def on_mount(self) -> None:
        """Focus the first output, and count the time that is left."""
        self.query_one("#answer").border_title = "The model calls a function: answer in its place"
        self._said_at = self._outputs()
        if self._calls:
            self.set_focus(self.query_one("#output-1", TextEditor))
        self._say("")
        self.set_interval(1.0, self._count_down)
        self.set_interval(LOOK_S, self._look)
        self._count_down()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about other outputs."""
        if self.is_closed:
            return
        for call, output in zip(self._calls, self._outputs(), strict=True):
            self._typed.keep(call.id, output or None)
        if self._outputs() != self._said_at:
            self._asked_to_drop, self._asked_to_submit = [], []
            self._say("")

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def on_resize(self, event: events.Resize) -> None:
        """Show fewer rows of an output on a low screen."""
        self.set_class(event.size.height < LOW_ROWS, "-short")

    def action_scroll_calls(self, direction: int) -> None:
        """Scroll by a page."""
        calls = self.query_one("#answer-calls")
        calls.scroll_relative(y=direction * max(1, calls.size.height - 1), animate=False)

    def action_next_field(self) -> None:
        """Go to the next output."""
        self.focus_next()

    def action_save(self) -> None:
        """Submit all outputs in one request. One that was left empty is asked about first."""
        outputs = self._outputs()
        empty = [place for place, text in enumerate(outputs) if not text]
        if empty and self._asked_to_submit != outputs:
            self._asked_to_submit, self._asked_to_drop = outputs, []
            self.set_focus(self.query_one(f"#output-{empty[0] + 1}", TextEditor))
            again = describe_keys(self.active_bindings, {"dialog.save": "again to submit it so"})
            self._say(
                f"The output of {crop_text(self._calls[empty[0]].function.name, MAX_NAME_COLS)} is empty. {again}"
            )
        elif not self.is_closed and all(one.is_finished for one in self.workers if one.group == "submit"):
            self.run_worker(partial(self._submit, outputs), group="submit", exit_on_error=True)

    async def _submit(self, outputs: list[str]) -> None:
        self._say("Submitting …")
        request = SubmitToolOutputs(
            tool_outputs=[
                ToolOutput(tool_call_id=call.id, output=text) for call, text in zip(self._calls, outputs, strict=True)
            ]
        )
        try:
            run = await self._assistants.submit_tool_outputs(self._run.thread_id, self._run.id, request)
        except Error as error:
            self._say(f"Not submitted. {error}")
        else:
            self._typed.drop()
            self.dismiss(run)

    def action_leave(self) -> None:
        """Close; with outputs that were not submitted, ask once."""
        if not self._asks(describe_keys(self.active_bindings, DROP_KEYS)):
            self._typed.drop()
            self.dismiss(None)

    def asks_before_quitting(self, key: str) -> bool:
        """Whether there are outputs that were not submitted, and the user is asked now."""
        if self.is_closed or self._asks(f"{key} again to drop the outputs and quit"):
            return not self.is_closed
        self._typed.drop()
        return False

    def _asks(self, keys: str) -> bool:
        outputs = self._outputs()
        if not any(outputs) or outputs == self._asked_to_drop:
            return False
        self._asked_to_drop, self._asked_to_submit = outputs, []
        self._say(f"Not submitted. {keys}")
        return True

    def _outputs(self) -> list[str]:
        return [one.text for one in self.query(TextEditor)]

    def _say(self, sentence: str) -> None:
        self._said_at = self._outputs()
        self._sentence = sentence
        self.query_one(ClickableKeys).show(sentence, OFFERS, self.active_bindings)

    def _count_down(self) -> None:
        if self._run.expires_at and self._run.status == "requires_action" and not self.is_closed:
            left = format_countdown(self._run.expires_at - time.time())
            self.query_one("#answer").border_subtitle = left

    def _look(self) -> None:
        if self._run.status == "requires_action" and not self.is_closed:
            self.run_worker(self._read_status, group="look", exclusive=True, exit_on_error=True)

    async def _read_status(self) -> None:
        """Say it if the run waits no longer. What cannot be read is said on submission."""
        try:
            run = await self._assistants.get_run(self._run.thread_id, self._run.id)
        except Error:
            return
        if run.status != "requires_action" and not self.is_closed:
            self._run = run
            self.query_one("#answer").border_subtitle = run.status
            self._say(NO_LONGER.format(run.status))


def shorten_arguments(text: str) -> str:
    """Return the arguments of a call with a line for each value; the rest of long ones is on the page of the run."""
    text = format_json(text)
    if len(text) > SHOWN_CHARS:
        return f"{text[:SHOWN_CHARS]}\n… {len(text) - SHOWN_CHARS:,} more characters: see the steps of the run"
    return text
