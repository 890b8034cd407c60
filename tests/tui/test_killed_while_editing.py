"""The terminal is killed while a message is edited: the new text is in the thread, or in its draft."""

import asyncio
import signal
import sys

from app.api.requests import Page, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.tui.local_state import LocalState
from tests.requirements import requirement
from tests.tui.terminal import DEADLINE


@requirement("replacing.killed-text")
async def test_the_new_text_is_a_draft_until_it_is_in_the_thread(settings: Settings) -> None:
    command = [sys.executable, "-m", "tests.tui.killed_while_editing", str(settings.data_dir), "insert into threads("]
    process = await asyncio.create_subprocess_exec(*command)
    async with asyncio.timeout(2 * DEADLINE):
        assert await process.wait() == -signal.SIGKILL
    local_state = LocalState(settings.data_dir / "drafts.json")
    local_state.load()
    async with open_engine(settings, Script(), reclaims=False) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
        stored = (await engine.list_messages(thread_id, Page(order="asc"))).data
    assert [one.text for one in stored] == ["one", "ONE"]
    assert local_state.get_draft(thread_id).text == "one more\ndraft"
    assert local_state.prompts[-1] == "one more"
