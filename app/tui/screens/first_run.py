"""The first-run screen: no model is set up yet, or the `.env` of this folder names an endpoint to be allowed first.

It also changes the model later. The choices: what was found on this machine, a pasted key, or the built-in model,
downloaded here.
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
from app.tui.widgets.choice_list import Choice, Choices
from app.tui.widgets.line_input import LineInput

TITLE = "Choose a model"
NO_MODEL = "No model is set up yet. Choose one to get started."
NO_SERVER = "Ollama, LM Studio and llama.cpp are listed here while they run."
CHANGE = "Choose the model that answers from now on."
LOOKING = "Looking for model servers on this machine …"
KEY_STORAGE = "Stored in a file only you can read. Other servers: --base-url"
KEY_CHOICE = "key"
WEIGHTS_PREFIX = "weights "
"""Before the name of downloadable weights, in the name of their choice."""
BAR_COLS = 32


class FirstRun(ModalScreen[Endpoint | None]):
    """Returns the chosen endpoint, or None if the user chose none."""

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
            yield Static(self._words(), id="first-run-words", markup=False)
            yield Choices()
            yield Static(LOOKING, id="first-run-news", markup=False)

    async def on_mount(self) -> None:
        """Find the models to choose from."""
        box = self.query_one("#first-run")
        box.border_title = TITLE
        box.border_subtitle = "r to look again · Esc to close"
        self.set_focus(self.query_one(Choices))
        await self._look()

    async def action_look(self) -> None:
        """Look again: a server may have been started in the meantime."""
        if not (self._download and self._download.is_running):
            self._news(LOOKING)
            await self._look()

    async def _look(self) -> None:
        self._found = list(await self._endpoints.candidates())
        self._weights = list(self._endpoints.weights())
        current = self._current
        if current and current.needs_consent and current not in self._found:
            self._found.insert(0, current)
        self._news("")
        self._offer()
        self.query_one("#first-run-words", Static).update(await self._refusal() or self._words())

    def action_leave(self) -> None:
        """Pause the download; without one, close the screen."""
        if self._download and self._download.is_running:
            self._download.cancel()
            self._news("Paused. Choose it again to resume.")
        else:
            self.dismiss(None)

    async def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Act on the choice."""
        if self._download and self._download.is_running:
            return
        self._news("")
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
            self._news("Nothing pasted yet. Esc to go back.")
            return
        try:
            self.dismiss(await self._endpoints.use_key(event.text))
        except Error as error:
            self._news(str(error))

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Go back to the choices."""
        event.stop()
        self._news("")
        self.set_focus(self.query_one(Choices))
        await event.line.remove()

    async def _refusal(self) -> str:
        """Return why nothing can be chosen, empty if something can. A server chooses its endpoint itself."""
        if self._found or not self._current:
            return ""
        try:
            self.dismiss(await self._endpoints.choose(self._current))
        except Error as error:
            self.query_one(Choices).display = False
            return str(error)
        return ""

    def _words(self) -> str:
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
        choices = [self._choice(one) for one in self._found if not one.needs_consent]
        choices.append(Choice(KEY_CHOICE, "Paste an OpenAI API key", KEY_STORAGE))
        built_in = any(one.kind == "built-in" for one in self._found)
        for one in self._weights:
            if not (one.installed and built_in):
                about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
                choices.append(Choice(f"{WEIGHTS_PREFIX}{one.name}", f"Download the built-in model {one.name}", about))
        # The one to be allowed is last, never under the cursor: a stray Enter is no consent.
        choices += [self._choice(one) for one in self._found if one.needs_consent]
        self.query_one(Choices).show(choices)

    def _choice(self, one: Endpoint) -> Choice:
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
            await self.query_one("#first-run").mount(line, before="#first-run-news")
        self.set_focus(self.query_one(LineInput))

    async def _take(self, endpoint: Endpoint) -> None:
        try:
            self.dismiss(await self._endpoints.choose(endpoint))
        except Error as error:
            self._news(str(error))

    async def _fetch(self, name: str) -> None:
        try:
            async with aclosing(self._endpoints.fetch_weights(name)) as steps:
                async for progress in steps:
                    self._news(bar(progress))
            found = [await self._endpoints.current(), *await self._endpoints.candidates()]
        except Error as error:
            self._news(str(error))
            return
        built_in = next((one for one in found if one and one.kind == "built-in"), None)
        if built_in:
            await self._take(built_in)
        else:
            self._news("The model is downloaded, but this machine can't run it.")

    def _news(self, words: str) -> None:
        self.query_one("#first-run-news", Static).update(words)


def bar(progress: FetchProgress) -> str:
    """Return the progress of a download as a row of blocks and numbers."""
    share = progress.done / max(1, progress.total)
    full = int(share * BAR_COLS)
    blocks = f"{'█' * full}{'░' * (BAR_COLS - full)}"
    match progress.phase:
        case "downloading":
            amount = f"{progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB"
            return f"{blocks} {share:4.0%}  {amount}\nEsc to pause; it resumes where it stopped."
        case "checking":
            return f"{blocks}  checking …"
        case "done":
            return f"{'█' * BAR_COLS}  ready"
