"""A conversation with many messages, stored at once."""

from collections.abc import Sequence

from app.api.objects import Message, Text, TextPart
from app.engine.rules.ids import new_id
from app.settings import Settings
from app.store import messages
from app.store.database import Database
from app.store.transaction import Transaction


async def add_messages(settings: Settings, thread_id: str, texts: Sequence[str]) -> None:
    """Append messages of the user to a thread in one transaction."""
    database = Database(settings.data_dir / "chat.db")

    def write(tx: Transaction) -> None:
        for text in texts:
            messages.save(
                tx,
                Message(
                    id=new_id("msg"),
                    created_at=1_780_000_000,
                    thread_id=thread_id,
                    status="completed",
                    role="user",
                    content=[TextPart(text=Text(value=text))],
                ),
            )

    try:
        await database.write(write, durable=False)
    finally:
        database.close()
