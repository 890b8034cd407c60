"""Replies in a real terminal, as models write them."""

import re
from pathlib import Path

from app.models.script import Gate
from tests.fake_model import FakeModel, Head, event, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import PtySession


async def send(session: PtySession) -> None:
    """Send a message once the program is ready."""
    await session.wait(ANSWERS)
    session.type("Go")
    session.press("enter")


async def choose_last(session: PtySession) -> None:
    """Go to the history and choose its last message, which gets a mark."""
    session.press("tab", "tab")
    session.press("up")
    await session.wait("▎")


@requirement("markdown.cjk-emphasis")
async def test_bold_japanese_without_blanks(home: Path) -> None:
    async with (
        FakeModel([say("**テスト。**テスト これは**「強調」**です")]) as model,
        chat(home, model.base_url) as session,
    ):
        await send(session)
        await session.wait("テスト。テスト これは「強調」です")
        assert session.emulator.is_bold("テスト。")
        assert session.emulator.is_bold("「強調」")
        assert not session.emulator.is_bold("です")


@requirement("markdown.nested-fences")
async def test_a_block_in_a_block_is_copied_whole(home: Path) -> None:
    reply = "Save this:\n\n```markdown\n# Usage\n```python\nrun()\n```\nThat is all.\n```\nDone."
    async with FakeModel([say(reply)]) as model, chat(home, model.base_url) as session:
        await send(session)
        await session.wait(" Done\\.")
        assert session.shows(" ```python")
        assert len(re.findall("  copy", session.text())) == 1
        await choose_last(session)
        session.press("Y")
        await session.wait("Copied code block 1 of 1")


@requirement("markdown.line-ends")
async def test_an_address_keeps_its_lines(home: Path) -> None:
    reply = say("Ada Lovelace\n12 St James's Square\nLondon")
    async with FakeModel([reply]) as model, chat(home, model.base_url) as session:
        await send(session)
        await session.wait("London")
        assert session.shows("Ada Lovelace +$")
        assert session.shows("12 St James's Square +$")


@requirement("markdown.no-flash")
async def test_a_sentence_is_no_heading_while_its_list_begins(home: Path) -> None:
    gates = [Gate(), Gate()]
    reply = say("Some text:\n-", gates[0], " item\n", gates[1], "- more")
    async with FakeModel([reply]) as model, chat(home, model.base_url) as session:
        await send(session)
        await session.wait("Some text:")
        assert not session.emulator.is_bold("Some text:")
        gates[0].open()
        await session.wait("• item")
        assert not session.emulator.is_bold("Some text:")
        gates[1].open()
        await session.wait("• more")


@requirement("reasoning.line", "reasoning.opened")
async def test_reasoning_is_one_line_that_opens(home: Path) -> None:
    gate = Gate()
    reply = (Head(), event({"reasoning_content": "Six sevens are 42."}), gate, *say("It is 42.")[1:])
    async with FakeModel([reply]) as model, chat(home, model.base_url) as session:
        await send(session)
        await session.wait("▸ Thinking 1 s")
        gate.open()
        await session.wait("▸ Thought for \\d+ s")
        await session.wait("It is 42\\.")
        assert not session.shows("Six sevens")
        await choose_last(session)
        session.press("up", "space")
        await session.wait("Six sevens are 42\\.")
        session.press("space")
        await session.wait_gone("Six sevens are 42\\.")
