"""Every dialog names the keys that the user has set: with all commands on other keys, no default is on the screen."""

import pkgutil
import re
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

import app.tui.screens
from app.api.endpoints import Weights
from app.api.services import Services
from app.models.script import Reply, Script, call
from app.settings import Settings
from app.tui.keys.table import COMMANDS
from app.tui.local_state import LocalState, UnsentText
from app.tui.pictures.stand_ins import Picture
from app.tui.screens.assistants.conversation_instructions import MAX_INSTRUCTIONS_CHARS
from app.tui.screens.branches.edit_message import EditMessage
from app.tui.screens.commands.page import PageScreen
from app.tui.screens.dialog import Dialog
from app.tui.screens.first_run.asks_lines import AsksLines
from app.tui.screens.first_run.words import TakesWords
from app.tui.screens.messages.link_list import LinkList
from app.tui.screens.messages.picture_viewer import PictureViewer
from app.tui.screens.messages.save_file import SaveFile
from app.tui.screens.runs.answer_calls import AnswerCalls
from app.tui.screens.runs.run_commands import RunCommands
from app.tui.screens.runs.run_metadata import RunMetadata
from app.tui.screens.runs.run_page import RunPage
from app.tui.screens.runs.run_panel import RunPanel
from app.tui.screens.search_dialog import SearchDialog
from tests.requirements import requirement
from tests.tui.run_stage import start_waiting
from tests.tui.terminal import Terminal, stored, terminal

MODIFIERS = (
    "ctrl+alt",
    "ctrl+super",
    "alt+super",
    "ctrl+hyper",
    "alt+hyper",
    "super+hyper",
    "ctrl+meta",
    "alt+meta",
    "ctrl+alt+super",
)
KEYMAP = dict(
    zip(
        (one.id for one in COMMANDS),
        (f"{modifiers}+f{number}" for modifiers, number in product(MODIFIERS, range(1, 25))),
        strict=False,
    )
)
SET = re.compile(r"(?:(?:Ctrl|Alt|Super|Hyper|Meta)\+){2,3}F\d+")
DEFAULTS = re.compile(
    r"\b(?:Enter|Esc|Space|Backspace|PgUp|PgDn|Home|End|Tab|F\d+|(?:Ctrl|Shift|Alt)\+\S+)(?!\w)"
    r"|[↑↓]|[/?\w] (?:Search|Look|to look)|\{[\w-]+\.[\w-]+\}"
)
PARTS = {Dialog, SearchDialog, PageScreen, RunCommands, TakesWords, AsksLines}
"""What dialogs are made of, never shown itself."""
SMALL = Weights(name="small-1", size=4, licence="Apache-2.0", note="Short answers.", installed=False, default=True)
FIXED = re.compile("Tab Next (?:field|output)|Esc twice or Ctrl\\+C twice Close")
"""Tab moves in every dialog of Textual, whatever else does. Where keys are only shown, no command has one."""


class Looker:
    """Presses the keys of commands, and reads what is on the screen."""

    def __init__(self, t: Terminal) -> None:
        self.t = t
        self.seen: set[type] = set()

    async def press(self, command_id: str) -> None:
        await self.t.press(KEYMAP[command_id])

    async def look(self, *words: str) -> None:
        """Wait for these words in a dialog, then look for keys that are not the user's."""
        for one in words:
            await self.t.shows(one)
        self.seen.add(type(self.t.app.screen))
        left = FIXED.sub("", SET.sub("", self.t.text()))
        assert DEFAULTS.findall(left) == [], self.t.text()

    async def leave_above(self, command_id: str) -> None:
        """Leave the dialog that another one has opened above itself."""
        above = self.t.app.screen
        await self.press(command_id)
        await self.t.until(lambda: self.t.app.screen is not above, "the dialog below")

    async def leave(self, command_id: str) -> None:
        await self.press(command_id)
        await self.t.until(lambda: self.t.app.screen is self.t.chat, "the end of the dialog")


@pytest.fixture
def remapped(settings: Settings) -> Settings:
    return replace(settings, keymap=KEYMAP)


async def look_at_pages(at: Looker) -> None:
    await at.press("app.help")
    await at.look("─ Keys", "Close · change keys")
    await at.leave("help.close")
    at.t.app.action_choose_theme()
    await at.look("─ Themes ─", "Choose · ", " Close")
    await at.leave("line.leave")
    at.t.app.run_worker(at.t.app.action_settings())
    await at.look("─ Settings")
    await at.leave("help.close")
    await at.t.app.action_show_keys()
    await at.look("What this terminal sends")
    await at.t.press("escape", "escape")
    await at.t.until(lambda: at.t.app.screen is at.t.chat, "the end of the dialog")
    await at.press("app.palette")
    await at.look("Run · ", " Close")
    await at.leave("line.leave")
    await at.press("endpoint.choose")
    await at.look("Choose · ", "Favourite")
    await at.leave("line.leave")


async def look_at_assistants(at: Looker) -> None:
    await at.press("assistants.open")
    await at.look(" Choose · ", " Duplicate")
    await at.press("assistants.delete")
    await at.look("can't be deleted")
    await at.press("assistants.create")
    await at.look("New assistant", " Save")
    await at.t.type("x")
    await at.press("line.leave")
    await at.look("again to drop the changes")
    await at.press("line.leave")
    await at.t.shows_not("New assistant")
    await at.press("assistants.duplicate")
    await at.t.shows("copy")
    await at.press("assistants.delete")
    await at.look("Delete")
    await at.press("line.leave")
    await at.leave("line.leave")


