"""Any bytes, in any cuts: the reader never raises, and what it reads does not depend on the cuts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.chat.reading.stream import ChatStream
from app.models.model import CallPiece, ReasoningPiece, RefusalPiece, TextPiece
from tests.model_cases import CASES
from tests.models.asking import said_and_thought
from tests.requirements import requirement

PARTS = [
    *(block for case in CASES.values() for block in case.body if len(block) < 2000),
    *(
        b"\r",
        b"\n",
        b"\n\n",
        b"data: ",
        b"event: error\n",
        b"<think>",
        b"</think>",
        b"\xff",
        b'"',
        b"{",
        b"}",
        b"[",
        b"\\",
    ),
]
MIXED = st.lists(st.sampled_from(PARTS) | st.binary(max_size=8), max_size=12).map(b"".join)
CUTS = st.lists(st.integers(min_value=1, max_value=60), max_size=200)


def read(blocks: list[bytes]) -> object:
    """Read these blocks; return all that came of them."""
    stream = ChatStream()
    pieces = [piece for block in blocks for piece in stream.feed(block)]
    pieces += stream.end()
    refused = ""
    calls: dict[int, tuple[str, str]] = {}
    for piece in pieces:
        if isinstance(piece, CallPiece):
            name, arguments = calls.get(piece.index, ("", ""))
            calls[piece.index] = name + piece.name, arguments + piece.arguments
        elif isinstance(piece, TextPiece | ReasoningPiece | RefusalPiece):
            piece.text.encode()  # no half of a character is left
            if isinstance(piece, RefusalPiece):
                refused += piece.text
    return (
        said_and_thought(pieces),
        refused,
        calls,
        stream.reason,
        stream.spent,
        stream.complete,
        stream.failure,
        stream.unread_lines.words,
    )


def cut(body: bytes, lengths: list[int]) -> list[bytes]:
    blocks: list[bytes] = []
    for length in lengths:
        blocks.append(body[:length])
        body = body[length:]
    return [*blocks, body]


@requirement("streams.any-bytes")
@settings(max_examples=200)
@given(body=MIXED, lengths=CUTS)
def test_what_is_read_does_not_depend_on_the_cuts(body: bytes, lengths: list[int]) -> None:
    assert read(cut(body, lengths)) == read([body])


@requirement("streams.any-bytes")
def test_each_case_is_the_same_byte_by_byte() -> None:
    for name, case in CASES.items():
        body = b"".join(case.body)
        if len(body) < 20_000:
            assert read([body[at : at + 1] for at in range(len(body))]) == read([body]), name
