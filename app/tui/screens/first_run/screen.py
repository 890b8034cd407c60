"""The first-run screen: shown when no model is set up, or before an endpoint from the folder's `.env` is used.

The model picker opens it to add another endpoint. It offers the model servers found on this machine, a pasted key,
any other server, and the built-in model, which it downloads after a question: nothing that costs money or bandwidth
starts with one key.
"""

from collections.abc import Sequence
from contextlib import aclosing
from functools import partial

from msgspec.structs import replace
from textual import events
from textual.widget import Widget

from app.api.endpoints import Endpoint, Endpoints, Weights
from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.dialog import Words, show_title
from app.tui.screens.first_run.asking import ask_for
from app.tui.screens.first_run.asks_lines import AsksLines
from app.tui.screens.first_run.choices import (
    BACK_CHOICE,
    CHOOSE_PROVIDER,
    KEY_PREFIX,
    LOOK_CHOICE,
    PROVIDERS_CHOICE,
    SERVER_CHOICE,
    WEIGHTS_PREFIX,
    describe,
    describe_download,
    list_answers,
    list_choices,
    list_providers,
    name_recommended,
)
from app.tui.screens.first_run.progress import format_progress
from app.tui.screens.first_run.words import Chosen, is_running
from app.tui.widgets.choices.search_list import SearchList

TITLE = "Choose a model"
LOOKING = "Looking for model servers on this machine …"
LOW_ROWS = 20
"""Below this height of the screen the box has no space inside its border."""


class FirstRun(AsksLines):
    """A dialog that returns the chosen endpoint, or None if the user chose none."""

    BINDINGS = bindings("first run")

    def __init__(self, endpoints: Endpoints, current: Endpoint | None, box: Widget) -> None:
        super().__init__(endpoints, current, box)
        self._allowed: set[str] = set()
        """The weights whose download the user has confirmed; a paused one resumes without another question."""
        self._question: Weights | None = None
        """The weights whose download is being asked about."""
        self._lists_providers = False
        """Whether the providers beside OpenAI are listed in place of all choices."""
        self._came_from = ""
        """The choice under the cursor when all choices are shown again; empty: the recommended one."""
        self._steps = {
            LOOK_CHOICE: self.action_look,
            PROVIDERS_CHOICE: self._list_providers,
            SERVER_CHOICE: self._ask_server,
            BACK_CHOICE: self._go_back,
        }

    async def on_mount(self) -> None:
        """Find the models to choose from."""
        show_title(self.query_one("#first-run"), TITLE)
        self.set_focus(self.query_one(SearchList))
        self.show_text(describe(self.offer.current))
        self.query_one("#first-run-status", Words).say(LOOKING)  # no reason to scroll
        await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the space inside the border out on a low screen, and words on a narrow one."""
        self.show_keys()
        self.set_class(event.size.height < LOW_ROWS, "-short")

    async def action_look(self) -> None:
        """Look again for model servers: one may have been started since."""
        if not is_running(self._download):
            self.query_one("#first-run-status", Words).say(LOOKING)
            await self._look()

    async def _look(self) -> None:
        found, current = list(await self.endpoints.candidates()), self.offer.current
        if current and current.needs_consent and current not in found:
            found.insert(0, current)
        self.offer = replace(
            self.offer, found=found, weights=self.endpoints.weights(), providers=self.endpoints.providers()
        )
        self.run_worker(partial(self._add_slow, found), group="slow servers", exclusive=True)
        self.show_status("")
        self._question, self._lists_providers = None, False
        self.show_choices()
        if refusal := await self._explain_refusal():
            self.show_text(refusal)

    async def _add_slow(self, known: Sequence[Endpoint]) -> None:
        """Add each model server that answers only now. The cursor stays on its choice: Enter may be on its way."""
        async with aclosing(self.endpoints.slow_servers(known)) as answering:
            async for one in answering:
                self.offer = replace(self.offer, found=[*self.offer.found, one.endpoint])
                choices = self.query_one(SearchList)
                if choices.display and not (self._question or self._lists_providers):
                    self._came_from = choices.entry.name if choices.entry else ""
                    self.show_choices()
                    self._came_from = ""

    async def action_leave(self) -> None:
        """Pause the download, or leave its question or the list of providers; without one, close the screen."""
        if self._download and self._download.is_running:
            self._download.cancel()
            self.show_status("Paused. Choose it again to resume.")
        elif self._question or self._lists_providers:
            await self._go_back()
        else:
            self.dismiss(None)

    async def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Act on the choice."""
        if self.is_closed or is_running(self._download) or self.is_checking:
            return
        self.show_status("")
        await self.close_line()  # of a search
        name = event.name
        if name.startswith(KEY_PREFIX):
            await self.open_line(ask_for(self.find_provider(name.removeprefix(KEY_PREFIX))))
        elif name.startswith(WEIGHTS_PREFIX):
            await self._ask_or_download(name.removeprefix(WEIGHTS_PREFIX))
        elif endpoint := next((one for one in self.offer.found if one.base_url == name), None):
            await self._take(endpoint)
        else:
            await self._steps[name]()

    def show_choices(self) -> None:
        """Show what there is to choose from at this step."""
        at = self._came_from or name_recommended(self.offer)
        words = describe(self.offer.current)
        choices = list_choices(self.offer, self.key_names, is_search=self.is_searching)
        if self._question:
            at, words, choices = "", describe_download(self._question), list_answers(self._question, self.key_names)
        elif self._lists_providers:
            words, choices = CHOOSE_PROVIDER, [*list_providers(self.offer)]
        self.show_text(words)
        self.query_one(SearchList).show(choices, at=at)

    async def _go_back(self) -> None:
        """Show all choices again."""
        self._came_from = PROVIDERS_CHOICE
        if self._question:
            self._came_from = f"{WEIGHTS_PREFIX}{self._question.name}"
        self._question, self._lists_providers = None, False
        self.show_choices()
        self._came_from = ""

    async def _list_providers(self) -> None:
        self._lists_providers = True
        self.show_choices()

    async def _ask_server(self) -> None:
        await self.open_line(ask_for(None))

    async def _explain_refusal(self) -> str:
        """Return why the user cannot choose; empty if they can. With --server the server chooses its endpoint."""
        if self.offer.found or not self.offer.current:
            return ""
        try:
            self.dismiss(Chosen(await self.endpoints.choose(self.offer.current)))
        except Error as error:
            self.query_one(SearchList).display = False
            return str(error)
        return ""

    async def _ask_or_download(self, name: str) -> None:
        """Ask before a download, once; the cursor is on the answer that starts nothing."""
        if self._question:
            self._allowed.add(name)
            await self._go_back()
        if name in self._allowed:
            self._download = self.run_worker(partial(self._fetch, name), name="download")
            return
        self._question = next(one for one in self.offer.weights if one.name == name)
        self.show_choices()

    async def _take(self, endpoint: Endpoint) -> None:
        try:
            self.dismiss(Chosen(await self.endpoints.choose(endpoint)))
        except Error as error:
            self.show_status(str(error))

    async def _fetch(self, name: str) -> None:
        try:
            async with aclosing(self.endpoints.fetch_weights(name)) as steps:
                async for progress in steps:
                    self.show_status(self.key_names.fill(format_progress(progress)))
            found = [await self.endpoints.current(), *await self.endpoints.candidates()]
        except Error as error:
            self.show_status(str(error))
            return
        if built_in := next((one for one in found if one and one.kind == "built-in"), None):
            await self._take(built_in)
        else:
            self.show_status("The model is downloaded, but this machine can't run it.")
