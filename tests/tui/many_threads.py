"""A data folder with so many conversations that a list of them is read page by page."""

from app.settings import Settings
from app.store.database import Database
from app.store.transaction import Transaction

FIRST_AT = 1_780_000_000
"""The last activity of conversation 0; each one after it is a second younger."""
_ID = "printf('thread_%06d', n)"


async def add_threads(settings: Settings, count: int) -> None:
    """Store conversations with the titles `Topic 000000`, `Topic 000001`, …, as one statement: it takes a second."""
    database = Database(settings.data_dir / "chat.db")

    def write(tx: Transaction) -> None:
        tx.change(
            "with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < ?)"
            " insert into threads(id, created_at, active_at, data)"
            f" select {_ID}, {FIRST_AT} + n, {FIRST_AT} + n,"
            f" json_object('id', {_ID}, 'object', 'thread', 'created_at', {FIRST_AT} + n,"
            " 'metadata', json_object('title', printf('Topic %06d', n)), 'tool_resources', json_object()) from numbers",
            count,
        )

    try:
        await database.write(write, durable=False)
    finally:
        database.close()
