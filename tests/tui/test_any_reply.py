"""Any reply that a terminal can send, cut anywhere, between text that is typed: the text arrives, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events

from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line, Piece, typed

SINGLE_GAP_S, PIECE_GAP_S = 0.39, 1.9
"""A piece of one character comes no later than the first of them, a longer one no later than the second."""
LONGEST_S = 3.9
"""A reply that took longer would be as slow as a person who types."""
ESC_LIMIT_S, ESC_LIMIT_BEHIND_PIECES_S = 0.1, 0.4

PAYLOAD = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
NUMBER = st.integers(0, 65_536).map(str)
CSI_ENDS = (
    "I O <35;N;NM <0;N;Nm ?62;Nc >41;N;0c ?1;0;NS 24;NR ?24;N;1R 0n ?2026;2$y 4;2$y ?Nu 8;N;Nt 48;N;N;9;9t >4;1f >0T "
    "?5;1;2;3$w 1;2;3#y 1;2;3;4;0&w ?997;1n"
)
CSI = st.sampled_from([*CSI_ENDS.split(), ">1;2;3 q"])
DCS = st.sampled_from(
    [">|", "!|", "1$r", "0$r", "1+r", "0+r", "N!~", "0;1|", "1$u", "2$u", "1$t", "@kitty-cmd", "1000p%begin"]
)
STRINGS = {
    "]": st.sampled_from(["N;", "N", "L", "l", "52;c;", "1337;", "4;12;rgb:"]),
    "P": DCS,
    "_": st.sampled_from(["G", "Gi=31;"]),
    "X": st.just(""),
    "^": st.just(""),
}
EIGHT_BIT = {"[": b"\x9b", "O": b"\x8f", "]": b"\x9d", "P": b"\x90", "_": b"\x9f", "X": b"\x98", "^": b"\x9e"}
ENDS = [b"\x1b\\", b"\x9c", b"\x07", b"\x18", b"\x1a"]


@st.composite
def replies(draw: st.DrawFn, *, ends: bool = True) -> bytes:
    """A reply. Without `ends` it is a string that never ends."""
    kind = draw(st.sampled_from([*("[O" if ends else ""), *STRINGS]))
    begins = draw(st.sampled_from([EIGHT_BIT[kind], b"\x1b" + kind.encode()]))
    if kind == "[":
        return begins + draw(CSI).replace("N", draw(NUMBER)).encode()
    if kind == "O":
        return begins + draw(st.sampled_from(["5A", "2P", "1;5C", "6S"])).encode()
    body = draw(STRINGS[kind]).replace("N", draw(NUMBER)) + draw(PAYLOAD)
    return begins + body.encode() + (draw(st.sampled_from(ENDS)) if ends else b"")


@st.composite
def in_pieces(draw: st.DrawFn, reply: bytes, *, first_cut: int = 1) -> list[Piece]:
    """The reply as it comes over a slow line."""
    cuts = sorted(draw(st.sets(st.integers(first_cut, max(first_cut, len(reply) - 1)), max_size=len(reply))))
    parts = [reply[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    limits = [SINGLE_GAP_S if 1 in (len(before), len(after)) else PIECE_GAP_S for before, after in pairwise(parts)]
    share = min(1.0, LONGEST_S / (sum(limits) or 1))
    pieces: list[Piece] = [parts[0]]
    for limit, part in zip(limits, parts[1:], strict=True):
        pieces += [draw(st.sampled_from([0.01, 0.15, 1.0])) * limit * share, part]
    return pieces


def may_be_typed(pieces: list[Piece]) -> bool:
    """Whether these are the Esc key and text that ends with Ctrl+X, Ctrl+Z or Ctrl+G, letter by letter."""
    return pieces[0] == b"\x1b" and pieces[-1] in (b"\x18", b"\x1a", b"\x07")


def text_of(line: Line, *pieces: Piece) -> str:
    """What arrives as text or as a key, other than Esc."""
    found = [event for event in line.feed(*pieces) if isinstance(event, events.Key | events.Paste)]
    return "".join(one.text if isinstance(one, events.Paste) else one.character or one.key for one in found).replace(
        "\x1b", ""
    )


@requirement("input.replies-in-pieces", "input.typed-after-esc")
@settings(max_examples=300, derandomize=True)
@given(st.data())
def test_text_around_a_reply_in_pieces_arrives_whole_and_alone(data: st.DataObject) -> None:
    pieces = data.draw(in_pieces(data.draw(replies())).filter(lambda found: not may_be_typed(found)))
    line = Line()
    assert (
        text_of(line, "a", 0.1, "b", 1.0, *pieces, 2.1, "O", 0.1, "k", 1.0, "pasted\rtext", 0.5) == "abOkpasted\ntext"
    )
    assert [type(event) for event in line.feed(b"\x1b", ESC_LIMIT_S)] == [events.Key]
    assert text_of(line, 1.0, "x") == "x"


@requirement("input.replies-in-pieces", "input.typed-after-esc")
@settings(max_examples=150, derandomize=True)
@given(st.data())
def test_a_string_that_never_ends_takes_neither_text_nor_esc_along(data: st.DataObject) -> None:
    pieces = data.draw(in_pieces(data.draw(replies(ends=False)), first_cut=4))
    line = Line()
    assert text_of(line, "ab", 1.0, *pieces, 2.1, "O", 0.1, "k", 0.5) == "abOk"
    assert text_of(line, *pieces) == ""
    escapes = line.feed(0.3, b"\x1b", ESC_LIMIT_BEHIND_PIECES_S)
    assert [event.key for event in escapes if isinstance(event, events.Key)] == ["escape"]
    assert text_of(line, 0.3, "Ok", QUIET_S) == "Ok"


@requirement("input.typed-after-esc")
@pytest.mark.parametrize("text", ["Xylophone", "^ is up", "_name_", "P2P", "P 1", "]L", "O2x", "Please", "[1] x"])
@pytest.mark.parametrize("gap", [0.12, 0.35])
def test_words_that_begin_as_a_string_does_are_kept(text: str, gap: float) -> None:
    one_by_one = [piece for letter in text for piece in (letter, gap)]
    assert typed(b"\x1b", 0.15, *one_by_one) == f"<escape>{text}"
    assert typed(b"\x1b", 0.15, *one_by_one, b"\x1b", 0.5, "ok") == f"<escape>{text}<escape>ok"
    assert typed(b"\x1b", 0.15, *one_by_one, b"\r") == f"<escape>{text}<enter>"
    assert typed(b"\x1b", 0.15, text, 2.5, "ok") == f"<escape>{text}ok"


@requirement("input.malformed")
@pytest.mark.parametrize("opening", [b"\x1b[1", b"\x1b[<1;", b"\x1bO5", b"\x1b]0;a", b"\x1bP1$", b"\x1b[M ", b"\x1b[["])
@pytest.mark.parametrize("control", [b"\x18", b"\x1a"])
def test_a_control_that_cancels_a_sequence_is_no_key(opening: bytes, control: bytes) -> None:
    assert typed(opening + control, "ok") == "ok"
    assert typed(opening, 0.3, control, "ok") == "ok"
    assert typed(opening, 0.6, control).startswith("<ctrl+")


@requirement("input.replies-in-pieces")
def test_replies_with_eight_bit_ends_right_behind_each_other_are_no_text() -> None:
    replies = b"\x9d11;rgb:1111/1111/1111\x9c\x90>|XTerm(380)\x9c\x9b?62;22c\x98\x9c"
    for cut in range(len(replies) + 1):
        assert text_of(Line(), replies[:cut], 0.2, replies[cut:], 2.1, "ok") == "ok"
