"""Models and assistants named behind a slash command, and those of other profiles in the editor of an assistant."""

import pytest

from app.api.endpoints import Endpoint, ModelList
from app.api.objects import Model
from app.api.requests import CreateAssistant
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.assistants.assistant_list import AssistantList
from app.tui.screens.picker.model_picker import ModelPicker
from tests.requirements import requirement
from tests.tui.assistants import create, find, open_editor
from tests.tui.terminal import Terminal, terminal

GROQ = Endpoint(name="Groq", base_url="https://groq.test/v1", kind="hosted", profile="groq")
WORK = Endpoint(name="Work", base_url="https://models.work/v1", kind="hosted", profile="work")
TUTOR = CreateAssistant(model="", name="Math Tutor")


def several() -> Script:
    """Three profiles, two of which have a model of the same name."""
    lists = [ModelList(GROQ, [Model(id="llama"), Model(id="qwen")]), ModelList(WORK, [Model(id="qwen")])]
    return Script(["Yes."], models=["script-1", "script-2"], lists=lists)


async def run(t: Terminal, line: str) -> None:
    await t.shows("script · script-1")
    await t.type(line)
    await t.press("enter")


@requirement("models.named")
@pytest.mark.parametrize(
    ("name", "shown"), [("llama", "Groq · llama"), ("LLAMA", "Groq · llama"), ("work::qwen", "Work · qwen")]
)
async def test_the_only_model_of_a_name_is_taken_at_once(settings: Settings, name: str, shown: str) -> None:
    async with terminal(settings, several()) as t:
        await run(t, f"/model {name}")
        await t.shows(shown)
        await t.until(lambda: t.app.screen is t.chat, "the end of the picker")
        assert t.box.text == ""


@requirement("models.named")
@pytest.mark.parametrize(("name", "hits"), [("qwen", 2), ("qw", 2), ("script", 2)])
async def test_other_names_of_models_are_searched_for(settings: Settings, name: str, hits: int) -> None:
    async with terminal(settings, several()) as t:
        await run(t, f"/model {name}")
        await t.shows("Choose a model · 5")
        assert isinstance(t.app.screen, ModelPicker)
        assert t.app.screen.line.text == name
        assert t.app.screen.list.hits == hits
        await t.press("enter")
        await t.until(lambda: t.app.screen is t.chat, "the end of the picker")


@requirement("models.named")
async def test_the_only_assistant_of_a_name_is_taken_at_once(settings: Settings) -> None:
    await create(settings, TUTOR, CreateAssistant(model="", name="Math Tutor, strict"))
    async with terminal(settings, several()) as t:
        await run(t, "/assistant math tutor")
        await t.shows("Message Math Tutor")
        assert t.app.screen is t.chat


@requirement("models.named")
async def test_two_assistants_of_a_name_are_shown(settings: Settings) -> None:
    await create(settings, TUTOR, TUTOR)
    async with terminal(settings, several()) as t:
        await run(t, "/assistant Math Tutor")
        await t.until(lambda: isinstance(t.app.screen, AssistantList) and t.app.screen.list.hits == 2, "both")


@requirement("assistants.model-chosen")
async def test_the_editor_offers_the_models_of_all_profiles(settings: Settings) -> None:
    await create(settings, TUTOR)
    async with terminal(settings, several()) as t:
        await open_editor(t, "Math Tutor")
        await t.press("tab", "tab")
        await t.shows("work::qwen")
        assert "  script-1 " in t.text()
        await t.type("work")
        await t.shows_not("groq::qwen")
        await t.press("down", "enter", "ctrl+s")
        await t.shows("Saved “Math Tutor”.")
        assert (await find(t, "Math Tutor")).model == "work::qwen"
