"""Runs that are begun again while a part of a long conversation far from its end is on the screen."""

from app.api.requests import ThreadQuery
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import Terminal, stored, terminal

TEXTS = [f"number {at}." for at in range(300)]


async def fail_at_the_end(t: Terminal, first: str = "▌ number 0.") -> None:
    """Ask something that is not answered, and go to the first message."""
    await t.shows("number 299.")
    await t.send("Go")
    await t.shows("failed · ")
    await t.press("ctrl+home")
    await t.shows(first)


@requirement("windows.far-away")
async def test_a_retry_from_far_away_is_shown_at_the_end(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, TEXTS)
    gate = Gate()
    script = Script([Reply(ModelError("No.")), Reply("First words", gate, " and the last.")])
    async with terminal(settings, script) as t:
        await fail_at_the_end(t)
        await t.press("f5")
        await t.shows("First words")
        assert "number 299." in t.text()
        gate.open()
        await t.shows("First words and the last.")
        assert t.text().count("First words") == 1
        assert t.history.following


@requirement("windows.far-away")
async def test_a_retry_in_the_list_of_runs_is_shown_at_the_end(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, TEXTS)
    script = Script([Reply(ModelError("No.")), "Now it goes."])
    async with terminal(settings, script) as t:
        await fail_at_the_end(t)
        await t.press("ctrl+t")
        await t.shows("Runs of this conversation")
        await t.shows("failed")
        await t.press("f5")
        await t.shows("completed")
        await t.press("escape")
        await t.shows("Now it goes.")
        assert "number 299." in t.text()
        assert t.thread_id == thread_id


@requirement("windows.far-away")
async def test_a_reply_chosen_far_away_is_written_again_not_the_last_run(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Apples?", "Red."])
    await add_messages(settings, thread_id, TEXTS)
    script = Script([Reply(ModelError("No.")), "Green, too."])
    async with terminal(settings, script) as t:
        await fail_at_the_end(t, "Red.")
        await t.press("shift+tab", "g", "j", "R")
        await t.shows("Green, too.")
        assert t.thread_id != thread_id
        assert len((await t.assistants.list_threads(ThreadQuery())).data) == 2