async def look_at_editors(at: Looker) -> None:
    at.t.chat.action_system()
    await at.look("Instructions of this conversation")
    await at.t.paste("x")
    await at.press("dialog.leave")
    await at.leave("dialog.leave")
    at.t.chat.action_system("x" * (MAX_INSTRUCTIONS_CHARS + 1))
    await at.look("Put longer ones into an assistant")
    at.t.chat.panes.status.show_notice("")
    at.t.app.push_screen(EditMessage("A message", UnsentText(LocalState(Path("drafts.json")), "", "message")))
    await at.look("A message")
    await at.leave("dialog.leave")
    at.t.chat.action_compare("Compare this")
    await at.t.shows("Choose a model")
    await at.leave_above("line.leave")
    await at.look("Ask both", "Assistant", "Close")
    await at.leave("compare.leave")
    at.t.chat.action_template()
    await at.look("Prompt templates", " Insert")
    await at.press("line.accept")
    await at.look("1 of 1", " Accept")
    await at.t.type("x")
    await at.press("dialog.leave")
    await at.look("again to drop the values")
    await at.leave("dialog.leave")


async def look_at_runs(at: Looker) -> None:
    at.t.app.push_screen(SaveFile("a message", "x", "message.md"))
    await at.look("to save, ")
    await at.leave("line.leave")
    at.t.app.push_screen(LinkList(["https://a.example/"]))
    await at.look("to open, ")
    await at.leave("line.leave")
    at.t.app.push_screen(PictureViewer([Picture("data:image/png;base64,x", "PNG", None)], 0))
    await at.look("to close.", "broken or cut off")
    await at.leave("picture.leave")
    run, local_state = await start_waiting(at.t.assistants), LocalState(Path("drafts.json"))
    await at.press("runs.waiting")
    await at.look("Open and answer")
    await at.leave("line.leave")
    for dialog, words in (
        (AnswerCalls(at.t.assistants, run, local_state), "Its output"),
        (RunMetadata(at.t.assistants, run, local_state), "Metadata of this run"),
    ):
        at.t.app.push_screen(dialog)
        await at.look(words)
        await at.leave("dialog.leave")
    at.t.chat.action_show_usage()
    await at.look("Tokens and cost", "This conversation", " Close")
    await at.press("usage.previous")
    await at.look("Month after")
    await at.leave("usage.leave")
    await at.press("runs.show")
    await at.look("Runs of this conversation", "No runs.")
    await at.leave("line.leave")
    at.t.app.push_screen(RunPanel(Services(at.t.assistants, Script()), run.thread_id, local_state))
    await at.look("requires_action")
    await at.press("line.accept")
    await at.t.until(lambda: isinstance(at.t.app.screen, RunPage), "the page of the run")
    await at.look(run.id)
    await at.press("run-page.leave")
    await at.leave("line.leave")


@requirement("tui.keys-named-as-bound")
async def test_with_every_command_on_another_key_no_dialog_names_a_default_one(remapped: Settings) -> None:
    assert len(KEYMAP) == len(COMMANDS)
    folder = remapped.config_dir / "templates"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("Say {{what}}", encoding="utf-8")
    await stored(remapped, ["Apples?", "Red."])
    async with terminal(remapped, Script([Reply(call("get_weather"))]), size=(150, 50)) as t:
        at = Looker(t)
        await at.look("Red.")
        t.chat.action_tag()
        await at.look("─ Tags ─", " to save")
        await at.leave("line.leave")
        t.chat.action_clean()
        await at.look("─ Clean up ─", "No conversation is that old", " to close")
        await at.leave("line.leave")
        await at.press("threads.rename-open")
        await at.look("Leave empty")
        await at.leave("line.leave")
        await look_at_pages(at)
        await look_at_assistants(at)
        await look_at_editors(at)
        await look_at_runs(at)
        await t.type("x")
        await at.press("app.interrupt")
        await at.look("Draft stashed")
        t.app.action_suspend_process()
        await at.look("does nothing here")
    first_run = await look_at_first_run(remapped)
    for module in pkgutil.walk_packages(app.tui.screens.__path__, "app.tui.screens."):
        import_module(module.name)
    assert (at.seen | first_run) & find_dialogs(Dialog) == find_dialogs(Dialog) - PARTS


async def look_at_first_run(settings: Settings) -> set[type]:
    """Look at each step of the first-run screen; return the dialogs that were seen."""
    async with terminal(settings, Script(endpoint=None, built_in=[SMALL]), size=(150, 50)) as t:
        at = Looker(t)
        await at.look("none running on this machine", "Look again")
        await at.press("first-run.search")
        await at.look("Next · ", "Back")
        await at.press("line.leave")
        await at.press("choices.take")
        await at.look("pauses the download")
        await at.press("first-run.leave")
        for _ in range(9):
            await at.press("choices.down")
        await t.shows("›  Another server")
        await at.press("choices.take")
        await at.look("Base URL, ")
        await t.type("x")
        await at.press("line.accept")
        await at.look("This is no base URL")
        return at.seen


def find_dialogs(kind: type) -> set[type]:
    """Return this class and all below it that are ours: tests have some of their own."""
    below = {one for child in kind.__subclasses__() for one in find_dialogs(child)}
    return {one for one in {kind, *below} if one.__module__.startswith("app.")}
