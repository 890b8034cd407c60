"""The conversation that a start opens."""

from app.models.script import Script
from app.settings import Settings
from app.store import threads
from app.store.database import Database
from app.store.transaction import Transaction
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal

LATER = 4_000_000_000
"""Unix seconds."""


@requirement("threads.newest-at-start")
async def test_the_newest_is_opened_and_not_the_pinned_one(settings: Settings) -> None:
    pinned, newest = await stored(settings, ["Apples?"], ["Pears?"])

    def pin(tx: Transaction) -> None:
        thread = threads.get(tx, pinned)
        assert thread
        thread.metadata["pinned"] = "true"
        threads.update(tx, thread)
        threads.touch(tx, newest, LATER)

    database = Database(settings.data_dir / "chat.db")
    await database.write(pin)
    database.close()
    async with terminal(settings, Script()) as t:
        await t.shows("Pinned")
        await t.shows_title("Pears?")
