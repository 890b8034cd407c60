"""What is typed in the fields of a dialog is there again after a kill, until it is stored or dropped."""

from collections.abc import Awaitable, Callable

from app.models.script import Reply, Script, call
from app.settings import Settings
from app.tui.local_state import LocalState
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.assistants import run_slash
from tests.tui.run_stage import newest_run, start_waiting
from tests.tui.terminal import Terminal, terminal

CALLS = Reply(call("get_weather", "{}"), call("get_time", "{}", 1))


async def open_answer(t: Terminal) -> None:
    await t.press("f8", "enter")
    await t.shows("2 of 2 · get_time")


async def open_metadata(t: Terminal) -> None:
    await t.press("ctrl+t")
    await t.shows("Ctrl+E Metadata")
    await t.press("ctrl+e")
    await t.shows("Metadata of this run")


async def open_template(t: Terminal) -> None:
    run_slash(t, "/template poem")
    await t.shows("1 of 2")


async def open_assistant(t: Terminal) -> None:
    await t.press("f4", "ctrl+n")
    await t.shows("New assistant")


DIALOGS: dict[str, Callable[[Terminal], Awaitable[None]]] = {
    "noon": open_answer,
    "city: Oslo": open_metadata,
    "The sea": open_template,
    "Rhyme.": open_assistant,
}
"""What is typed last, and what opens the dialog in which it is typed."""


async def type_into(t: Terminal, text: str) -> None:
    """Type a text into the field in which it is to be; where there is more than one, others are typed before."""
    if text == "noon":
        await t.type("12 C")
        await t.press("tab")
    elif text == "The sea":
        await t.type("Ann")
        await t.press("enter")
        await t.shows("2 of 2")
    elif text == "Rhyme.":
        await t.type("Poet")
        await t.press("tab")
    for key in text:
        await t.press({" ": "space", ":": "colon", ".": "full_stop"}.get(key, key))


def drafts(settings: Settings) -> dict[str, Draft]:
    """Return the drafts in the file."""
    state = LocalState(settings.data_dir / "drafts.json")
    state.load()
    return dict(state._saved.drafts)  # pyright: ignore[reportPrivateUsage]  # the file


def kill_with(settings: Settings, kept: dict[str, Draft]) -> None:
    """Write the drafts that a kill would have left, had all dialogs been open."""
    state = LocalState(settings.data_dir / "drafts.json")
    for key, draft in kept.items():
        state.set_draft(key, draft)
    state.save()


async def close(t: Terminal) -> None:
    """Drop what was typed, and close what is above the conversation."""
    while t.app.screen is not t.chat:
        await t.press("escape")


@requirement("dialogs.kept-fields")
async def test_what_was_typed_in_fields_is_there_after_a_kill(settings: Settings) -> None:
    (settings.config_dir / "templates").mkdir(parents=True)
    (settings.config_dir / "templates" / "poem.md").write_text("For {{who}}: {{what}}")
    kept: dict[str, Draft] = {}
    async with terminal(settings, Script([CALLS])) as t:
        run = await start_waiting(t.assistants)
        await t.controller.open(run.thread_id)
        for text, open_dialog in DIALOGS.items():
            await open_dialog(t)
            await type_into(t, text)
            await t.until(lambda text=text: any(text in one.text for one in drafts(settings).values()), text)
            kept |= drafts(settings)
            await close(t)
            await t.until(lambda: not drafts(settings), f"the end of {text}")
    kill_with(settings, kept)
    async with terminal(settings, Script(["Cold."]), thread_id=run.thread_id) as t:
        await open_answer(t)
        await t.shows("noon")
        await t.press("ctrl+s")
        await t.shows("Cold.")
        await t.press("ctrl+t")
        await t.shows("Ctrl+E Metadata")
        await t.press("ctrl+e")
        await t.shows("city: Oslo")
        await t.press("ctrl+s")
        await t.shows_not("Metadata of this run")
        assert (await newest_run(t.assistants, run.thread_id)).metadata == {"city": "Oslo"}
        await close(t)
        await open_template(t)
        await t.shows("Ann")
        await t.press("enter")
        await t.shows("The sea")
        await t.press("enter")
        await t.until(lambda: t.box.text == "For Ann: The sea", "the text")
        await open_assistant(t)
        await t.shows("Rhyme.")
        await t.press("ctrl+s")
        await t.shows("Saved “Poet”.")
        await close(t)
        await t.until(lambda: [one.text for one in drafts(settings).values()] == [t.box.text], "the file")
