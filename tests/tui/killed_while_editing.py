"""A terminal that kills itself while a message is edited: `python -m tests.tui.killed_while_editing FOLDER STATEMENT`.

It edits the message "one" to "one more" while the message box has a draft, and is killed at the first statement of
SQLite that begins with STATEMENT.
"""

import asyncio
import sys
from pathlib import Path

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.engine.killing import count_statements, countdown
from tests.tui.terminal import terminal


async def main(folder: Path, statement: str) -> None:
    """Edit the message."""
    count_statements()
    async with terminal(Settings(data_dir=folder, config_dir=folder), Script(["ONE", Reply(Gate())])) as t:
        await t.send("one")
        await t.shows("ONE")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        await t.type("draft")
        t.chat.action_edit()
        await t.shows("Edit your message")
        await t.type(" more")
        countdown.statements, countdown.left = [statement], 0
        await t.press("ctrl+s")
        await t.until(lambda: False, "the kill")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
