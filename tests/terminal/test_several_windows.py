"""Three windows on one data folder, one of them through a server: each sees what the others do while they do it."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from app.models.script import Gate
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.conversations import store
from tests.terminal.program import ANSWERS, COMMAND, chat, environment
from tests.terminal.pty_session import Departure, PtySession

RAW_ID = r"(thread|run|msg|asst)_\w{8}"
TOLD = "Not sent: a message from elsewhere|Still replying"
"""The second sentence: the other's run was seen in the milliseconds between the two Enter."""


@asynccontextmanager
async def serving(home: Path, model: FakeModel) -> AsyncGenerator[str]:
    """A server on this data folder, in a terminal of its own; ended with Ctrl+C. Yields its address."""
    env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100")
    async with PtySession([str(COMMAND), "serve", "--port", "0"], env, home) as server:
        await server.wait("Listening on http")
        address = re.search(r"Listening on (\S+)", server.text())
        assert address
        yield address[1]
        await server.leave("ctrl+c")


@asynccontextmanager
async def three_windows(home: Path, model: FakeModel) -> AsyncGenerator[list[PtySession]]:
    """Two windows that open the folder themselves and one that is served, on the newest conversation."""
    async with (
        serving(home, model) as url,
        chat(home, model.base_url) as first,
        chat(home, model.base_url) as second,
        chat(home, model.base_url, "--server", url) as served,
    ):
        yield [first, second, served]


async def all_show(windows: list[PtySession], pattern: str) -> None:
    await asyncio.gather(*(window.wait(pattern) for window in windows))


@requirement("windows.live", "windows.same-moment", "windows.deleted-elsewhere")
async def test_messages_cancels_titles_and_deletions_of_the_others_are_seen(home: Path) -> None:
    await store(home, ("Apples", "Red."), ("Pears", "Green."))
    half, raced = Gate(), Gate()
    replies = [say("Half of it, ", half, "and the rest."), say("Once upon ", Gate()), say("The one ", raced, "reply.")]
    async with FakeModel([*replies, say("A new start.")]) as model, three_windows(home, model) as windows:
        first, second, served = windows
        await all_show(windows, "Green\\.")
        await all_show(windows, ANSWERS)
        first.type("Ripe?")
        first.press("enter")
        await all_show(windows, r"Ripe\?")
        await all_show(windows, "Half of it,")
        half.open()
        await all_show(windows, "Half of it, and the rest\\.")
        await all_show(windows, "completed")

        first.type("A story")
        first.press("enter")
        await all_show(windows, "Once upon")
        served.press("escape")
        await all_show(windows, "cancelled .*F5 Retry")
        await model.left()

        await two_send_at_once(first, served, raced)
        await all_show(windows, "The one reply\\.")

        served.press("f2")
        await served.wait("Enter to save")
        served.type("Plums")
        served.press("enter")
        await all_show(windows, r"\A.*Plums")

        second.type("half a thought")
        await second.wait("half a thought")
        served.press("ctrl+b", "ctrl+b", "delete")
        await served.wait("Conversation deleted")
        assert await served.leave("ctrl+q") == Departure(code=0, left_on=[])
        left = [first, second]
        await all_show(left, "“Plums” was deleted elsewhere\\.")
        await second.wait("Your text is in the message box\\.")
        await all_show(left, r"\A.*New conversation")
        await asyncio.gather(*(window.wait_gone("Green|The one reply|^   Plums") for window in left))
        # A window that was left says how to come back, with the id.
        assert not [window.text() for window in left if window.shows(RAW_ID)]
        await second.wait("│ half a thought")
        second.press("enter")
        await second.wait("A new start\\.")


async def two_send_at_once(one: PtySession, other: PtySession, gate: Gate) -> None:
    """Press Enter in two windows at the same moment: one message is sent, and the other window is told so."""
    both = {one: "from the one", other: "from the other"}
    for window, text in both.items():
        window.type(text)
        await window.wait(f"│ {text}")
    for window in both:
        window.press("enter")
    await all_show([*both], "The one")
    waits = [asyncio.ensure_future(window.wait(TOLD)) for window in both]
    await asyncio.wait(waits, return_when="FIRST_COMPLETED")
    told = [window for window in both if window.shows(TOLD)]
    for wait in waits:
        wait.cancel()
    assert len(told) == 1
    [loser] = told
    [winner] = both.keys() - told
    await loser.wait(f"▌? *{both[winner]}")
    if loser.shows("Still replying"):  # then it is queued
        loser.press("up")
    await loser.wait(f"│ {both[loser]}")
    assert not winner.shows(both[loser])
    gate.open()
