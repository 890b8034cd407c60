"""The first-run screen: what was found, a key, the built-in model, and a `.env` that may be a stranger's."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest
from rich.cells import cell_len
from rich.color_triplet import ColorTriplet

from app.api.endpoints import Endpoint, FetchProgress, Origin, Weights
from app.api.errors import Error, WeightsError
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

OLLAMA = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND)
STRANGER = Endpoint(name="models.invalid", base_url="http://models.invalid/v1", kind="hosted", needs_consent=True)
SMALL = Weights(
    name="small-1", size=400_000_000, licence="Apache-2.0", note="Short answers.", installed=False, default=True
)


def progress(done: int) -> FetchProgress:
    return FetchProgress(phase="downloading", done=done * 1_000_000, total=400_000_000)


async def confirm(t: Terminal) -> None:
    """Answer the question before a download."""
    await t.shows("›  Not now")
    await t.press("down", "enter")


@requirement("tui.first-run")
async def test_a_found_endpoint_is_used_with_one_key(settings: Settings) -> None:
    script = Script(["Hi."], endpoint=None, found=[OLLAMA])
    async with terminal(settings, script) as t:
        await t.shows("─ Choose a model")
        await t.shows("Use Ollama")
        await t.press("enter")
        await t.shows("Ollama · script-1")
        assert script.endpoint == OLLAMA
        assert t.box.has_focus
        await t.send("Hello")
        await t.shows("Hi.")


@requirement("tui.first-run")
async def test_a_pasted_key_is_used_and_not_shown(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        await t.press("enter")
        await t.shows("Enter to save")
        await t.shows("OpenAI makes API keys at https://platform.openai.com/api-keys")
        await t.type("sk-secret")
        assert "sk-secret" not in t.text()
        await t.shows("•" * len("sk-secret"))
        await t.press("enter")
        await t.shows("OpenAI · script-1")
        assert script.keys == ["sk-secret"]


@requirement("tui.first-run")
async def test_the_built_in_model_is_downloaded_on_the_first_run_screen(settings: Settings) -> None:
    done = FetchProgress(phase="done", done=1, total=1)
    script = Script(endpoint=None, built_in=[SMALL], fetches=[progress(100), progress(300), done])
    async with terminal(settings, script) as t:
        await t.shows("›  Start with a small model on this machine")
        await t.shows("400 MB, no account needed · recommended")
        await t.press("enter")
        await t.shows("400 MB · Apache-2.0 · Short answers.")
        await confirm(t)
        await t.shows("built-in · script-1")


class SlowFetch(Script):
    """Downloads a quarter, then waits for the gate."""

    gate = asyncio.Event()
    starts = 0

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        self.starts += 1
        yield progress(100)
        await self.gate.wait()
        async for one in super().fetch_weights(name):
            yield one


@requirement("tui.first-run")
async def test_a_download_shows_its_progress_and_can_be_paused_and_resumed(settings: Settings) -> None:
    done = FetchProgress(phase="done", done=1, total=1)
    script = SlowFetch(endpoint=None, built_in=[SMALL], fetches=[done])
    async with terminal(settings, script) as t:
        await t.shows("›  Start with a small model")
        await t.press("enter")
        await confirm(t)
        await t.shows("25%  100 of 400 MB")
        await t.shows("██████░░░░")
        await t.press("enter", "r")
        await t.shows("25%")
        await t.press("escape")
        await t.shows("Paused. Choose it again to resume.")
        await t.press("enter")
        await t.shows("25%  100 of 400 MB")
        assert script.starts == 2
        script.gate.set()
        await t.shows("built-in · script-1")


@requirement("tui.readable")
@pytest.mark.parametrize("theme", ["textual-light", "textual-dark", "solarized-light", "nord"])
async def test_the_text_can_be_read_in_light_and_dark_themes(
    theme: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("themes")
    settings = Settings(data_dir=folder / "data", config_dir=folder, theme=theme)
    async with terminal(settings, Script(["Hi."], endpoint=None, found=[OLLAMA], built_in=[SMALL])) as t:
        await t.shows("Use Ollama")
        for text in ("No model is set up yet", "Use Ollama", "recommended", "400 MB", "Esc Close"):
            assert contrast(t, text) > 3, text
        await t.press("enter")
        await t.send("Hello")
        await t.shows("Hi.")
        await t.shows("completed")
        for text in ("completed", "Ollama · script-1", "You", "Assistant", "Hi.", "now"):
            assert contrast(t, text) > 3, text


def contrast(t: Terminal, text: str) -> float:
    """The contrast of the first cells with this text to what is behind them, 1 to 21 (WCAG 2.1)."""
    for strip in t.strips():
        if (at := strip.text.find(text)) < 0:
            continue
        style = next(piece.style for piece in strip.crop(cell_len(strip.text[:at])) if piece.text.strip())
        assert style
        dark, light = sorted(luminance(color.get_truecolor()) for color in (style.color, style.bgcolor) if color)
        return (light + 0.05) / (dark + 0.05)
    raise AssertionError(f"{text!r} is not on the screen:\n{t.text()}")


def luminance(color: ColorTriplet) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@requirement("tui.first-run")
async def test_a_broken_download_says_so_and_can_be_retried(settings: Settings) -> None:
    script = Script(endpoint=None, built_in=[SMALL], fetches=[progress(100), WeightsError("The connection broke.")])
    async with terminal(settings, script) as t:
        await t.shows("›  Start with a small model")
        await t.press("enter")
        await confirm(t)
        await t.shows("The connection broke.")
        script.fetches = [FetchProgress(phase="done", done=1, total=1)]
        await t.press("enter")
        await t.shows("built-in · script-1")


@requirement("tui.first-run")
async def test_a_blank_key_is_refused_and_escape_goes_back_one_step(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        await t.press("enter")
        await t.shows("Enter to save")
        await t.type("  ")
        await t.press("enter")
        await t.shows("Nothing pasted yet.")
        assert script.keys == []
        await t.press("escape")
        await t.shows_not("Nothing pasted yet.")
        await t.shows("›  OpenAI")
        await t.press("escape")
        await t.shows_not("─ Choose a model")


@requirement("tui.first-run")
async def test_a_server_started_later_is_found_by_looking_again(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("none running on this machine · r to look again")
        script.found = [OLLAMA]
        await t.press("r")
        await t.shows("›  Use Ollama")
        await t.shows("found on this machine · recommended")
        assert "none running" not in t.text()
        await t.press("enter")
        await t.shows("Ollama · script-1")
        await t.press("ctrl+l")
        await t.shows("Add another endpoint")
        await t.press("up", "ctrl+end", "enter")
        await t.shows("Use Ollama (current)")


class Served(Script):
    """The endpoints of a server, whose clients cannot choose the model."""

    async def candidates(self) -> Sequence[Endpoint]:
        return ()

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        raise Error(f"The model is chosen on the server, at {endpoint.base_url}, not from here.")


@requirement("tui.first-run")
async def test_with_a_server_the_screen_says_that_the_server_chooses_the_model(settings: Settings) -> None:
    async with terminal(settings, Served(["Hi."], endpoint=OLLAMA)) as t:
        await t.press("ctrl+l")
        await t.shows("Add another endpoint")
        await t.press("ctrl+end", "enter")
        await t.shows("The model is chosen on the server, at http://127.0.0.1:11434/v1")
        assert "paste an API key" not in t.text()
        await t.press("escape")
        await t.send("Hello")
        await t.shows("Hi.")


@requirement("tui.consent")
async def test_an_endpoint_from_the_env_file_of_the_folder_needs_consent(settings: Settings) -> None:
    script = Script(["Hi."], endpoint=STRANGER)
    async with terminal(settings, script) as t:
        await t.shows("The .env file in this folder")
        assert "http://models.invalid/v1" in t.text()
        assert script.requests == []
        await t.press("escape")
        await t.shows("no model yet: Ctrl+L")
        await t.press("ctrl+l")
        await t.shows("Use models.invalid for this folder")
        await t.press("enter")  # a stray one is no consent
        await t.shows("Enter to save")
        await t.press("escape", "end", "enter")
        await t.shows("models.invalid · script-1")
        assert script.requests == []
