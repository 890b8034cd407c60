"""Whatever opens a dialog keeps what is typed right behind it: no letter for the dialog is text for the model.

Every command of the table is run in each way there is, so that a new one is tried without being named here.
"""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from textual import events
from textual.worker import Worker

from app.models.script import Reply, Script, call
from app.settings import Settings
from app.tui.keys.command import Command, Place
from app.tui.keys.table import COMMANDS
from app.tui.local_state import LocalState
from app.tui.screens.runs.run_panel import RunPanel
from app.tui.text.draft import Draft
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.run_stage import start_waiting
from tests.tui.terminal import Terminal, stored, terminal

ENDS_OR_STOPS = ("app.quit", "app.temporary", "app.suspend", "input.editor")
"""What is typed behind these is for the next app, the shell or the editor."""
LEADS_ELSEWHERE = (
    *("history.regenerate", "history.fork", "history.previous-version", "history.next-version"),
    *("find.next", "find.previous"),
)
"""These lead to another conversation, not to a dialog."""
CHAT_PLACES: tuple[Place, ...] = ("app", "chat", "box", "list", "history")
TRIED = [one for one in COMMANDS if one.place in CHAT_PLACES and one.id not in ENDS_OR_STOPS]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
REPLY = f"See https://a.example/ and ![it](data:image/png;base64,{PIXEL}).\n\n```python\nprint()\n```\n"
LETTERS = (" ", "y")


def post(t: Terminal, *keys: str) -> None:
    """Send keys as one read of a slow connection brings them: the last is there before the first is handled."""
    names = {"/": "slash", " ": "space"}
    for key in keys:
        t.app.post_message(events.Key(names.get(key, key), key if len(key) == 1 else None))


async def settle(t: Terminal, before: set[Worker[object]]) -> None:
    """Wait until all keys are handled, and a dialog is open or what these commands began is over."""

    def is_over() -> bool:
        has_ended = all(one.is_finished for one in set(t.app.workers) - before)
        return not t.app._held.is_holding and (t.app.screen is not t.chat or has_ended)  # pyright: ignore[reportPrivateUsage]  # nothing on the screen says so

    await t.pilot.pause()
    await t.until(is_over, "the end of a command")


async def begin(t: Terminal, command: Command, text: str) -> None:
    """Put the focus where the command is, above a stored conversation."""
    if t.controller.current.id is None or t.controller.pages.is_archive:
        await t.controller.pages.show_archived(False)
        await t.controller.open(t.controller.pages.rows[0].id)
    t.box.show(Draft(text=text))
    t.chat.set_focus({"list": t.threads, "history": t.history}.get(command.place, t.box))
    await t.pilot.pause()


async def leave(t: Terminal) -> None:
    """Close all that is open."""
    while t.app.screen is not t.chat:
        top = t.app.screen
        top.dismiss(None)
        await t.until(lambda top=top: t.app.screen is not top, "the end of the dialog")
    while t.chat.leave_pane():
        await t.pilot.pause()


async def find_opening(t: Terminal, commands: Sequence[Command], way: str) -> set[str]:
    """Run commands with letters right behind them; return those that open a dialog, which the letters are for."""
    opening: set[str] = set()
    for command in commands:
        text = "Draft" if command.id == "compare.open" and way != "name" else ""
        await begin(t, command, text)
        before = set(t.app.workers)
        if way == "key":
            post(t, command.keys.split(",")[0], *LETTERS)
        elif way == "name":
            post(t, *f"/{command.slash}", *(" Draft" if command.id == "compare.open" else ""), "enter", *LETTERS)
        else:
            await choose_in_palette(t, command)
            post(t, "enter", *LETTERS)
        await settle(t, before)
        if t.app.screen is not t.chat:
            opening.add(command.id)
            left = t.box.text.removeprefix("Draft")
            assert left == "", f"{command.id}: {left!r} was typed into the message box"
        await leave(t)
    return opening


async def choose_in_palette(t: Terminal, command: Command) -> None:
    t.app.action_command_palette()
    await t.until(lambda: isinstance(t.app.screen.focused, LineInput), "the palette")
    assert t.app.screen.focused
    t.app.screen.focused.post_message(events.Paste(command.description))
    await t.until(lambda: f"›  {command.description[:20]}" in t.text(), command.description)


async def store_what_opens(settings: Settings) -> None:
    """Store what each command needs to have something to show."""
    folder = settings.config_dir / "templates"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("Say {{what}}", encoding="utf-8")
    await stored(settings, *[["Apples?", REPLY]] * 4)


@requirement("tui.keys-in-order", "dialogs.typed-behind")
@pytest.mark.parametrize("way", ["key", "name", "palette"])
async def test_what_is_typed_behind_a_command_that_opens_a_dialog_is_for_the_dialog(
    settings: Settings, way: str
) -> None:
    await store_what_opens(settings)
    tried = [one for one in TRIED if {"key": one.keys, "name": one.slash}.get(way, one.opens)]
    if way == "palette":
        tried = [one for one in tried if one.place in ("app", "chat") and one.id != "app.palette"]
    async with terminal(settings, Script()) as t:
        await t.shows("print()")
        opening = await find_opening(t, tried, way)
    assert opening == {one.id for one in tried if one.opens and one.id not in LEADS_ELSEWHERE}


async def open_assistants(t: Terminal) -> None:
    t.chat.action_assistant()


async def open_runs(t: Terminal) -> None:
    run = await start_waiting(t.assistants)
    assert t.chat.services
    t.app.push_screen(RunPanel(t.chat.services, run.thread_id, LocalState(t.app.settings.data_dir / "drafts.json")))
    await t.shows("requires_action")


async def open_comparison(t: Terminal) -> None:
    t.chat.action_compare("Draft")
    await t.shows("Choose a model")
    await t.press("escape")
    await t.shows("Ask both")


DIALOGS = {"assistants": open_assistants, "run": open_runs, "compare": open_comparison}


@requirement("tui.keys-in-order", "dialogs.typed-behind")
@pytest.mark.parametrize("place", DIALOGS)
async def test_what_is_typed_behind_a_key_of_a_dialog_that_opens_another_one_is_for_that(
    settings: Settings, place: Place
) -> None:
    assert {one.place for one in COMMANDS if one.opens} <= {*CHAT_PLACES, *DIALOGS}
    opening: set[str] = set()
    tried = [one for one in COMMANDS if one.place == place]
    async with terminal(settings, Script([Reply(call("get_weather"))] * len(tried))) as t:
        for command in tried:
            await DIALOGS[place](t)
            await t.until(lambda: t.app.screen is not t.chat and t.app.screen.is_mounted, "the dialog")
            await t.pilot.pause()
            below, line = t.app.screen, t.app.screen.focused
            post(t, command.keys.split(",")[0], *LETTERS)
            await t.pilot.pause()
            await settle(t, set(t.app.workers))
            if below in t.app.screen_stack and t.app.screen is not below:
                opening.add(command.id)
                assert not (isinstance(line, LineInput) and line.text), f"{command.id}: typed into what is below"
            with suppress(IndexError):
                await leave(t)
    assert opening == {one.id for one in tried if one.opens}
