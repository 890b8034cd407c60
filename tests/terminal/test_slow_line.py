"""The bytes of a real terminal line: replies in pieces, malformed sequences, pastes without brackets."""

from pathlib import Path

import msgspec
import pytest

from tests.fake_model import FakeModel, Seen, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure

GAP_S = 0.25
IN_PIECES = [
    (b"\x1b", b"[I"),
    (b"\x1b", b"[<35;10;5M"),
    (b"\x1b[", b"O"),
    (b"\x1b[<35;1", b"0;5M"),
    (b"\x1b", b"[?62;22c"),
    (b"\x1b", b"]11;rgb:1111/1111", b"/1111\x1b", b"\\"),
    (b"\x1b]10;rgb:dddd", b"/dddd/dddd\x07"),
    (b"\x1b", b"P>|XTerm(380)\x1b\\"),
    (b"\x1b[24;", b"80R"),
    (b"\x1b[?2026", b";2$y"),
    (b"\x1b[<0;", b"60", b";34M", b"\x1b", b"[<0;60;34m"),
]


@requirement("input.replies-in-pieces")
async def test_replies_in_pieces_do_not_reach_the_box(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        for pieces in IN_PIECES:
            await session.send_pieces(*pieces, gap_s=GAP_S)
            await session.watch(GAP_S)
        session.type("typed")
        await session.wait("│ typed *│?$")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("input.malformed")
async def test_malformed_sequences_do_not_end_the_program(home: Path) -> None:
    malformed = [b"\x1b[97:65;2;65u", b"\x1b[;;;;u", b"\x1b[1114112u", b"\x1b[55296;;55296u", b"\x1b[99999999999A"]
    malformed += [b"\x1b[" + b"9" * 10_000 + b"u", b"\x00\x00\xc2\x84", b"\x1b[48;0;0;0;0t"]
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        for sequence in malformed:
            session.send(sequence)
        session.send(b"\x1b]52;c;" + b"QUJD" * 500_000)
        await session.until(lambda: not session.is_sending)
        await session.watch(1.0)
        session.type("typed")
        await session.wait("│ A?typed *│?$")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("input.paste-without-brackets")
@pytest.mark.parametrize(
    ("lines", "shown"), [(3, "line 2 of a paste"), (2000, r"─ \[Pasted 2,000 lines\] F3")], ids=["3", "2000"]
)
async def test_a_paste_without_brackets_is_one_message(home: Path, lines: int, shown: str) -> None:
    """A long one is one chip with all its lines, as with brackets."""
    text = "\r".join(f"line {number} of a paste" for number in range(lines))
    async with FakeModel([say("One message.")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.send(text.encode())
        await session.wait(shown)
        assert model.requests == []
        session.send(b"\r")
        await session.wait("One message.")
        [request] = model.requests
        assert last_message(request) == text.replace("\r", "\n")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("input.paste-without-brackets", "tui.keys-in-order")
async def test_a_line_with_its_enter_in_one_read_is_sent(home: Path) -> None:
    async with FakeModel([say("Good.")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.send(b"first\rsecond\r")
        await session.wait("Good.")
        [request] = model.requests
        assert last_message(request) == "first\nsecond"
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


def last_message(request: Seen) -> object:
    """The text of the last message that a model was asked with."""
    messages = request.body["messages"]
    assert isinstance(messages, list)
    return msgspec.convert(messages[-1], dict[str, object])["content"]
