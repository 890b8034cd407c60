"""Two models or assistants on one message, side by side where the window is wide enough, else one below the other.

First the user chooses who answers; Enter asks both. Enter again goes on with the answer that is chosen then.
"""

from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from app.api.errors import Error
from app.api.model_reference import parse_model
from app.api.objects import TERMINAL_STATUSES
from app.tui.keys.key_names import KeyNames
from app.tui.keys.slash import text_to_send
from app.tui.keys.table import bindings
from app.tui.local_state.model_choices import ModelChoices
from app.tui.screens.assistants.assistant_list import AssistantList
from app.tui.screens.compare.answer_listener import AnswerListener
from app.tui.screens.compare.side_view import SideView
from app.tui.screens.dialog import CHANGE, Dialog, show_title
from app.tui.screens.picker.model_picker import ModelPicker
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.session.branches.comparison import Comparison
from app.tui.session.runs.run_follower import RunFollower
from app.tui.text.one_line import crop, one_line

WIDE_COLS = 100
"""From this width on the answers are beside each other."""
MAX_TITLE_COLS = 60
WORK = "work"
"""The group of the workers that ask."""
NO_ENDPOINT_HERE = "An endpoint is added in the conversation: {endpoint.choose}."
NOTHING_TO_KEEP = "Nobody was asked here: keep the other answer."


