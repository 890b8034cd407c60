"""Whatever is announced is announced in the status line: nothing lies over the conversation."""

import ast
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.widgets._toast import Toast  # pyright: ignore[reportPrivateUsage]  # to see that there is none

import app.tui
from app.api.services import Assistants
from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.edge_rows.status_line import StatusLine
from tests.requirements import requirement
from tests.tui.terminal import Terminal, failing, stored, terminal

CODE = "Words.\n\n```python\nfirst = 1\n```"
APP = Path(app.tui.__file__).parent
NOTIFYING = {
    "app.py": 3,
    "history/history.py": 1,
    "history/view/copying.py": 1,
    "screens/assistants/one_change.py": 1,
    "screens/commands/app_commands.py": 1,
    "screens/chat/actions/chat_assistants.py": 3,
    "screens/chat/actions/chat_compare.py": 4,
    "screens/chat/actions/chat_runs.py": 2,
    "screens/chat/actions/messages/message_branches.py": 2,
    "screens/chat/actions/messages/message_commands.py": 6,
    "screens/chat/actions/messages/opening_links.py": 4,
    "screens/chat/chat_screen.py": 2,
    "screens/chat/layout.py": 1,
    "screens/chat/lifecycle.py": 3,
    "screens/chat/actions/threads/renaming.py": 1,
    "widgets/box/draft_area.py": 1,
    "widgets/box/editor_area.py": 2,
    "widgets/box/message_input.py": 1,
    "widgets/box/vim_area.py": 1,
}
"""How many places announce something, by module. Each is tried below; what a choice of a model leads to, in
`test_first_run.py`; what the message box says, in `box/`; what is said of instructions and templates, in
`test_conversation_instructions.py` and `test_templates.py`; what is said of messages, in `messages/`; of a
change that outlives its dialog, in `test_changes_outlive_dialogs.py`; of comparisons, in `test_compare.py`; of what
cannot be continued, in `test_continued_replies.py`; of temporary conversations, in `test_temporary.py`; of the
default assistant, in `test_changed_default.py`; of a retry in a conversation that was left meanwhile, in
`test_asked_while_opening.py`."""


@requirement("windows.notices")
def test_every_place_that_announces_something_is_tried_here() -> None:
    found: dict[str, int] = {}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "notify":
                name = str(path.relative_to(APP))
                found[name] = found.get(name, 0) + 1
    assert found == NOTIFYING


@requirement("windows.notices")
async def test_what_has_no_runs_and_no_versions_says_so(settings: Settings) -> None:
    async with one_thread(settings) as t:
        t.history.focus()
        await t.press("left_square_bracket")
        await announced(t, "No message here has another version.")
        await t.press("up", "up", "R")
        await announced(t, "Choose a reply to have it written again.")
        await t.press("escape")
        await t.press("ctrl+n", "ctrl+t")
        await announced(t, "Send a message first: a new conversation has no runs.")


def rows_of(t: Terminal) -> tuple[list[str], list[str]]:
    """The rows of the status line, and all others."""
    region = t.chat.query_one(StatusLine).region
    rows = t.text().split("\n")
    return rows[region.y : region.bottom], rows[: region.y] + rows[region.bottom :]


async def announced(t: Terminal, sentence: str) -> None:
    """Wait until the status line says this, and look that nothing else does or is covered."""
    words = sentence.split()

    def said() -> bool:
        status, _ = rows_of(t)
        return " ".join(words) in " ".join(" ".join(status).split())

    await t.until(said, sentence)
    _, others = rows_of(t)
    assert not any(sentence in row for row in others)
    assert not t.app.screen.query(Toast)


@asynccontextmanager
async def one_thread(settings: Settings, *, operation: str = "", columns: int = 110) -> AsyncGenerator[Terminal]:
    await stored(settings, ["Pears?", CODE], ["Apples?", "Red."])

    def wrap(assistants: Assistants) -> Assistants:
        return failing(assistants, operation, 1)

    async with terminal(settings, Script(), size=(columns, 24), wrap=wrap) as t:
        yield t


@requirement("windows.notices")
@pytest.mark.parametrize("columns", [110, 60])
async def test_what_was_copied(settings: Settings, columns: int) -> None:
    async with one_thread(settings, columns=columns) as t:
        await t.shows("Red.")
        t.history.focus()
        await t.press("y")
        await announced(t, "Copied the message")
        await t.press("Y")
        await announced(t, "No code block to copy")
        await t.shows_not("No code block to copy")
        assert t.chat.query_one(StatusLine).region.height == 1


@requirement("windows.notices", "tui.undo")
@pytest.mark.parametrize("columns", [110, 60])
async def test_a_deletion_also_where_the_list_takes_the_whole_window(settings: Settings, columns: int) -> None:
    async with one_thread(settings, columns=columns) as t:
        await t.press("ctrl+b")
        if columns == 110:
            await t.press("ctrl+b")
        await t.shows("Pears?")
        await t.until(lambda: t.threads.has_focus)
        await t.press("d")
        await announced(t, "Conversation deleted. Undo: u (10 s)")
        await t.press("u")
        await t.shows_not("Conversation deleted")
        await t.shows("Apples?")


@requirement("windows.notices")
async def test_an_error_that_belongs_to_nothing_on_the_screen(settings: Settings) -> None:
    async with one_thread(settings, operation="modify_thread") as t:
        await t.press("f2")
        await t.shows("Enter to save")
        await t.type("Plums")
        await t.press("enter")
        await announced(t, "The disk is full.")


@requirement("windows.notices")
async def test_a_thread_that_was_deleted_elsewhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tui.session.threads.change_poller.POLL_INTERVAL_S", 3600.0)
    async with one_thread(settings) as t:
        await t.shows("Pears?")
        await t.assistants.delete_thread(next(row.id for row in t.threads.rows if row.title == "Pears?"))
        await t.press("ctrl+down")
        await announced(t, "“Pears?” was deleted elsewhere.")


@requirement("windows.notices")
async def test_mistakes_in_the_settings_have_rows_of_their_own_and_outlast_the_start(settings: Settings) -> None:
    wrong = Settings(
        data_dir=settings.data_dir,
        config_dir=settings.config_dir,
        theme="plaid",
        keymap={"threads.newest": "f7", "run.retry": "hyperspace"},
    )
    async with one_thread(wrong) as t:
        await t.shows("Red.")
        await announced(t, "There is no theme “plaid”. Ctrl+P lists the themes.")
        await announced(t, "unknown id threads.newest; README lists the ids")
        await announced(t, "run.retry is set to hyperspace, which is not a key")
        assert t.chat.query_one(StatusLine).region.height > 1


@requirement("windows.notices")
async def test_a_notice_of_textual_itself(settings: Settings) -> None:
    async with one_thread(settings) as t:
        await t.press("f1")
        await t.shows("Esc Close")
        await t.press("ctrl+c")
        await t.until(lambda: not t.app.screen.query(Toast))
        await t.press("escape")
        await t.shows("Red.")


@requirement("windows.notices")
async def test_a_paste_too_long_for_the_search_is_refused_with_a_word(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+s")
        t.app.post_message(events.Paste("word " * 1_000))
        await t.shows("Not pasted: at most 4,096 characters fit here.")
