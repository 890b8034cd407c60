"""The editor of an assistant: its fields, what the API refuses, the models, and leaving it."""

import asyncio

import pytest
from textual import events

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateAssistant, Page
from app.api.tools import JsonSchema, JsonSchemaFormat
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import create, find, open_editor
from tests.tui.terminal import Terminal, terminal

TUTOR = CreateAssistant(model="m", name="Tutor", instructions="Explain.", temperature=0.5, metadata={"a": "b"})

SCROLLING_S = 0.3
"""For longer than a scroll by Textual itself, of 0.2 s: what is at the top must stay there."""


async def new_editor(t: Terminal) -> None:
    await t.press("f4", "ctrl+n")
    await t.shows("New assistant")


@requirement("assistants.edited")
async def test_a_new_assistant_has_all_that_was_typed(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await new_editor(t)
        await t.type("Poet")
        await t.press("tab")
        await t.type("Rhyme.")
        await t.press("enter")
        await t.type("Always.")
        await t.press("tab")
        await t.type("any-model")
        await t.press("enter")
        await t.type("0.7")
        await t.press("enter")
        await t.type("0.9")
        await t.press("tab", *["right"] * 4, "tab", "left")
        await t.shows("‹ JSON schema ›")
        await t.press("tab")
        await t.type('{"type": "object"}')
        await t.press("tab")
        await t.type("kind: poem: short")
        await t.press("ctrl+s")
        await t.shows("Saved “Poet”.")
        poet = await find(t, "Poet")
    assert poet.instructions == "Rhyme.\nAlways."
    assert (poet.model, poet.temperature, poet.top_p, poet.reasoning_effort) == ("any-model", 0.7, 0.9, "medium")
    assert poet.response_format == JsonSchemaFormat(json_schema=JsonSchema(name="reply", schema={"type": "object"}))
    assert poet.metadata == {"kind": "poem: short"}


@requirement("assistants.edited")
async def test_what_is_cleared_goes_back_to_what_it_is_by_default(settings: Settings) -> None:
    await create(settings, TUTOR)
    async with terminal(settings, Script()) as t:
        await open_editor(t, "Tutor")
        await t.press("tab", "tab", "tab", *["backspace"] * 3, "shift+tab", "shift+tab", "ctrl+k")
        await t.press("ctrl+s")
        await t.shows("Saved “Tutor”.")
        tutor = await find(t, "Tutor")
        assert (tutor.instructions, tutor.temperature, tutor.metadata) == (None, 1.0, {"a": "b"})


@requirement("assistants.model-chosen")
async def test_a_model_is_chosen_from_those_of_the_endpoint_and_cleared(settings: Settings) -> None:
    async with terminal(settings, Script(models=["qwen3:8b", "gemma3:4b", "qwen3:32b"])) as t:
        await open_editor(t, "Assistant")
        await t.press("tab", "tab")
        await t.shows("gemma3:4b")
        await t.type("32")
        await t.shows_not("gemma3:4b")
        await t.press("down", "enter", "ctrl+s")
        await t.shows("Saved “Assistant”.")
        assert (await find(t, "Assistant")).model == "qwen3:32b"
        await t.press("ctrl+e")
        await t.shows("Edit assistant")
        await t.press("tab", "tab", "ctrl+u", "ctrl+s")
        await t.shows("Saved “Assistant”.")
        assert (await t.assistants.get_assistant(DEFAULT_ASSISTANT_ID)).model == ""


REFUSED = {
    "name": ("x" * 257, "Invalid 'name': string too long. Expected a string with maximum length 256"),
    "temperature": ("2.1", "Invalid 'temperature': decimal above maximum value."),
    "top_p": ("half", "Invalid type for 'top_p': expected a decimal number, but got a string instead."),
    "metadata": ("no pair", "Line 1 has no colon."),
}
PLACES = {"name": 0, "temperature": 3, "top_p": 4, "metadata": 7}


@requirement("assistants.refused-fields")
@pytest.mark.parametrize("field", REFUSED)
async def test_what_the_api_refuses_is_said_at_its_field(settings: Settings, field: str) -> None:
    text, words = REFUSED[field]
    async with terminal(settings, Script(), size=(160, 40)) as t:
        await new_editor(t)
        await t.press(*["tab"] * PLACES[field])
        t.app.post_message(events.Paste(text))
        await t.press("shift+tab", "ctrl+s")
        await t.shows(words)
        await t.shows("Not saved")
        assert text[:40] in t.text()
        assert len((await t.assistants.list_assistants(Page())).data) == 1
        await t.type("x")  # the focus is in the field that is wrong
        await t.shows_not(words)


@requirement("assistants.changes-kept")
async def test_esc_asks_once_before_changes_are_dropped(settings: Settings) -> None:
    await create(settings, TUTOR)
    async with terminal(settings, Script()) as t:
        await open_editor(t, "Tutor")
        await t.press("escape")
        await t.shows_not("Edit assistant")
        await t.press("ctrl+e")
        await t.shows("Edit assistant")
        await t.type("x")
        await t.press("escape")
        await t.shows("Not saved. Esc again to drop the changes · Ctrl+S Save")
        await t.type("y")
        await t.shows_not("Not saved.")
        await t.press("escape")
        await t.shows("Not saved.")
        await t.press("escape")
        await t.shows_not("Edit assistant")
        assert (await find(t, "Tutor")).name == "Tutor"


@requirement("assistants.small-window")
async def test_an_assistant_is_made_and_chosen_at_40_by_10(settings: Settings) -> None:
    async with terminal(settings, Script(), size=(40, 10)) as t:
        await new_editor(t)
        await t.shows("What the assistant is")
        await asyncio.sleep(SCROLLING_S)
        await t.shows("│  Name ")
        await t.type("Poet")
        await t.press(*["tab"] * 7)
        await t.type("kind: poem")
        await t.shows("kind: poem")
        await t.shows("Metadata")
        await t.press("ctrl+s")
        await t.shows("Saved “Poet”.")
        await t.press("enter")
        await t.shows("Message Poet")
