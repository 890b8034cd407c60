"""A message stored elsewhere in the same second as the one before it."""

import sqlite3
from contextlib import closing

from app.api.requests import CreateMessage
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.elsewhere import look
from tests.tui.terminal import stored, terminal

SECOND = 1_000_000_000


def set_time(settings: Settings, moment: float) -> None:
    """Let the last activity of all conversations have been at this time."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection:
        connection.execute("update threads set active_at = ?", (moment,))
        connection.commit()


@requirement("windows.same-second")
async def test_a_message_of_the_same_second_is_shown(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    set_time(settings, SECOND + 0.2)
    async with terminal(settings, Script()) as t:
        await t.shows("Hi.")
        for word in ("one", "two"):
            await t.assistants.create_message(thread_id, CreateMessage(role="user", content=f"Number {word}"))
            set_time(settings, SECOND + 0.7)
            await look(t)
            await t.shows(f"Number {word}")
