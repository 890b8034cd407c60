"""/clean: the size of the database, what would go and what stays, and the question before it."""

import re
import sqlite3
from contextlib import closing

from app.api.requests import ModifyThread, ThreadQuery
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.commands.clean_up import Clean
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

LONG = "A long and old story. " * 2_000


def make_old(settings: Settings) -> None:
    """Let all that is stored be from 2001."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection:
        connection.execute("update threads set active_at = 1000000000 + seq")
        connection.commit()


async def titles(t: Terminal) -> list[str]:
    return sorted(row.title[:8] for row in (await t.assistants.list_threads(ThreadQuery(limit=100))).data)


@requirement("clean.terminal")
async def test_old_conversations_are_counted_asked_about_and_deleted(settings: Settings) -> None:
    names = [f"Story {number:02} {{app.quit}}" for number in range(14)]
    ids = await stored(settings, *([f"{name}\n{LONG}"] for name in names), ["Open"])
    async with terminal(settings, Script(), thread_id=ids[-1]) as t:
        await t.assistants.modify_thread(ids[3], ModifyThread(metadata={"pinned": "true"}))
        make_old(settings)
        await t.type("/clean 90000")
        await t.press("enter")
        await t.shows("1 to 36,500")
        assert re.search(r"The database has \d\.\d MB\.", t.text())
        await t.type("9000")
        await t.shows("13 conversations. Pinned ones stay")
        await t.shows("2001-09-09  Story 00 {app.quit}")
        await t.shows("… and 8 more")
        await t.press("enter")
        await t.shows("Delete 13 conversations? This can't be undone.")
        await t.press("escape", "enter", "backspace")  # taken back; asked, and then another number
        await t.shows("… and 8 more")
        assert "Delete 13" not in t.text()
        size = (settings.data_dir / "chat.db").stat().st_size
        await t.press("enter", "enter")
        await t.shows("Deleted 13 conversations. The database has ")
        assert await titles(t) == ["Open", "Story 03"]
        assert [row.title[:8] for row in t.threads.rows] == ["Story 03", "Open"]
        assert t.thread_id == ids[-1]
        assert (settings.data_dir / "chat.db").stat().st_size < size / 2


@requirement("clean.terminal")
async def test_nothing_is_deleted_unless_it_is_old_and_asked_twice(settings: Settings) -> None:
    ids = await stored(settings, ["Young"], ["Gone already"], ["Open"])
    async with terminal(settings, Script(), thread_id=ids[-1], size=(40, 10)) as t:
        t.chat.action_clean()
        await t.shows("No conversation is that old.")
        await t.press("enter", "enter")
        assert isinstance(t.app.screen, Clean)
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        deletion = t.chat.run_worker(t.controller.deleter.delete(ids[1]))
        await t.until(lambda: ids[1] in t.controller.deletions, "the deletion")
        make_old(settings)
        t.chat.action_clean("1")
        await t.shows("1 conversation. ")
        await t.press("enter")
        await t.shows("again to delete")
        await t.press("escape", "escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        await t.controller.deleter.undo()
        await deletion.wait()
        assert await titles(t) == ["Gone alr", "Open", "Young"]
