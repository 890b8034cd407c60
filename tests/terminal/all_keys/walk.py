"""Walks through effects: the program in a terminal, with conversations, assistants and templates to press keys on."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app.api.conversation.thread_settings import FORKED_FROM_KEY, REPLACED_KEY, origin_of
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateAssistant, CreateMessage, CreateRun, ForkThread, Page, ThreadQuery
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool
from app.engine import open_engine
from app.models.script import Reply, Script, call
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
ANSWERS = [
    say("Hello yourself: https://a.example https://b.example"),
    refuse(400, "No."),
    say("Hello again."),
    refuse(400, "No."),
    say("Hello at last."),
]


async def prepare(home: Path) -> None:
    """Store what the effects need."""
    settings = Settings(data_dir=home / ".local" / "share" / "assistant-chat", config_dir=home / ".config")
    await store(home, ("oldest question", FOLDED), ("middle question", "Short."))
    async with open_engine(settings, Script([Reply(call("get_weather"))] * 2), reclaims=False) as engine:
        middle, oldest = (row.id for row in (await engine.list_threads(ThreadQuery())).data)
        await add_version(engine, middle)
        await wait_for_outputs(engine, oldest, middle)
    await store(home, ("newest question", LONG))
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


async def add_version(engine: Assistants, thread_id: str) -> None:
    """Write the last message of a thread again, in place of the one before."""
    last, before = (await engine.list_messages(thread_id, Page(limit=2))).data
    metadata = {FORKED_FROM_KEY: origin_of(thread_id, before.id), REPLACED_KEY: last.id}
    await engine.fork_thread(thread_id, ForkThread(message_id=last.id, metadata=metadata, replaces=last.id))
    await engine.create_message(thread_id, CreateMessage(role="assistant", content="Shorter."))


async def wait_for_outputs(engine: Assistants, *thread_ids: str) -> None:
    """Begin a run on each thread that waits for the output of its call."""
    tools = [FunctionTool(function=FunctionDefinition(name="get_weather"))]
    for thread_id in thread_ids:
        run = await engine.create_run(thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, tools=[*tools]))
        async for event in engine.follow(thread_id, run.id):
            if event.event == "thread.run.requires_action":
                break


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
