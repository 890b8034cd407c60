"""What is stored in a home after the program has exited, read through the engine."""

from pathlib import Path

from app.api.objects import Message, Run
from app.api.requests import Page, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings


async def stored(home: Path) -> tuple[list[Message], list[Run]]:
    """List the messages and the runs of the only thread, oldest first; no run is reclaimed."""
    settings = Settings(data_dir=home / ".local" / "share" / "assistant-chat", config_dir=home / ".config")
    async with open_engine(settings, Script(), reclaims=False) as assistants:
        [thread] = (await assistants.list_threads(ThreadQuery())).data
        page = Page(limit=100, order="asc")
        return (await assistants.list_messages(thread.id, page)).data, (
            await assistants.list_runs(thread.id, page)
        ).data
