"""The first-run screen with its line: for an address, a key, or a search of the choices."""

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import TextArea
from textual.worker import Worker

from app.api.endpoints import Endpoint, Endpoints, Provider
from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.dialog import Words, show_subtitle
from app.tui.screens.first_run.asking import Ask, ask_for, is_address, looks_like_key, name_provider, needs_pick
from app.tui.screens.first_run.choices import OPENAI, Offer
from app.tui.screens.first_run.choices_box import ChoicesBox
from app.tui.screens.first_run.words import NOT_PASTED, Chosen, TakesWords, is_running
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.line_input import LineInput, PasteRefused

OPENAI_URL, OPENAI_KEYS = "https://api.openai.com/v1", "https://platform.openai.com/api-keys"
"""Where no providers are listed, as with --server."""
KEYS = {"first-run.search": "Search", "first-run.look": "Look again", "first-run.leave": "Close"}
LINE_KEYS = {"line.accept": "Next", "line.leave": "Back"}
FEW_KEYS = {**KEYS, "first-run.look": "Look"}
"""In a window too narrow for `KEYS`."""
NARROW_COLS = 60
CHECKING = "Checking the key …  {line.leave} to stop"
BACK = "{line.leave} to go back."


class ChoiceSearch(SearchLine):
    """The search of the choices."""

    BINDINGS = bindings("search line")


class AsksLines(TakesWords):
    """The box with text, list and status, and the line that is opened above the status."""

    def __init__(self, endpoints: Endpoints, current: Endpoint | None, box: Widget) -> None:
        super().__init__(box)
        self.endpoints = endpoints
        self.offer = Offer(current=current)
        self._ask: Ask | None = None
        self._check: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with ChoicesBox(id="first-run"):
            yield Words(id="first-run-text")
            yield SearchList()
            yield Words(id="first-run-status")

    @property
    def is_checking(self) -> bool:
        """Whether a key is being tried."""
        return is_running(self._check)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed anywhere focuses: the line while one is open, else the list."""
        return next(iter(self.query(LineInput)), self.query_one(SearchList))

    @property
    def is_searching(self) -> bool:
        """Whether the choices are being searched."""
        return bool(self.query(SearchLine))

    async def open_line(self, ask: Ask) -> LineInput:
        """Ask for an address or a key, in place of the list."""
        await self.query(LineInput).remove()
        self._ask = ask
        line = LineInput(placeholder=self.key_names.fill(ask.placeholder), masked=ask.is_for_key, one_word=True)
        self.query_one(SearchList).display = False
        self.show_text(ask.words)
        await self.query_one("#first-run").mount(line, before="#first-run-status")
        self.set_focus(line)
        self.show_keys()
        return line

    async def close_line(self) -> None:
        """Show the list again."""
        self._ask = None
        self.query_one(SearchList).display = True
        self.set_focus(self.query_one(SearchList))
        self.query_one(SearchList).search("")
        await self.query(LineInput).remove()
        self.show_keys()

    async def action_search(self) -> None:
        """Open the line that searches the choices."""
        if self.query_one(SearchList).display and not self.query(LineInput):
            line = ChoiceSearch(placeholder="Search")
            await self.query_one("#first-run").mount(line, before=self.query_one(SearchList))
            self.set_focus(line)
            self.show_choices()
            self.show_keys()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search the choices."""
        event.stop()
        if isinstance(event.text_area, SearchLine):
            self.query_one(SearchList).search(event.text_area.text)

    def on_search_line_moved(self, event: SearchLine.Moved) -> None:
        """Move the cursor of the list."""
        if event.is_page:
            self.query_one(SearchList).action_page(event.by)
        else:
            self.query_one(SearchList).action_move(event.by)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        event.stop()
        self.show_status(event.sentence)

    async def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Choose what was found, ask for the key of an address, or try a key."""
        event.stop()
        if isinstance(event.line, SearchLine):
            self.query_one(SearchList).action_take()
        elif (ask := self._ask) and not self.is_checking:
            if mistake := ask.find_mistake(event.text):
                self.show_status(f"{mistake} {self.key_names.fill(BACK)}")
            elif not ask.is_for_key:
                self.show_status("")
                await self.open_line(ask.follow(event.text))
            else:
                self.show_status(self.key_names.fill(CHECKING))
                self._check = self.run_worker(self._use_key(ask, event.text), name="key check")

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Stop the check of the key, and keep its text; without one, go back to the choices.

        Words that were typed where a key belongs are a message.
        """
        event.stop()
        self.show_status("")
        if self._check and self.is_checking:
            self._check.cancel()
            return
        if not isinstance(event.line, SearchLine) and len(event.line.text.split()) > 1:
            self.keep_message(event.line.text)
            self.show_status(NOT_PASTED)
        await self.close_line()
        self.show_choices()

    async def on_paste(self, event: events.Paste) -> None:
        """Put a pasted key into its line: Enter tries it, Esc drops it. Other text is a message."""
        event.stop()
        text = event.text.strip()
        if not text:
            return
        if not looks_like_key(text) or is_address(text):
            if self._ask:
                self.keep_message(event.text)
                self.show_status(NOT_PASTED)
            else:
                self.take_message(event.text)
        elif self.query_one(SearchList).display and not is_running(self._download):
            line = await self.open_line(ask_for(self.find_provider(name_provider(text))))
            line.insert(text)

    def find_provider(self, name: str) -> Provider:
        """Return the provider with this name; OpenAI's key needs no more than its name."""
        named = (one for one in self.offer.providers if one.name == name)
        return next(named, Provider(name=name, base_url=OPENAI_URL, keys_page=OPENAI_KEYS))

    async def _use_key(self, ask: Ask, key: str) -> None:
        try:
            if ask.provider is None:
                endpoint = await self.endpoints.add_server(ask.base_url, key)
            elif ask.provider.name == OPENAI:
                endpoint = await self.endpoints.use_key(key)
            else:
                endpoint = await self.endpoints.use_key(key, ask.base_url)
            self.dismiss(Chosen(endpoint, needs_pick(ask)))
        except Error as error:
            self.show_status(str(error))

    def show_choices(self) -> None:
        """Show the choices and the text above them."""

    def show_keys(self) -> None:
        """Show the keys that mean something now, in the border."""
        keys = FEW_KEYS if self.size.width < NARROW_COLS else KEYS
        if self.query(LineInput):
            keys = LINE_KEYS
        show_subtitle(self.query_one("#first-run"), self.key_names.describe(keys))

    def show_text(self, words: str) -> None:
        """Show a text above the list."""
        self.query_one("#first-run-text", Words).say(words)

    def show_status(self, words: str) -> None:
        """Show words in the last row."""
        status = self.query_one("#first-run-status", Words)
        status.say(words)
        if words:
            self.query_one(ChoicesBox).show_last(status)
