"""A walk: sittings on one data folder, one after the other, until all steps are taken."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from app.api.endpoints import FetchProgress, Weights
from app.api.objects import Message
from app.engine import open_engine
from app.models.script import Reply, Script, call
from app.settings import Settings
from app.tui.text.draft import Draft
from tests.tui.run_stage import start_waiting
from tests.tui.terminal import Terminal, stored, terminal
from tests.walk.drafts import Drafts
from tests.walk.drawing import draw_steps
from tests.walk.errors import Errors, noted_errors
from tests.walk.replies import Replies
from tests.walk.steps import Restart, Step
from tests.walk.texts import HOSTILE, MARKDOWN
from tests.walk.walker import Walker, list_messages

HOSTILE_NAMES = ("[bold]x.txt", "a b.txt", "\u202egpj.txt", "\x1b[2J.txt", "日本語.md", "new\nline.txt")
STORABLE = [text for text in HOSTILE if "\0" not in text and "\ud83d" not in text]
SMALL = Weights(name="small-1", size=400_000_000, licence="Apache-2.0", note=HOSTILE[0], installed=False, default=True)
DOWNLOADING = FetchProgress(phase="downloading", done=1, total=SMALL.size)
ENDPOINT_LOST_EVERY = 3
"""Every so many sittings begin without a model."""
WAITING_RUNS = 2
OnStep = Callable[[int, Step], None]


async def walk(seed: int, steps: int, on_step: OnStep) -> set[str]:
    """Walk so many steps from a seed in folders of its own; return the classes of the dialogs that were open.

    Raises `AssertionError`, and what the app raises.

    `on_step` is called before each step with its number.
    """
    with tempfile.TemporaryDirectory(prefix="walk-", ignore_cleanup_errors=True) as place, noted_errors() as errors:
        folder = Path(place)
        settings = Settings(data_dir=folder / "data", config_dir=folder / "config")
        await prepare(folder, settings)
        with contextlib.chdir(folder / "work"):
            walked = Walk(seed, settings, errors)
            await take_steps(walked, islice(enumerate(draw_steps(seed), 1), steps), on_step)
            return walked.dialogs


class Walk:
    """What outlives a sitting. `messages`: those of the user by thread, as they were stored when last looked at."""

    def __init__(self, seed: int, settings: Settings, errors: Errors) -> None:
        self.settings = settings
        self.errors = errors
        self.drafts = Drafts()
        self.messages: dict[str, list[Message]] = {}
        self.sittings = 0
        self.dialogs: set[str] = set()
        """The classes of the dialogs that were open."""
        self._was_temporary = False
        self.script = Script(
            play=Replies(seed).play, models=["script-1", *HOSTILE[:6]], built_in=[SMALL], fetches=[DOWNLOADING]
        )

    async def begin(self, t: Terminal) -> Drafts:
        """Return the drafts of a sitting. Temporary conversations begin with none, and leave no conversation behind."""
        was_temporary, self._was_temporary = self._was_temporary, t.app.settings.temporary
        if self._was_temporary:
            return Drafts()
        before = set(self.messages)
        await self.check_stored(t)
        assert not was_temporary or set(self.messages) <= before, f"kept: {set(self.messages) - before}"
        return self.drafts

    async def check_stored(self, t: Terminal) -> None:
        """Check that no message and no draft is gone, but what was deleted."""
        found = await list_messages(t)
        for thread_id, messages in self.messages.items():
            if thread_id in found:
                asked = self.drafts.asked
                gone = [one for one in messages if one not in found[thread_id] and one.id not in asked]
                gone = [one for one in gone if not is_kept_elsewhere(self.settings, one)]
                assert not gone, f"not stored any more: {gone}"
            elif thread_id in self.drafts.deleted:
                self.drafts.kept.pop(thread_id, None)
            else:
                assert is_hidden(self.settings, thread_id), f"the conversation {thread_id} is gone: {messages}"
        self.drafts.kept = {**{thread_id: Draft() for thread_id in found}, **self.drafts.kept}
        self.messages = found


def is_kept_elsewhere(settings: Settings, message: Message) -> bool:
    """Whether a message that was replaced is in a hidden conversation, which no list has."""
    return is_in_database(settings, "select 1 from messages where copy_of = ? or text = ?", message.id, message.text)


def is_hidden(settings: Settings, thread_id: str) -> bool:
    """Whether a conversation is stored that no list has, since an answer in another one was kept instead."""
    return is_in_database(settings, "select 1 from threads where id = ?", thread_id)


def is_in_database(settings: Settings, query: str, *values: str) -> bool:
    """Whether a query has rows."""
    with contextlib.closing(sqlite3.connect(settings.data_dir / "chat.db")) as database:
        return database.execute(query, values).fetchone() is not None


async def take_steps(walked: Walk, steps: Iterator[tuple[int, Step]], on_step: OnStep) -> None:
    """Start the app as often as it ends, until there are no more steps; then start it once more to look."""
    has_more, settings = True, walked.settings
    while has_more:
        walked.sittings += 1
        if walked.sittings % ENDPOINT_LOST_EVERY == 0:
            walked.script.endpoint = None
        async with terminal(settings, walked.script) as t:
            walker = Walker(t, await walked.begin(t), walked.errors)
            await walker.check_start()
            has_more = False
            for number, step in steps:
                on_step(number, step)
                try:
                    await walker.take(step)
                except Exception as error:
                    error.add_note("\n".join(["Seen before the last steps:", *map(str, walker.seen)]))
                    raise
                walked.dialogs.add(walker.dialog)
                has_more = walker.has_ended
                if has_more:
                    break
            if not has_more:
                await walker.take(Restart())
            if not settings.temporary:
                await walked.check_stored(t)
        settings = t.app.find_other_settings() if t.app.is_switching else walked.settings
    async with terminal(walked.settings, walked.script) as t:
        await Walker(t, await walked.begin(t), walked.errors).check_start()


async def prepare(folder: Path, settings: Settings) -> None:
    """Make conversations to begin with, templates, and a working folder with files of odd names."""
    work, templates = folder / "work", settings.config_dir / "templates"
    for path in (work, templates):
        path.mkdir(parents=True)
    for name in HOSTILE_NAMES:
        (work / name).write_text("text of a file")
        (templates / f"{name}.md").write_text(f"{{{{a}}}} {HOSTILE[0]}")
    script = Script([Reply(call("get_weather", '{"city": "Oslo"}')) for _ in range(WAITING_RUNS)])
    async with open_engine(settings, script, reclaims=False) as engine:
        for _ in range(WAITING_RUNS):
            await start_waiting(engine)
    await stored(settings, ["Pears?", "".join(MARKDOWN)], *([text, text] for text in STORABLE), ["x" * 50] * 30)
