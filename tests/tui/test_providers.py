"""The first screen: one recommendation, providers by name, any other server, and the search of the choices."""

import pytest
from textual import events

from app.api.endpoints import Endpoint, Origin, Weights
from app.models.endpoints.providers import PROVIDERS
from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

OLLAMA = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND)
SMALL = Weights(
    name="small-1", size=491_000_000, licence="Apache-2.0", note="Short answers.", installed=False, default=True
)
LARGE = Weights(name="large-1", size=1_117_000_000, licence="Apache-2.0", note="Better answers.", installed=False)
AZURE_REQUEST = "https://me.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview"
"""What the portal of Azure shows as the address of a model."""
KEY = "sk-0123456789"


def rows(t: Terminal) -> list[str]:
    """The rows of the dialog, without its border and its scrollbar."""
    lines = (line.partition("│")[2].partition("│")[0].rstrip(" ▁▂▃▄▅▆▇█") for line in t.text().splitlines())
    return [" ".join(line.split()) for line in lines if line]


@requirement("first-run.one-recommendation")
async def test_the_choices_stand_in_the_order_of_what_they_cost(settings: Settings) -> None:
    script = Script(endpoint=None, built_in=[SMALL, LARGE])
    async with terminal(settings, script) as t:
        await t.shows("recommended")
        others = " · ".join(one.name for one in PROVIDERS[1:])
        assert rows(t)[:9] == [
            "No model is set up yet. Choose one to get started.",
            "› Start with a small model on this machine 491 MB, no account needed · recommended",
            "Ollama, LM Studio, llama.cpp, vLLM none running on this machine · r to look again",
            "OpenAI paste an API key",
            others,
            "paste an API key",
            "Another server base URL, key, then pick a model",
            "Another model on this machine: large-1 1,117 MB · Better answers.",
            "Message",
        ]
        script.found = [OLLAMA]
        await t.press("r")
        await t.shows("found on this machine · recommended")
        assert t.text().count("recommended") == 1
        assert rows(t)[1].startswith("› Use Ollama")


@requirement("first-run.providers")
@pytest.mark.parametrize("size", [(110, 34), (40, 10)], ids=str)
async def test_each_provider_asks_for_its_key_and_says_where_keys_are_made(
    settings: Settings, size: tuple[int, int]
) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script, size=size) as t:
        await t.shows("›  OpenAI")
        await t.press("down", "enter")
        await t.shows("Whose API key do you have?")
        for at, one in enumerate(PROVIDERS[1:]):
            await t.press("home", *["down"] * at, "enter")
            await t.until(lambda: t.app.screen.query(LineInput), one.name)
            words = one.keys_page if one.base_url else one.address_note
            await t.until(lambda words=words: "".join(words.split()) in "".join(rows(t)).replace(" ", ""), words)
            await t.press("escape")
            await t.shows(f"›  {PROVIDERS[1].name}")
        await t.press("escape")
        await t.shows("OpenAI")
        await t.press("escape")
        await t.shows_not("─ Choose a model")


@requirement("first-run.providers")
async def test_azure_asks_for_its_address_then_for_the_key(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        await t.press("slash")
        await t.type("azure")
        await t.press("enter")
        await t.shows("Azure OpenAI: ")
        t.app.screen.query_one(LineInput).post_message(events.Paste(AZURE_REQUEST))
        await t.press("enter")
        await t.shows("Azure OpenAI makes API keys at https://portal.azure.com")
        await t.type(KEY)
        await t.press("enter")
        await t.shows("Search models")
        assert script.keys == [KEY]
        assert script.endpoint
        assert script.endpoint.base_url == "https://me.openai.azure.com/openai/v1"
        await t.press("escape")
        await t.shows_not("Search models")


@requirement("first-run.search", "first-run.providers")
async def test_a_search_finds_each_provider_and_leaves_one_layer_per_esc(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None, built_in=[SMALL, LARGE])) as t:
        await t.shows("recommended")
        await t.press("slash")
        await t.type("mistr")
        await t.until(lambda: rows(t)[1:4] == ["mistr", "› Mistral paste an API key", "Message"], "the hit")
        await t.press("escape")
        await t.shows("Another server")
        await t.press("slash")
        await t.type("built-in small")
        await t.press("enter")
        await t.shows("Download small-1?")
        await t.press("escape", "escape")
        await t.shows_not("─ Choose a model")
        assert t.box.text == ""


@requirement("first-run.paste-opens-the-key-line", "first-run.providers")
@pytest.mark.parametrize(("key", "name"), [("sk-or-v1-1234", "OpenRouter"), ("gsk_12345678", "Groq"), (KEY, "OpenAI")])
async def test_a_pasted_key_opens_the_line_of_the_provider_whose_keys_look_like_it(
    settings: Settings, key: str, name: str
) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        t.app.post_message(events.Paste(key))
        await t.shows(f"{name} makes API keys at")
        await t.press("enter")
        await t.until(lambda: script.endpoint, "the endpoint")
        assert (script.keys, script.endpoint and script.endpoint.name) == ([key], name)


@requirement("first-run.another-server", "first-run.message-in-the-key-line")
async def test_a_server_has_an_address_and_words_are_no_address(settings: Settings) -> None:
    script = Script(endpoint=None)
    async with terminal(settings, script) as t:
        await t.shows("Another server")
        await t.press("end", "enter")
        await t.shows("The base URL of any server")
        t.app.screen.query_one(LineInput).post_message(events.Paste("Why is the sky blue?"))
        await t.shows("It is in the message box")
        for wrong, words in (
            ("models.house", "This is no base URL"),
            ("ftp://models.house", "This is no base URL"),
            ("http://", "This is no base URL"),
            ("http://me:secret@models.house", "must not contain a user name or password"),
            ("http://models.house/v1?key=secret", "must end with the path"),
        ):
            await t.type(wrong)
            await t.press("enter")
            await t.shows(words)
            await t.press("ctrl+u")
        await t.type("localhost:9/v1")
        await t.press("enter")
        await t.shows("The API key for http://localhost:9/v1, if it needs one.")
        await t.press("escape", "escape")
        await t.shows_not("─ Choose a model")
        assert t.box.text == "Why is the sky blue?"
        assert script.endpoint is None


@requirement("first-run.whole-names")
async def test_no_provider_is_named_in_two_rows(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None, built_in=[SMALL]), size=(130, 40)) as t:
        for width in (120, 100, 80, 60, 40):
            await t.pilot.resize_terminal(width, 40)
            await t.shows("Another server")
            assert rows(t).count("OpenAI") + rows(t).count("OpenAI paste an API key") == 1, t.text()
            for one in PROVIDERS:
                assert any(one.name in row for row in rows(t)), (one.name, t.text())
            assert not any(row.startswith("·") for row in rows(t)), t.text()
