"""Temporary conversations: what is on the screen, and that no file has a word of them afterwards."""

from pathlib import Path

from tests.fake_model import FakeModel, hang, say
from tests.kept_words import files_with
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure

LEFT_IN_ORDER = Departure(code=0, left_on=[])
SIGN = "temporary: nothing is kept"
WORDS = ("zanzibar", "quagga", "okapi", "dugong")


@requirement("temporary.switch", "temporary.nothing-kept")
async def test_a_command_goes_to_temporary_conversations_and_back(home: Path) -> None:
    async with FakeModel([say("A lake in the north."), say("The quagga is extinct.")]) as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("What is Inari?")
            session.press("enter")
            await session.wait("A lake in the north.")
            session.type("/temporary")
            session.press("enter")
            await session.wait(SIGN)
            await session.wait(ANSWERS)
            assert not session.shows("Inari")
            session.type("Where is Zanzibar?")
            session.press("enter")
            await session.wait("The quagga is extinct.")
            session.type("/temporary")
            session.press("enter")
            await session.wait("A lake in the north.")
            await session.wait(ANSWERS)
            assert not session.shows(f"quagga|{SIGN}")
            session.type("/temporary")
            session.press("enter")
            await session.wait(SIGN)
            await session.wait(ANSWERS)
            assert not session.shows("quagga")
            session.type("An okapi")
            await session.wait("An okapi")
            assert await session.leave("ctrl+q") == LEFT_IN_ORDER
            assert not session.shows("come back")
        assert files_with(home, *WORDS) == []


@requirement("temporary.nothing-kept")
async def test_no_file_keeps_a_word_after_quitting_and_after_a_kill(home: Path) -> None:
    async with FakeModel([say("The quagga is extinct."), hang("The quagga")]) as model:
        async with chat(home, model.base_url, "--temporary") as session:
            await session.wait(SIGN)
            session.type("Where is Zanzibar?")
            session.press("enter")
            await session.wait("The quagga is extinct.")
            await session.wait("completed")
            session.type("An okapi")
            await session.wait("An okapi")
            assert await session.leave("ctrl+q") == LEFT_IN_ORDER
            assert not session.shows("come back")
        assert files_with(home, *WORDS) == []
        async with chat(home, model.base_url, "--temporary", columns=60) as session:
            await session.wait("temporary")
            assert not session.shows("okapi")
            session.type("Where is Zanzibar?")
            session.press("enter")
            await session.wait("The quagga")
            session.type("A dugong")
            session.press("enter")
            await session.wait("Still replying|queued")
            session.type("An okapi")
            await session.wait("An okapi")
            await session.kill()
        assert files_with(home, *WORDS) == []
