"""Code, tables, messages and conversations taken elsewhere: copied, and saved to files."""

import os
from pathlib import Path

import pytest

from app.api.requests import CreateMessage
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

CODE = "Two:\n\n```python\nx = 1\n```\n\n```\n[y]\n```"
TABLE = "| a | b |\n|---|---|\n| **1** | x<br>y |\n\n| c | d |\n|---|---|\n| 3 | `t|` |"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the program was started."""
    made = tmp_path / "started here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


async def act(t: Terminal, text: str, *keys: str) -> None:
    """Wait until a text is shown, and press keys in the history."""
    await t.shows(text)
    t.history.focus()
    await t.press(*keys)


async def slash(t: Terminal, name: str) -> None:
    """Type a command into the box."""
    t.chat.focus_box()
    await t.type(name)
    await t.press("enter")


@requirement("messages.saved")
async def test_code_blocks_are_saved_one_after_the_other(settings: Settings, folder: Path) -> None:
    await stored(settings, ["Code?", CODE])
    async with terminal(settings, Script()) as t:
        await act(t, "x = 1", "s")
        await t.shows("Save code block 1 of 2")
        await t.press("enter")
        await t.shows("Saved code block 1 of 2 to code.py")
        assert (folder / "code.py").read_text() == "x = 1\n"
        await act(t, "x = 1", "s")
        await t.shows("Save code block 2 of 2")
        await t.press("escape")
        await t.shows_not("Save code block")
        assert os.listdir(folder) == ["code.py"]


@requirement("messages.saved")
async def test_a_file_is_replaced_only_after_a_question_about_this_path(settings: Settings, folder: Path) -> None:
    await stored(settings, ["Code?", CODE])
    (folder / "code.py").write_text("mine")
    (folder / "other.py").write_text("mine too")
    async with terminal(settings, Script()) as t:
        await act(t, "x = 1", "s")
        await t.shows("Save code block 1 of 2")
        await t.press("enter")
        await t.shows("This file exists.")
        await t.press("ctrl+u")
        await t.shows("Enter to save")
        await t.type("other.py")
        await t.press("enter")
        await t.shows("This file exists.")
        assert (folder / "other.py").read_text() == "mine too"
        await t.press("enter")
        await t.shows("Saved code block 1 of 2 to other.py")
        assert (folder / "other.py").read_text() == "x = 1\n"
        assert (folder / "code.py").read_text() == "mine"


@requirement("messages.saved")
async def test_what_cannot_be_saved_stays_in_the_dialog_with_the_reason(settings: Settings, folder: Path) -> None:
    await stored(settings, ["Code?", CODE])
    async with terminal(settings, Script()) as t:
        await act(t, "x = 1", "S")
        await t.shows("Save the message")
        for path, reason in (("no/x.md", "There is no folder no."), (".", "This file exists.")):
            await t.press("ctrl+u")
            await t.type(path)
            await t.press("enter")
            await t.shows(reason)
        await t.press("enter")
        await t.shows("Not saved: Is a directory.")
        await t.press("ctrl+u")
        await t.type("new.md")
        await t.press("enter")
        await t.shows("Saved the message to new.md")
        assert (folder / "new.md").read_text() == f"{CODE}\n"


@requirement("messages.tables")
async def test_tables_are_copied_one_after_the_other(settings: Settings) -> None:
    await stored(settings, ["Table?", TABLE])
    async with terminal(settings, Script()) as t:
        await act(t, "│ d", "T")
        await t.shows("Copied table 1 of 2")
        assert t.app.clipboard == "a\tb\n1\tx y"
        await t.press("T")
        await t.shows("Copied table 2 of 2")
        assert t.app.clipboard == "c\td\n3\tt|"


@requirement("messages.conversation", "messages.saved")
async def test_the_whole_conversation_is_taken_with_what_is_not_loaded(settings: Settings, folder: Path) -> None:
    async with terminal(settings, Script.echo()) as t:
        await slash(t, "/copy")
        await t.shows("Send a message first")
        await t.send("Number 0")
        await t.until(lambda: t.controller.current.id, "the thread")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        for number in range(1, 130):
            await t.assistants.create_message(t.thread_id, CreateMessage(role="user", content=f"Number {number}"))
        await slash(t, "/copy")
        await t.shows("Copied the conversation")
        text = t.app.clipboard
        assert text.startswith("# Number 0\n\n## You · 20")
        assert text.count("\n## You · ") == 130
        assert "## Assistant · script-1 · 20" in text
        assert text.endswith("Number 129\n")
        await slash(t, "/save")
        await t.shows("Save the conversation")
        await t.press("enter")
        await t.shows("Saved the conversation to Number-0.md")
        assert (folder / "Number-0.md").read_text() == text


@requirement("messages.saved", "messages.tables")
async def test_without_code_or_a_table_there_is_nothing_to_take(settings: Settings) -> None:
    await stored(settings, ["Nothing?", "Words."])
    async with terminal(settings, Script()) as t:
        await act(t, "Words.", "s")
        await t.shows("No code block to save")
        await t.press("T")
        await t.shows("No table to copy")
