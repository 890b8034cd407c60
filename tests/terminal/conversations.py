"""Stored conversations for a terminal, and clicks where the screen shows something."""

from pathlib import Path

from app.api.requests import CreateMessage, CreateThread
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.terminal.pty_session import LEFT, PtySession

CODE = "Words here.\n\n```python\nfirst = 1\n```\n\nMore words."


async def store(home: Path, *conversations: tuple[str, str]) -> None:
    """Store threads with a question and an answer each, oldest first."""
    settings = Settings(data_dir=home / ".local" / "share" / "assistant-chat", config_dir=home / ".config")
    async with open_engine(settings, Script(), reclaims=False) as engine:
        for question, answer in conversations:
            messages = [CreateMessage(role="user", content=question), CreateMessage(role="assistant", content=answer)]
            await engine.create_thread(CreateThread(messages=messages))


def place(session: PtySession, text: str, from_row: int = 0) -> tuple[int, int]:
    """The cell of the screen where a text begins."""
    for row, line in enumerate(session.text().splitlines()):
        column = line.find(text)
        if column >= 0 and row >= from_row:
            return column, row
    raise AssertionError(f"{text!r} is not on the screen\n{session.text()}")


def click(session: PtySession, at: tuple[int, int], button: int = LEFT) -> None:
    session.click(*at, button)
