"""The first-run screen: nobody is there to answer yet, or a `.env` of this folder names somebody unknown.

`ChatScreen` shows it when `Endpoints.current` has none to offer or asks for consent, and when the user wants another.
Three ways out: what was found on this machine, a pasted key, the built-in model downloaded now.
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

WHO = "Who shall answer?"
NOBODY = "No model is set up yet. Pick one; nothing else needs configuring."
NO_SERVER = "Ollama, LM Studio or llama.cpp would be offered here, once one runs."
ANOTHER = "Pick who answers from now on."
LOOKING = "Looking for model servers on this machine …"
KEPT = "Kept where only you can read it. Other servers: --base-url"
KEY = "key"
WEIGHTS = "weights "
BAR = 32
"""Cells of the progress bar."""


class FirstRun(ModalScreen[Endpoint | None]):
    """Ends with the endpoint to use, or with `None` when the user leaves it open."""

    BINDINGS = bindings("first run")

    def __init__(self, endpoints: Endpoints, current: Endpoint | None) -> None:
        super().__init__()
        self._endpoints = endpoints
        self._current = current
        self._found: list[Endpoint] = []
        self._weights: list[Weights] = []
        self._download: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(id="first-run"):
            yield Static(self._words(), id="first-run-words", markup=False)
            yield Choices()
            yield Static(LOOKING, id="first-run-news", markup=False)

    async def on_mount(self) -> None:
        """Look what there is to choose from."""
        box = self.query_one("#first-run")
        box.border_title, box.border_subtitle = WHO, "r looks again · Esc leaves"
        self.set_focus(self.query_one(Choices))
        await self._look()

    async def action_look(self) -> None:
        """Look again: a server may have been started meanwhile."""
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
        """Stop the download; without one, leave."""
        if self._download and self._download.is_running:
            self._download.cancel()
            self._news("Stopped. What has arrived is kept: choose it again to go on.")
        else:
            self.dismiss(None)

    async def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Do what was chosen."""
        if self._download and self._download.is_running:
            return
        self._news("")
        if event.name == KEY:
            await self._ask_key()
        elif event.name.startswith(WEIGHTS):
            name = event.name.removeprefix(WEIGHTS)
            self._download = self.run_worker(self._fetch(name), name="download")
        else:
            endpoint = next(one for one in self._found if one.base_url == event.name)
            await self._take(endpoint)

    async def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """A key was pasted."""
        event.stop()
        if not event.text:
            self._news("Nothing was pasted yet. Esc goes back.")
            return
        try:
            self.dismiss(await self._endpoints.use_key(event.text))
        except Error as error:
            self._news(str(error))

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Back to the choices."""
        event.stop()
        self._news("")
        self.set_focus(self.query_one(Choices))
        await event.line.remove()

    async def _refusal(self) -> str:
        """Nothing to choose from although somebody answers: a server's endpoint. The refusal says who chooses it."""
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
            return NOBODY if any(one.kind == "local" for one in self._found) else f"{NOBODY}\n{NO_SERVER}"
        if current.needs_consent:
            return (
                f"The .env file of this folder sends messages to\n{one_line(current.base_url)}\n"
                "It may come from somebody else. Shall it be used?"
            )
        return ANOTHER

    def _offer(self) -> None:
        choices = [self._choice(one) for one in self._found if not one.needs_consent]
        choices.append(Choice(KEY, "Paste an OpenAI API key", KEPT))
        built_in = any(one.kind == "built-in" for one in self._found)
        for one in self._weights:
            if not (one.installed and built_in):
                about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
                choices.append(Choice(f"{WEIGHTS}{one.name}", f"Download the built-in model {one.name}", about))
        # A stranger's is never under the cursor: a stray Enter is no consent.
        choices += [self._choice(one) for one in self._found if one.needs_consent]
        self.query_one(Choices).show(choices)

    def _choice(self, one: Endpoint) -> Choice:
        used = self._current is not None and one.base_url == self._current.base_url and not one.needs_consent
        name = "the built-in model" if one.kind == "built-in" else one_line(one.name)
        words = f"Use {name}{' for this folder' if one.needs_consent else ''}{', as now' if used else ''}"
        source = words_of(one.origin, one.setting)
        parts = (source,) if one.kind == "built-in" else (one.base_url, source)
        return Choice(one.base_url, words, one_line(" · ".join(filter(None, parts))))

    async def _ask_key(self) -> None:
        if not self.query(LineInput):
            line = LineInput(placeholder="Paste the key, Enter keeps it", masked=True)
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
            self._news("The model is here, but it cannot be used on this machine.")

    def _news(self, words: str) -> None:
        self.query_one("#first-run-news", Static).update(words)


def bar(progress: FetchProgress) -> str:
    """The progress of a download as a row of blocks and numbers."""
    share = progress.done / progress.total if progress.total else 0.0
    full = int(share * BAR)
    blocks = f"{'█' * full}{'░' * (BAR - full)}"
    match progress.phase:
        case "downloading":
            amount = f"{progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB"
            return f"{blocks} {share:4.0%}  {amount}\nEsc stops; it goes on later where it stopped."
        case "checking":
            return f"{blocks}  checking …"
        case "done":
            return f"{'█' * BAR}  ready"
