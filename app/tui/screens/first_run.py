"""The first-run screen: shown when no model is set up, or before an endpoint from the folder's `.env` is used.

Ctrl+L opens it later to change the model. It offers the model servers found on this machine, a pasted key, and the
built-in model, which it downloads after a question: nothing that costs money or bandwidth starts with one key.
"""

from contextlib import aclosing

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from app.api.endpoints import Endpoint, Endpoints, FetchProgress, Weights
from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.first_run_choices import (
    BACK_CHOICE,
    KEY_CHOICE,
    WEIGHTS_PREFIX,
    describe,
    describe_download,
    list_answers,
    list_choices,
)
from app.tui.screens.first_run_text import NO_KEY, TakesWords, is_running, looks_like_key
from app.tui.widgets.choice_list import ChoiceList
from app.tui.widgets.line_input import LineInput

TITLE = "Choose a model"
LOOKING = "Looking for model servers on this machine …"
BAR_COLS = 32
LOW_ROWS = 20
"""Below this height of the screen the box has no space inside its border."""
CHECKING = "Checking the key …  Esc to stop"


class FirstRun(TakesWords):
    """A dialog that returns the chosen endpoint, or None if the user chose none."""

    BINDINGS = bindings("first run")

    def __init__(self, endpoints: Endpoints, current: Endpoint | None, box: Widget) -> None:
        super().__init__(box)
        self._endpoints = endpoints
        self._current = current
        self._found: list[Endpoint] = []
        self._weights: list[Weights] = []
        self._key_check: Worker[None] | None = None
        self._allowed: set[str] = set()
        """The weights whose download the user has confirmed; a paused one resumes without another question."""
        self._question: Weights | None = None
        """The weights whose download is being asked about."""

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed anywhere focuses: the line for the key while it is open, else the list."""
        return next(iter(self.query(LineInput)), self.query_one(ChoiceList))

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="first-run"):
            yield Static(self._describe(), id="first-run-text", markup=False)
            yield ChoiceList()
            yield Static(LOOKING, id="first-run-status", markup=False)

    async def on_mount(self) -> None:
        """Find the models to choose from."""
        box = self.query_one("#first-run")
        box.border_title = TITLE
        box.border_subtitle = "r to look again · Esc to close"
        self.set_focus(self.query_one(ChoiceList))
        await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the space inside the border out on a low screen."""
        self.set_class(event.size.height < LOW_ROWS, "-short")

    async def action_look(self) -> None:
        """Look again for model servers: one may have been started since."""
        if not is_running(self._download):
            self._show_status(LOOKING)
            await self._look()

    async def _look(self) -> None:
        self._found = list(await self._endpoints.candidates())
        self._weights = list(self._endpoints.weights())
        current = self._current
        if current and current.needs_consent and current not in self._found:
            self._found.insert(0, current)
        self._show_status("")
        self._question = None
        self._offer()
        self.query_one("#first-run-text", Static).update(await self._explain_refusal() or self._describe())

    def action_leave(self) -> None:
        """Pause the download or leave its question; without one, close the screen."""
        if self._download and self._download.is_running:
            self._download.cancel()
            self._show_status("Paused. Choose it again to resume.")
        elif self._question:
            self._leave_question()
        else:
            self.dismiss(None)

    async def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Act on the choice."""
        if self.is_closed or is_running(self._download) or is_running(self._key_check):
            return
        self._show_status("")
        if event.name == KEY_CHOICE:
            await self._ask_key()
        elif event.name == BACK_CHOICE:
            self._leave_question()
        elif event.name.startswith(WEIGHTS_PREFIX):
            self._ask_or_download(event.name.removeprefix(WEIGHTS_PREFIX))
        else:
            endpoint = next(one for one in self._found if one.base_url == event.name)
            await self._take(endpoint)

    async def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Try the pasted key, and use it."""
        event.stop()
        if not event.text:
            self._show_status("Nothing pasted yet. Esc to go back.")
        elif not looks_like_key(event.text):
            self._show_status(NO_KEY)
        elif not is_running(self._key_check):
            self._show_status(CHECKING)
            self._key_check = self.run_worker(self._use_key(event.text), name="key check")

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Stop the check of the key, and keep its text; without one, go back to the choices."""
        event.stop()
        self._show_status("")
        if self._key_check and self._key_check.is_running:
            self._key_check.cancel()
        else:
            self.set_focus(self.query_one(ChoiceList))
            await event.line.remove()

    async def on_paste(self, event: events.Paste) -> None:
        """Put a pasted key into its line: Enter tries it, Esc drops it. Other text is a message."""
        event.stop()
        text = event.text.strip()
        if text and not looks_like_key(text):
            self.take_message(event.text)
        elif text and self.query_one(ChoiceList).display and not is_running(self._download):
            line = await self._ask_key()
            line.insert(text)

    def on_choice_list_cursor_moved(self, event: ChoiceList.CursorMoved) -> None:
        """Scroll to the entry under the cursor; to the text above the list with the first."""
        box, choices = self.query_one("#first-run"), self.query_one(ChoiceList)
        self.call_after_refresh(reveal_entry, box, choices, event)  # the list may be another one, not laid out yet

    async def _explain_refusal(self) -> str:
        """Return why the user cannot choose; empty if they can. With --server the server chooses its endpoint."""
        if self._found or not self._current:
            return ""
        try:
            self.dismiss(await self._endpoints.choose(self._current))
        except Error as error:
            self.query_one(ChoiceList).display = False
            return str(error)
        return ""

    def _describe(self) -> str:
        return describe(self._current, self._found)

    def _offer(self, at: str = "") -> None:
        self.query_one(ChoiceList).show(list_choices(self._current, self._found, self._weights), at=at)

    async def _ask_key(self) -> LineInput:
        if not self.query(LineInput):
            line = LineInput(placeholder="Paste the key, Enter to save", masked=True)
            await self.query_one("#first-run").mount(line, before="#first-run-status")
        line = self.query_one(LineInput)
        self.set_focus(line)
        self._reveal(line)
        return line

    async def _use_key(self, key: str) -> None:
        try:
            self.dismiss(await self._endpoints.use_key(key))
        except Error as error:
            self._show_status(str(error))

    def _ask_or_download(self, name: str) -> None:
        """Ask before a download, once; the cursor is on the answer that starts nothing."""
        if self._question:
            self._allowed.add(name)
            self._leave_question()
        if name in self._allowed:
            self._download = self.run_worker(self._fetch(name), name="download")
            return
        self._question = next(one for one in self._weights if one.name == name)
        self.query_one("#first-run-text", Static).update(describe_download(self._question))
        self.query_one(ChoiceList).show(list_answers(self._question))

    def _leave_question(self) -> None:
        """Show all choices again."""
        asked, self._question = self._question, None
        self.query_one("#first-run-text", Static).update(self._describe())
        if asked:
            self._offer(at=f"{WEIGHTS_PREFIX}{asked.name}")

    async def _take(self, endpoint: Endpoint) -> None:
        try:
            self.dismiss(await self._endpoints.choose(endpoint))
        except Error as error:
            self._show_status(str(error))

    async def _fetch(self, name: str) -> None:
        try:
            async with aclosing(self._endpoints.fetch_weights(name)) as steps:
                async for progress in steps:
                    self._show_status(format_progress(progress))
            found = [await self._endpoints.current(), *await self._endpoints.candidates()]
        except Error as error:
            self._show_status(str(error))
            return
        built_in = next((one for one in found if one and one.kind == "built-in"), None)
        if built_in:
            await self._take(built_in)
        else:
            self._show_status("The model is downloaded, but this machine can't run it.")

    def _show_status(self, words: str) -> None:
        status = self.query_one("#first-run-status", Static)
        status.update(words)
        if words:
            self._reveal(status)

    def _reveal(self, widget: Widget) -> None:
        """Show a widget of the box once it has its place: the box may be higher than the screen."""
        self.call_after_refresh(widget.scroll_visible, animate=False)


def reveal_entry(box: Widget, choices: ChoiceList, entry: ChoiceList.CursorMoved) -> None:
    """Scroll the box to an entry of its list; to the text above the list with the first, if both fit."""
    if not box.is_attached:
        return
    top, height = choices.virtual_region.y + entry.y, entry.height
    if entry.y == 0 and top + height <= box.scrollable_content_region.height:
        top, height = 0, top + height
    # At once: the next move of a burst is compared with where the box is then.
    box.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True)


def format_progress(progress: FetchProgress) -> str:
    """Format the progress of a download as a bar with numbers."""
    share = progress.done / max(1, progress.total)
    full = int(share * BAR_COLS)
    blocks = f"{'█' * full}{'░' * (BAR_COLS - full)}"
    match progress.phase:
        case "downloading":
            amount = f"{progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB"
            return f"{blocks} {share:4.0%}  {amount}\nEsc to pause; the download resumes where it stopped."
        case "checking":
            return f"{blocks}  checking …"
        case "done":
            return f"{'█' * BAR_COLS}  ready"