class CompareScreen(Dialog[bool]):
    """A dialog that returns whether an answer is kept; False if nobody was asked."""

    BINDINGS = bindings("compare")

    def __init__(self, comparison: Comparison, choices: ModelChoices, keys: KeyNames) -> None:
        super().__init__()
        self._comparison = comparison
        self._choices = choices
        self._chosen = 1
        self._sentence = ""
        self._is_asking = self._has_failed = False
        self._views = [SideView(number, side, keys) for number, side in enumerate(comparison.sides)]
        assistants = comparison.services.assistants
        self._follower = RunFollower(assistants, AnswerListener(assistants, self._views))

    def compose(self) -> ComposeResult:
        """Yield both sides, and the keys below them."""
        with Vertical(id="compare"):
            with Container(id="compare-sides"):
                yield from self._views
            yield ClickableKeys(id="compare-keys")

    @property
    def _has_begun(self) -> bool:
        """Whether the message is stored: from then on there is an answer to keep."""
        return self._comparison.sides[0].run is not None

    @property
    def _is_active(self) -> bool:
        """Whether an answer is being written, or about to be."""
        runs = [side.run for side in self._comparison.sides]
        return self._is_asking or any(run and run.status not in TERMINAL_STATUSES for run in runs)

    def on_mount(self) -> None:
        """Show who answers, and let the user choose the second model first: a comparison needs another one."""
        show_title(self.query_one("#compare"), crop(one_line(text_to_send(self._comparison.draft)), MAX_TITLE_COLS))
        self._show()
        self.run_worker(self._describe, exit_on_error=True)
        self.action_choose_model()

    def on_resize(self, event: events.Resize) -> None:
        """Put the answers beside each other where there is room."""
        self.set_class(event.size.width < WIDE_COLS, "-stacked")

    async def on_unmount(self) -> None:
        """Stop following; the runs go on."""
        await self._follower.close()

    def say(self, sentence: str) -> None:
        """Show a sentence above the keys."""
        self._sentence = sentence
        self._show()

    def _show(self) -> None:
        if self.is_closed:
            return
        for view in self._views:
            view.set_class(view.number == self._chosen, "-chosen")
        offers = [Offer("compare.ask", "Ask both", "screen.ask")]
        if self._has_begun or self._is_asking:
            offers = [Offer("compare.ask", "Keep this answer", "screen.ask")]
        offers.append(Offer("compare.other", "Other side", "screen.choose_other"))
        if not self._has_begun and not self._is_asking:
            offers.append(Offer("compare.model", "Model", "screen.choose_model"))
            offers.append(Offer("compare.assistant", "Assistant", "screen.choose_assistant"))
        words = "Cancel both" if self._is_active else "Keep the first" if self._has_begun else "Close"
        offers.append(Offer("compare.leave", words, "screen.leave"))
        self.query_one(ClickableKeys).show(self._sentence, offers, self.active_bindings)

    async def _describe(self) -> None:
        try:
            for view in self._views:
                view.show_title(await self._comparison.describe(view.side))
        except Error as error:
            self.say(str(error))

    # Who answers.

    def action_choose_other(self) -> None:
        """Choose the other side."""
        self._chosen = 1 - self._chosen
        self.say("")

    def on_side_view_chosen(self, event: SideView.Chosen) -> None:
        """Choose the side that was clicked."""
        self._chosen = event.number
        self.say("")

    def on_side_view_run_changed(self) -> None:
        """Offer what can be done now."""
        self._show()

    def action_choose_model(self) -> None:
        """Choose the model of the chosen side."""
        if not self._has_begun and not self._is_asking and self.typed_app.screen is self:
            self.run_worker(self._choose_model, exit_on_error=True)

    def action_choose_assistant(self) -> None:
        """Choose the assistant of the chosen side."""
        if not self._has_begun and not self._is_asking and self.typed_app.screen is self:
            self.run_worker(self._choose_assistant, exit_on_error=True)

    async def _choose_model(self) -> None:
        side = self._comparison.sides[self._chosen]
        picker = ModelPicker(self._comparison.services.endpoints, self._choices, parse_model(side.model))
        picked = await self.typed_app.push_screen_wait(picker)
        if picked and picked.model:
            side.model = picked.model
        elif picked:
            self.say(self.key_names.fill(NO_ENDPOINT_HERE))
        await self._describe()

    async def _choose_assistant(self) -> None:
        side = self._comparison.sides[self._chosen]
        dialog = AssistantList(self._comparison.services, self._comparison.local_state, side.assistant_id)
        if chosen := await self.typed_app.push_screen_wait(dialog):
            side.assistant_id, side.model = chosen, ""
        await dialog.changed()
        await self._describe()

    # Asking, cancelling, keeping.

    def action_ask(self) -> None:
        """Ask both; once they are asked, keep the chosen answer."""
        if any(one.group in (WORK, CHANGE) and not one.is_finished for one in self.workers) or self.is_closed:
            return
        if self._has_begun:  # in a worker that a quit waits for: to keep the second answer takes two requests
            self.typed_app.run_worker(partial(self._keep, self._chosen), group=CHANGE, exit_on_error=True)
        else:
            self.run_worker(self._ask, group=WORK, exit_on_error=True)

    async def _ask(self) -> None:
        self._is_asking = True
        self.say("")
        try:
            await self._comparison.ask()
        except Error as error:
            self._sentence = str(error)
        self._is_asking = False
        for view in self._views:
            if run := view.side.run:
                view.begin(run)
                self._follower.start(run.thread_id, run.id)
            elif view.side.error:
                view.show_error()
        self._show()

    async def _keep(self, number: int) -> None:
        if self._comparison.sides[number].run is None:
            self.say(NOTHING_TO_KEEP)
            return
        try:
            await self._comparison.keep(number)
        except Error as error:
            self._has_failed = True
            self.say(str(error))
        else:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Cancel both answers; where nothing goes on, keep the first, or close if nobody was asked."""
        if self._is_active:
            self.run_worker(self._cancel, exit_on_error=True)
        elif self._has_begun and not self._has_failed:  # after an error nobody need stay here until it is over
            self._chosen = 0
            self.action_ask()
        else:
            self.dismiss(False)

    async def _cancel(self) -> None:
        try:
            await self._comparison.cancel()
        except Error as error:
            self.say(str(error))

    def action_scroll_answers(self, action: str) -> None:
        """Scroll both answers by a page."""
        for view in self._views:
            view.scroll_answer(action)
