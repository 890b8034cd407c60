"""Walks through effects: the program in a terminal, with conversations, assistants and templates to press keys on."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app.api.requests import CreateAssistant
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.tui.keys.table import COMMANDS
from tests.fake_model import FakeModel, refuse, say
from tests.terminal.all_keys.effects import NEWEST_IS_OPEN, Effect
from tests.terminal.all_keys.terminals import Keyboard
from tests.terminal.conversations import store
from tests.terminal.program import environment
from tests.terminal.pty_session import PtySession

COLUMNS, ROWS = 100, 30
CODE = "```python\nfirst = 1\n```"
LONG = "\n\n".join([CODE, *(f"line {number}" for number in range(60))])
FOLDED = "word " * 10_000
"""More characters than a message shows at once."""
PASTE = "\n".join(f"row {number}" for number in range(1, 8))
EDITOR = '#!/bin/sh\nprintf " edited" >> "$1"\n'
KEYS = {one.id: one.keys.split(",") for one in COMMANDS if one.keys}
AT_REST = ("-╭─ \\S", NEWEST_IS_OPEN, "~3 conversations", "~┃ Message +┃")
"""Where each effect begins and ends: the box has the focus and no text, and no dialog is open."""
ANSWERS = [say("Hello yourself."), refuse(400, "No."), say("Hello again."), refuse(400, "No."), say("Hello at last.")]


async def prepare(home: Path) -> None:
    """Store what the effects need."""
    await store(home, ("oldest question", FOLDED), ("middle question", "Short."), ("newest question", LONG))
    settings = Settings(data_dir=home / ".local" / "share" / "assistant-chat", config_dir=home / ".config")
    async with open_engine(settings, Script(), reclaims=False) as engine:
        for name in ("Poet", "Tutor"):
            await engine.create_assistant(CreateAssistant(model="", name=name))
    templates = home / ".config" / "assistant-chat" / "templates"
    templates.mkdir(parents=True)
    (templates / "greet.md").write_text("Greet in {{language}}, politely.")
    (templates / "review.md").write_text("Review this.")
    editor = home / "editor"
    editor.write_text(EDITOR)
    editor.chmod(0o700)


@asynccontextmanager
async def started(home: Path, keyboard: Keyboard) -> AsyncGenerator["Walk"]:
    """Start the program in a terminal with this keyboard, without colours: then a cursor is reversed."""
    await prepare(home)
    async with FakeModel(ANSWERS) as model:
        env = environment(
            home,
            OPENAI_BASE_URL=model.base_url,
            OPENAI_API_KEY="x",
            ASSISTANT_CHAT_MODEL="fake-100",
            NO_COLOR="1",
            EDITOR=str(home / "editor"),
        )
        argv, env = keyboard.start(env, home)
        session = PtySession(argv, env, home, COLUMNS, ROWS)
        session.emulator.knows_kitty = keyboard.is_kitty
        try:
            async with session:
                yield Walk(session, keyboard)
        finally:
            keyboard.stop(home)


class Walk:
    """One program, and the keys that were pressed in it."""

    def __init__(self, session: PtySession, keyboard: Keyboard) -> None:
        self.session = session
        self.keyboard = keyboard
        self.pressed: set[tuple[str, str]] = set()

    async def check(self, effects: Sequence[Effect]) -> None:
        """Press each key of each command, and see what it does."""
        for effect in effects:
            for key in KEYS[effect.id]:
                if key not in effect.without and key not in self.keyboard.lacks:
                    await self.take(*AT_REST, *effect.first)
                    await self.take(key, effect.seen)
                    await self.take(*effect.then)
                    self.pressed.add((effect.id, key))
        await self.take(*AT_REST)

    async def take(self, *steps: str) -> None:
        """Take these steps, one after the other."""
        session = self.session
        for step in steps:
            kind, words = step[:1], step[1:]
            if step == "paste":
                session.paste(PASTE)
            elif kind == "=":
                self.keyboard.type(session, words)
            elif kind == "~":
                await session.wait(words)
            elif kind == "-" and words:
                await session.wait_gone(words)
            elif kind == "@":
                found = await session.until(lambda words=words: reversed_row(session, words))
                assert found is not None, f"the cursor is not on {words!r}\n{session.text()}"
            else:
                self.keyboard.press(session, step)


def reversed_row(session: PtySession, words: str) -> bool:
    """Whether the cursor of a list is on these words, below the title of the conversation."""
    return any(
        words in row and session.emulator.is_row_reversed(at, words)
        for at, row in enumerate(session.text().split("\n"))
    )


def missing_keys(pressed: set[tuple[str, str]], lacks: frozenset[str], ids: set[str]) -> set[tuple[str, str]]:
    """Return the keys of these commands that were not pressed."""
    return {(name, key) for name in ids for key in KEYS[name] if key not in lacks} - pressed
