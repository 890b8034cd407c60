"""The first-run screen: shown when no model is set up, or before an endpoint from the folder's `.env` is used.

Ctrl+L opens it later to change the model. It offers the model servers found on this machine, a pasted key, and the
built-in model, which it downloads.
"""

from contextlib import aclosing

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from app.api.endpoints import Endpoint, Endpoints, FetchProgress, Weights
from app.api.errors import Error
from app.settings.origins import words_of
from app.tui.keys.table import bindings
from app.tui.text.one_line import one_line
from app.tui.widgets.choice_list import Choice, ChoiceList
from app.tui.widgets.line_input import LineInput

TITLE = "Choose a model"
NO_MODEL = "No model is set up yet. Choose one to get started."
NO_SERVER = "Ollama, LM Studio and llama.cpp are listed here while they run."
CHANGE = "Choose the model that answers from now on."
LOOKING = "Looking for model servers on this machine …"
KEY_STORAGE = "Stored in a file only you can read. For another server use --base-url"
KEY_CHOICE = "key"
WEIGHTS_PREFIX = "weights "
"""The name of a choice that downloads weights: this, then the name of the weights."""
BAR_COLS = 32


class FirstRun(ModalScreen[Endpoint | None]):
    """A dialog that returns the chosen endpoint, or None if the user chose none."""

    BINDINGS = bindings("first run")

    def __init__(self, endpoints: Endpoints, current: Endpoint | None) -> None:
        super().__init__()
        self._endpoints = endpoints
        self._current = current
        self._found: list[Endpoint] = []
        self._weights: list[Weights] = []
        self._download: Worker[None] | None = None

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

    async def action_look(self) -> None:
        """Look again for model servers: one may have been started since."""
        if not (self._download and self._download.is_running):
            self._show_status(LOOKING)
            await self._look()

    async def _look(self) -> None:
        self._found = list(await self._endpoints.candidates())
        self._weights = list(self._endpoints.weights())
        current = self._current
        if current and current.needs_consent and current not in self._found:
            self._found.insert(0, current)
        self._show_status("")
        self._offer()
        self.query_one("#first-run-text", Static).update(await self._explain_refusal() or self._describe())

    def action_leave(self) -> None:
        """Pause the download; without one, close the screen."""
        if self._download and self._download.is_running:
            self._download.cancel()
            self._show_status("Paused. Choose it again to resume.")
        else:
            self.dismiss(None)

    async def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Act on the choice."""
        if self._download and self._download.is_running:
            return
        self._show_status("")
        if event.name == KEY_CHOICE:
            await self._ask_key()
        elif event.name.startswith(WEIGHTS_PREFIX):
            name = event.name.removeprefix(WEIGHTS_PREFIX)
            self._download = self.run_worker(self._fetch(name), name="download")
        else:
            endpoint = next(one for one in self._found if one.base_url == event.name)
            await self._take(endpoint)

    async def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Use the pasted key."""
        event.stop()
        if not event.text:
            self._show_status("Nothing pasted yet. Esc to go back.")
            return
        try:
            self.dismiss(await self._endpoints.use_key(event.text))
        except Error as error:
            self._show_status(str(error))

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Go back to the choices."""
        event.stop()
        self._show_status("")
        self.set_focus(self.query_one(ChoiceList))
        await event.line.remove()

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
        current = self._current
        if current is None:
            if any(one.kind == "local" for one in self._found):
                return NO_MODEL
            return f"{NO_MODEL}\n{NO_SERVER}"
        if current.needs_consent:
            return (
                f"The .env file in this folder, which may not be yours, names\n{one_line(current.base_url)}\n"
                "Use it? Messages you send will go there."
            )
        return CHANGE

    def _offer(self) -> None:
        choices = [self._make_choice(one) for one in self._found if not one.needs_consent]
        choices.append(Choice(KEY_CHOICE, "Paste an OpenAI API key", KEY_STORAGE))
        built_in = any(one.kind == "built-in" for one in self._found)
        for one in self._weights:
            if not (one.installed and built_in):
                about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
                choices.append(Choice(f"{WEIGHTS_PREFIX}{one.name}", f"Download the built-in model {one.name}", about))
        # The endpoint that needs consent is last, never under the cursor: a stray Enter must not allow it.
        choices += [self._make_choice(one) for one in self._found if one.needs_consent]
        self.query_one(ChoiceList).show(choices)

    def _make_choice(self, one: Endpoint) -> Choice:
        name, about = one_line(one.name), [one.base_url, words_of(one.origin, one.setting)]
        if one.kind == "built-in":
            name = "the built-in model"
            del about[0]
        words = f"Use {name}"
        if one.needs_consent:
            words = f"{words} for this folder"
        elif self._current is not None and one.base_url == self._current.base_url:
            words = f"{words} (current)"
        return Choice(one.base_url, words, one_line(" · ".join(filter(None, about))))

    async def _ask_key(self) -> None:
        if not self.query(LineInput):
            line = LineInput(placeholder="Paste the key, Enter to save", masked=True)
            await self.query_one("#first-run").mount(line, before="#first-run-status")
        self.set_focus(self.query_one(LineInput))

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
        self.query_one("#first-run-status", Static).update(words)


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
