"""The program is killed in mid-stream, as by a power cut, and started again; or it leaves in order and comes back."""

from pathlib import Path

from app.models.script import Gate
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import PtySession
from tests.terminal.stored import stored

QUESTION = "Tell me about the sea, at some length and with care, and end with the word ANEMONE"
"""The last word is beyond what a title shows, so on the screen it is only in the message."""


async def ask_and_wait(session: PtySession, beginning: str) -> None:
    """Send the question and wait for the beginning of the answer."""
    await session.wait(ANSWERS)
    session.type(QUESTION)
    await session.wait("ANEMONE")
    session.press("enter")
    await session.wait(beginning)


async def taken_up(home: Path, model: FakeModel) -> None:
    """Start again: the run resumes by itself, and nothing is shown twice."""
    async with chat(home, model.base_url) as session:
        await session.wait("the whole answer")
        await session.wait("completed")
        assert session.text().count("ANEMONE") == 1
        assert session.text().count("the whole answer") == 1
        assert not session.shows("half an answer")
        assert (await session.leave("ctrl+q")).code == 0
    messages, runs = await stored(home)
    assert [(message.role, message.text) for message in messages] == [
        ("user", QUESTION),
        ("assistant", "the whole answer"),
    ]
    assert [run.status for run in runs] == ["completed"]


@requirement("screen.survives-kill")
async def test_a_run_killed_during_its_reply_is_resumed_and_nothing_is_doubled(home: Path) -> None:
    async with FakeModel([say("half an answer ", Gate()), say("the whole answer")]) as model:
        async with chat(home, model.base_url) as session:
            await ask_and_wait(session, "half an answer")
            await session.kill()
        await taken_up(home, model)


@requirement("screen.survives-kill")
async def test_a_run_left_during_its_reply_is_resumed_at_the_next_start(home: Path) -> None:
    async with FakeModel([say("half an answer ", Gate()), say("the whole answer")]) as model:
        async with chat(home, model.base_url) as session:
            await ask_and_wait(session, "half an answer")
            await session.leave("ctrl+q")
        await taken_up(home, model)


@requirement("screen.survives-kill")
async def test_a_draft_typed_before_a_kill_is_restored(home: Path) -> None:
    async with FakeModel() as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("half a thought")
            await session.wait("half a thought")
            file = home / ".local" / "share" / "assistant-chat" / "drafts.json"
            await session.until(lambda: file.exists() and "half a thought" in file.read_text())
            await session.kill()
        async with chat(home, model.base_url) as session:
            await session.wait("half a thought")
            await session.leave("ctrl+q")
