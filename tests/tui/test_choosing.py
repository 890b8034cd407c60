"""What starts on the first screen and what does not, a draft without a model, and a key that is tried."""

from collections.abc import AsyncGenerator

from msgspec.structs import replace
from textual import events

from app.api.endpoints import Endpoint, FetchProgress, Origin, Weights
from app.api.errors import ConfigError
from app.api.requests import ThreadQuery
from app.models.script import Gate, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal

OLLAMA = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND)
SMALL = Weights(
    name="small-1",
    size=400_000_000,
    licence="Apache-2.0",
    note="Short.",
    installed=False,
    default=True,
    free=9 * 10**9,
)
DONE = FetchProgress(phase="done", done=1, total=1)


class Counted(Script):
    """Counts the downloads that were started."""

    starts = 0

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        self.starts += 1
        async for step in super().fetch_weights(name):
            yield step


@requirement("first-run.download-is-confirmed")
async def test_a_download_is_asked_about_and_no_single_key_starts_it(settings: Settings) -> None:
    script = Counted(endpoint=None, built_in=[SMALL], fetches=[DONE])
    async with terminal(settings, script) as t:
        await t.shows("›  Start with a small model")
        await t.press(*"jkr")
        await t.shows("›  Start with a small model")
        await t.press("enter")
        await t.shows("Download small-1?")
        await t.shows("400 MB · Apache-2.0 · Short. · 9.0 GB free on this disk")
        await t.press("enter")  # the cursor is on the answer that starts nothing
        await t.shows("›  Start with a small model")
        await t.press("enter")
        await t.shows("Download small-1?")
        await t.press("escape")
        await t.shows("›  Start with a small model")
        await t.press("enter", "enter", "enter")
        await t.shows("›  Not now")
        assert script.starts == 0, "a repeated Enter started a download"
        await t.press("down", "enter")
        await t.shows("built-in · script-1")
        assert script.starts == 1


@requirement("first-run.paste-opens-the-key-line", "first-run.download-is-confirmed")
async def test_text_pasted_on_the_first_screen_goes_into_the_line_for_the_key(settings: Settings) -> None:
    script = Counted(endpoint=None, built_in=[SMALL], fetches=[DONE])
    async with terminal(settings, script) as t:
        await t.shows("Start with a small model")
        t.app.post_message(events.Paste("sk-pasted\n"))
        await t.shows("•" * len("sk-pasted"))
        assert (script.keys, script.starts) == ([], 0)
        await t.press("enter")
        await t.shows("OpenAI · script-1")
        assert script.keys == ["sk-pasted"]


@requirement("first-run.words-are-a-message")
async def test_words_on_the_first_screen_are_a_message_and_no_key(settings: Settings) -> None:
    script = Counted(endpoint=None, built_in=[SMALL], fetches=[DONE])
    async with terminal(settings, script) as t:
        await t.shows("Start with a small model")
        for letter in "remember 2 jokes":
            t.app.post_message(events.Key("space" if letter == " " else letter, letter))
        await t.until(lambda: t.box.text == "remember 2 jokes", "the words in the box")
        await t.shows_not("─ Choose a model")
        t.box.clear()
        await t.press("ctrl+l")
        await t.shows("─ Choose a model")
        t.app.post_message(events.Paste("Two lines\nof prose"))
        await t.until(lambda: t.box.text == "Two lines\nof prose", "the paste in the box")
        await t.press("ctrl+l")
        await t.shows("─ Choose a model")
        await t.press("end", "up", "up", "enter")
        await t.shows("Enter to save")
        await t.press(*"hello", "enter")
        await t.shows("This is no key")
        assert (script.keys, script.starts) == ([], 0)


@requirement("first-run.draft-waits")
async def test_without_a_model_a_message_waits_in_the_box(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    script = Script(["Green."], endpoint=None, found=[OLLAMA])
    async with terminal(settings, script) as t:
        await t.shows("─ Choose a model")
        await t.press("escape")
        await t.shows("no model yet: Ctrl+L")
        for _ in range(2):
            await t.press("ctrl+n")
            await t.send("Pears?")
            await t.shows("─ Choose a model")
            await t.press("escape")
            await t.shows_not("─ Choose a model")
            assert t.box.text == "Pears?"
            await t.press("ctrl+down")
            await t.shows("Red.")
            await t.press("ctrl+n")
            assert t.box.text == "Pears?", "it is the draft of the new conversation"
            t.box.clear()
        await t.send("Pears?")
        await t.shows("Use Ollama")
        await t.press("enter")
        await t.shows("Ollama · script-1")
        assert len((await t.assistants.list_threads(ThreadQuery())).data) == 1, "nothing was stored"
        assert t.box.text == "Pears?"
        await t.press("enter")
        await t.shows("Green.")
        assert [message.text for message in script.requests[0].messages] == ["Pears?"]


@requirement("first-run.draft-waits")
async def test_a_draft_that_waits_for_a_model_survives_a_quit(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("─ Choose a model")
        await t.press("escape")
        await t.send("Pears?")
        await t.shows("─ Choose a model")
        await t.press("escape", "ctrl+q")
    async with terminal(settings, Script(["Green."])) as t:
        assert t.box.text == "Pears?"


class Checking(Script):
    """Tries keys: `sk-wrong` is rejected, any other waits at the gate."""

    gate = Gate()

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        if key == "sk-wrong":
            raise ConfigError("OpenAI rejected this key.")
        await self.gate.wait_until_open()
        return replace(await super().use_key(key, base_url), warning="OPENAI_BASE_URL is set and comes first.")


@requirement("first-run.key-is-tried", "first-run.override-is-said")
async def test_a_rejected_key_stays_in_the_line_and_esc_ends_the_wait(settings: Settings) -> None:
    script = Checking(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        t.app.post_message(events.Paste("sk-wrong"))
        await t.shows("••••")
        await t.press("enter")
        await t.shows("OpenAI rejected this key.")
        await t.shows("•" * len("sk-wrong"))
        await t.press(*["backspace"] * 8, *"sk-slow", "enter")
        await t.shows("Checking the key")
        await script.gate.reached.wait()
        await t.press("escape")
        await t.shows_not("Checking the key")
        await t.shows("•" * len("sk-slow"))
        assert script.keys == []
        script.gate.open()
        await t.press("enter")
        await t.shows("OpenAI · script-1")
        await t.shows("OPENAI_BASE_URL is set and comes first.")


@requirement("windows.typing-after-a-click")
async def test_letters_are_commands_in_a_pane_that_was_entered_by_key(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await t.press("shift+tab", "y")
        await t.shows("Copied the message")
        assert t.history.has_focus
        await t.pilot.click(t.history, offset=(3, 2))
        await t.press(*"dRy")
        assert t.box.text == "dRy"


class Late(Script):
    """Knows only later that there is no model."""

    gate = Gate()

    async def current(self) -> Endpoint | None:
        await self.gate.wait_until_open()
        return await super().current()


@requirement("first-run.typing-is-not-interrupted")
async def test_the_first_screen_does_not_open_over_what_is_being_typed(settings: Settings) -> None:
    script = Late(endpoint=None)
    async with terminal(settings, script) as t:
        await script.gate.reached.wait()
        await t.press(*"Pears")
        script.gate.open()
        await t.shows("no model yet: Ctrl+L")
        await t.press(*"2?")
        assert t.box.text == "Pears2?"
        await t.press("enter")
        await t.shows("─ Choose a model")
