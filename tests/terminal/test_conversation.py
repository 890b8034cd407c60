"""A conversation in a real terminal: a message goes out, the run moves, the reply comes, the terminal is put back."""

from pathlib import Path

from app.models.script import Gate
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure
from tests.terminal.stored import stored

LEFT_IN_ORDER = Departure(code=0, left_on=[])


@requirement("screen.conversation", "screen.leaves-no-trace")
async def test_a_typed_message_comes_back_as_a_streamed_reply(home: Path) -> None:
    gate = Gate()
    async with FakeModel([say("Good ", gate, "morning, **friend**")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("Hello 日本 👋")
        await session.wait("Hello 日本 👋")
        session.press("enter")
        await session.wait("in_progress")
        await session.wait("Good")
        assert not session.shows("morning")
        gate.open()
        await session.wait("completed")
        await session.wait("Good morning, friend")
        assert await session.leave("ctrl+q") == LEFT_IN_ORDER


@requirement("screen.comes-back")
async def test_the_conversation_is_there_after_a_restart(home: Path) -> None:
    async with FakeModel([say("A lake in the north.")]) as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("What is Inari?")
            session.press("enter")
            await session.wait("completed")
            await session.leave("ctrl+q")
        async with chat(home, model.base_url) as session:
            await session.wait("A lake in the north.")
            assert session.shows("What is Inari?")
            await session.leave("ctrl+q")


@requirement("screen.threads-by-keyboard")
async def test_threads_are_created_and_switched_from_the_keyboard(home: Path) -> None:
    async with FakeModel([say("Apples it is."), say("Pears it is.")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("Apples")
        session.press("enter")
        await session.wait("Apples it is.")
        session.press("ctrl+n")
        await session.wait_gone("Apples it is.")
        session.type("Pears")
        session.press("enter")
        await session.wait("Pears it is.")
        await session.wait("completed")
        session.press("ctrl+down")
        await session.wait("Apples it is.")
        assert not session.shows("Pears it is.")
        session.press("ctrl+up")
        await session.wait("Pears it is.")
        assert await session.leave("ctrl+q") == LEFT_IN_ORDER


@requirement("screen.cancel")
async def test_escape_cancels_the_run_and_keeps_its_text(home: Path) -> None:
    gate = Gate()
    async with FakeModel([say("Once upon ", gate), say("Again.")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("A story")
        session.press("enter")
        await session.wait("Once upon")
        session.press("escape")
        await session.wait("cancelled")
        await model.left()
        assert session.shows("Once upon")
        session.type("Another")
        session.press("enter")
        await session.wait("Again.")
        assert await session.leave("ctrl+q") == LEFT_IN_ORDER


@requirement("screen.leaves-no-trace")
async def test_quitting_during_a_reply_restores_the_terminal(home: Path) -> None:
    async with FakeModel([say("Once upon ", Gate())]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("A story")
        session.press("enter")
        await session.wait("Once upon")
        assert await session.leave("ctrl+q") == LEFT_IN_ORDER
        await model.left()


@requirement("serve.run-lives")
async def test_a_run_lives_a_day(home: Path) -> None:
    async with FakeModel([say("Once upon ", Gate())]) as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("A story")
            session.press("enter")
            await session.wait("Once upon")
            await session.leave("ctrl+q")
        _, [run] = await stored(home)
    assert run.expires_at is not None
    assert run.expires_at - run.created_at == 86_400


@requirement("screen.drafts")
async def test_the_draft_survives_a_quit(home: Path) -> None:
    async with FakeModel() as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("half a thought")
            await session.wait("half a thought")
            await session.leave("ctrl+q")
        async with chat(home, model.base_url) as session:
            await session.wait("half a thought")
            await session.leave("ctrl+q")
        assert model.requests == []
