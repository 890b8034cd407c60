"""What terminals send, byte by byte and in time: replies in pieces, malformed sequences, keys, pastes."""

import random
import time

import pytest
from textual import events

from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line, Piece, received, typed

REPLIES = {
    "focus in": b"\x1b[I",
    "focus out": b"\x1b[O",
    "mouse": b"\x1b[<35;10;5M",
    "mouse release": b"\x1b[<0;120;36m",
    "mouse, urxvt": b"\x1b[35;10;5M",
    "mouse, X10": b"\x1b[M #,",
    "mouse, X10, a byte above 127": b"\x1b[M#\xc8!",
    "mouse, X10, an eight-bit control": b"\x1b[M \x84!",
    "mouse, X10, outside": b"\x1b[M \x00!",
    "mouse, back button": b"\x1b[<128;10;5M",
    "mouse without numbers": b"\x1b[<35;NaN;NaNM",
    "device attributes": b"\x1b[?62;22;52c",
    "secondary device attributes": b"\x1b[>41;380;0c",
    "device status": b"\x1b[0n",
    "cursor position": b"\x1b[24;80R",
    "mode report": b"\x1b[?2026;2$y",
    "ANSI mode report": b"\x1b[4;2$y",
    "keyboard flags": b"\x1b[?25u",
    "window size": b"\x1b[8;36;120t",
    "in-band resize": b"\x1b[48;36;120;720;1200t",
    "key format": b"\x1b[>4;1f",
    "title modes": b"\x1b[>0T",
    "cursors": b"\x1b[>1;2;3 q",
    "page report": b"\x1b[?5;1;2;3$w",
    "stack checksum": b"\x1b[1;2;3#y",
    "locator": b"\x1b[1;2;3;4;0&w",
    "theme report": b"\x1b[?997;1n",
    "foreground, ST": b"\x1b]10;rgb:dddd/dddd/dddd\x1b\\",
    "background, BEL": b"\x1b]11;rgb:1111/1111/1111\x07",
    "palette": b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "version": b"\x1bP>|XTerm(380)\x1b\\",
    "unit id": b"\x1bP!|00000000\x1b\\",
    "setting": b"\x1bP1$r0m\x1b\\",
    "terminfo": b"\x1bP1+r524742=38\x1b\\",
    "graphics": b"\x1b_Gi=31;OK\x1b\\",
}


def text_of(*pieces: Piece) -> str:
    """The typed text, without events of the terminal's own and without Esc."""
    return "".join(
        (event.character or "") if isinstance(event, events.Key) and event.is_printable else ""
        for event in Line().feed(*pieces, QUIET_S)
    )


@requirement("input.replies-in-pieces")
@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
def test_a_reply_cut_anywhere_is_never_text(reply: bytes) -> None:
    for cut in range(1, len(reply)):
        for gap in (0.01, 0.25, 0.39):
            assert text_of(reply[:cut], gap, reply[cut:], 1.0, "ok") == "ok", (cut, gap)
    for first in range(1, len(reply)):
        for second in range(first + 1, len(reply)):
            assert not text_of(reply[:first], 0.25, reply[first:second], 0.25, reply[second:]), (first, second)
    one_by_one = [piece for byte in reply for piece in (bytes([byte]), 0.25)]
    assert not text_of(*one_by_one)
    assert not text_of(reply * 3)
    if len(reply) > len(b"\x1b[I"):
        assert not text_of(reply[:2], 1.5, reply[2:])


@requirement("input.replies-in-pieces")
def test_esc_acts_after_its_delay_and_the_tail_is_swallowed() -> None:
    assert received(b"\x1b", 0.25, b"[I") == ["escape"]
    assert received(b"\x1b", 0.05, b"[I") == ["AppFocus"]
    assert received(b"\x1b[<0;3", 0.25, b";4M") == ["MouseDown"]
    assert received(b"\x1b", 0.25, b"[200~one\rtwo\x1b[2", 0.25, b"01~") == ["escape", "paste:one\ntwo"]
    assert received(b"\x1b[M", 0.25, b" \xc3\xa9", b"hi") == ["MouseDown", "h", "i"]
    assert received(b"\x9b", 0.25, b"I\x9d11;rgb:1/1/1\x9c") == ["AppFocus", "BackgroundReported"]


@requirement("input.typed-after-esc")
@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((b"\x1b", 0.3, "[", 0.2, "x", 0.2, "]"), "<escape>[x]"),
        ((b"\x1b", 0.3, "[", 0.2, "1", 0.2, "]"), "<escape>[1]"),
        ((b"\x1b", 0.3, "["), "<escape>["),
        ((b"\x1b", 0.6, "[", 0.1, "I"), "<escape>[I"),
        ((b"\x1b", 0.3, "[Important] now"), "<escape>[Important] now"),
        ((b"\x1b", 0.3, "[1] see"), "<escape>[1] see"),
        ((b"\x1b", 0.2, "P", 0.1, "l", 0.1, "e"), "<escape>Ple"),
        ((b"\x1b", 0.2, "O", 0.1, "n"), "<escape>On"),
        ((b"\x1b", 0.2, "]", 0.1, "x"), "<escape>]x"),
        ((b"\x1b", 3.0, "[I think"), "<escape>[I think"),
        ((b"\x1b[", 0.5, "h", 0.1, "i"), "hi"),
        ((b"\x1b[12", 0.2, "h", 0.1, "i"), "hi"),
        ((b"\x1b[<35;1", 0.5, "h", 0.1, "i"), "hi"),
        ((b"\x1bP", 0.2, "l", 0.1, "e"), "le"),
        ((b"\x1b]11;rgb:", 0.5, "h", 0.1, "i"), "hi"),
        ((b"\x1b]11;rgb:", 0.2, "\r", "ok"), "<enter>ok"),
        ((b"\x1b]11;rgb:", 0.6, "日本"), "日本"),
        ((b"\x1b[M", 0.6, "a", "b", "c"), "abc"),
        ((b"\x1b[200~half", 0.3, b"\x03"), "half<ctrl+c>"),
        ((b"\x1b[200~half", 0.3, b"\x1b[113;5u"), "half<ctrl+q>"),
        ((b"\x1b[200~half", 3.0, "ok", b"\x1b[201~"), "halfok"),
    ],
)
def test_what_a_person_types_is_not_swallowed(pieces: tuple[Piece, ...], text: str) -> None:
    assert typed(*pieces) == text


@requirement("input.typed-after-esc")
def test_an_endless_string_does_not_swallow_a_person_who_never_pauses() -> None:
    typing = [piece for letter in "abcdefghijklmnopqrstuvwxyz" * 2 for piece in (letter, 0.2)]
    assert typed(b"\x1b]11;rgb:", 0.2, *typing).endswith("uvwxyz")


MALFORMED = {
    "alternatives": b"\x1b[97:65;2;65u",
    "nothing": b"\x1b[;;;;u",
    "only colons": b"\x1b[::::;::;::u",
    "beyond Unicode": b"\x1b[1114112u",
    "text beyond Unicode": b"\x1b[97;1;1114112u",
    "surrogate": b"\x1b[55296u",
    "surrogate as text": b"\x1b[0;;55357:56832u",
    "control as text": b"\x1b[97;1;27:155u",
    "null": b"\x1b[0u",
    "negative": b"\x1b[-1u",
    "10,000 digits": b"\x1b[" + b"9" * 10_000 + b"u",
    "10,000 digits of modifiers": b"\x1b[97;" + b"9" * 10_000 + b"u",
    "10,000 digits of a mouse": b"\x1b[<" + b"9" * 10_000 + b";1;1M",
    "10,000 parameters": b"\x1b[" + b"1;" * 10_000 + b"A",
    "huge code of a cursor key": b"\x1b[99999999999A",
    "letter as code of a cursor key": b"\x1b[65A",
    "private use": b"\x1b[58999u",
    "resize to nothing": b"\x1b[48;0;0;0;0t",
    "resize to a million": b"\x1b[48;1000000;1000000;1;1t",
    "mode report without end": b"\x1b[?2026;99999$y",
    "controls inside": b"\x1b[9\x007\x01u\x1b[<35;\x001;1M",
    "bytes damaged inside": b"\x1b[<35;\xff1;1M",
    "letters in a mouse report": b"\x1b[<35;x;yM",
    "unknown": b"\x1b[1;2;3;4;5z\x1b[>1q\x1b[!p\x1b[?1;2;3S",
    "null bytes": b"\x00\x00",
    "C1": b"\xc2\x84\xc2\x85\x84\x1b[A\x85\xc2\x9b1;1H",
    "a string within a string": b"\x1b]0;a\x1b]0;b\x07\x1bPq\x1bPq\x1b\\",
    "cancelled": b"\x1b]0;abc\x18\x1b[12\x18",
    "end of a paste that never began": b"\x1b[201~",
    "string terminator": b"\x1b]0;x\x07\x9c",
}


@requirement("input.malformed")
@pytest.mark.parametrize("sequence", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_sequence_is_no_text(sequence: bytes) -> None:
    for size in (len(sequence), 4096, 1000):
        pieces = [sequence[at : at + size] for at in range(0, len(sequence), size)]
        assert text_of(*pieces, 2.5, "ok").removeprefix("A").removeprefix("a").lower() == "ok"


@requirement("input.malformed")
@pytest.mark.parametrize("opening", [b"\x1b]52;c;", b"\x1bP", b"\x1b_G", b"\x1b[<", b"\x1b["])
def test_megabytes_without_an_end_are_dropped_in_linear_time(opening: bytes) -> None:
    line, data = Line(), opening + b"1" * 4_000_000
    began = time.process_time()
    line.feed(*(data[at : at + 4096] for at in range(0, len(data), 4096)))
    assert time.process_time() - began < 8
    assert [event.key for event in line.feed(3.0, "ok") if isinstance(event, events.Key)] == ["o", "k"]


@requirement("input.malformed")
def test_a_paste_without_an_end_is_delivered_in_linear_time() -> None:
    text = "line of a paste\n" * 250_000
    data = b"\x1b[200~" + text.encode()
    began = time.process_time()
    found = Line().feed(*(data[at : at + 4096] for at in range(0, len(data), 4096)), 3.0, "ok")
    assert time.process_time() - began < 8
    assert isinstance(found[0], events.Paste)
    assert found[0].text == text
    assert [event.key for event in found[1:] if isinstance(event, events.Key)] == ["o", "k"]


@requirement("input.malformed")
def test_no_bytes_end_the_program() -> None:
    chance = random.Random(8)
    alphabet = [b"\x1b", b"[", b"]", b"<", b"?", b";", b":", b"0", b"9", b"M", b"u", b"~", b"R", b"t", b"$y", b"\xff"]
    alphabet += [
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x00",
        b"\r",
        b"O",
        b"P",
        b"\\",
        "é".encode(),
        b"\x9b",
        b"\xc2",
        b"27",
        b"a",
    ]
    for _ in range(3000):
        pieces: list[Piece] = []
        for _ in range(chance.randint(1, 12)):
            pieces.append(b"".join(chance.choices(alphabet, k=chance.randint(1, 8))))
            pieces.append(chance.choice([0.0, 0.05, 0.25, 0.6, 2.5]))
        line = Line()
        line.feed(*pieces, QUIET_S)
        assert [event.key for event in line.feed("ok") if isinstance(event, events.Key)][-2:] == ["o", "k"], pieces


@requirement("input.key-reports")
@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b[A", ["up"]),
        ("\x1b[1;5A", ["ctrl+up"]),
        ("\x1b[1;129A", ["up"]),
        ("\x1b[1;1:2B", ["down"]),
        ("\x1b[1;1:3B", []),
        ("\x1b[97;1:3u", []),
        ("\x1b[97:65;2:1;65u", ["A"]),
        ("\x1b[0;;26085:26412u", ["日", "本"]),
        ("\x1b[13u", ["enter"]),
        ("\x1b[13;129u", ["enter"]),
        ("\x1b[13;2u", ["shift+enter"]),
        ("\x1b[27;2;13~", ["shift+enter"]),
        ("\x1b[27;5;13~", ["ctrl+enter"]),
        ("\x1b[27;5;97~", ["ctrl+a"]),
        ("\x1b[27;2;65~", ["A"]),
        ("\x1b[27;2;33~", ["exclamation_mark"]),
        ("\x1b[32;2u", ["space"]),
        ("\x1b[32;2;32u", ["space"]),
        ("\x1b[32;66;32u", ["space"]),
        ("\x1b[32;2;12288u", ["shift+ideographic_space"]),
        ("\x1b[27;2;8~", ["backspace"]),
        ("\x1b[27;2;32~", ["space"]),
        ("\x1b[127;2u", ["backspace"]),
        ("\x1b[99;5u", ["ctrl+c"]),
        ("\x1b[57361u", ["print_screen"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[[A", ["f1"]),
        ("\x1b[11~", ["f1"]),
        ("\x1b[15;2~", ["shift+f5"]),
        ("\x1bx", ["alt+x"]),
        ("\x1b\x1b", ["escape", "escape"]),
    ],
)
def test_keys_in_every_form(sent: str, keys: list[str]) -> None:
    assert received(sent) == keys


@requirement("tui.keyboard-bytes")
def test_a_byte_of_another_encoding_is_a_mark() -> None:
    assert typed(b"caf\xe9a") == "caf\ufffda"
    assert typed(b"\xe9\xe8 ", b"\xe9") == "\ufffd\ufffd "
    assert typed("é".encode()[:1], "é".encode()[1:]) == "é"


@requirement("tui.keyboard-bytes")
@pytest.mark.parametrize("size", [1, 3, 6, 7, 1000])
def test_a_paste_comes_whole_and_without_escapes(size: int) -> None:
    paste = "\x1b[200~error: \x1b[31mfailed\x1b[0m here\r\nsecond \x1b line\x07\x9b\x1b[201~"
    sent = f"before\x1b[A{paste}after".encode()
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert typed(*pieces) == "before<up>error: failed here\nsecond  lineafter"


@requirement("input.paste-without-brackets")
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("first\rsecond\rthird", ["paste:first\nsecond\nthird"]),
        ("first\nsecond", ["paste:first\nsecond"]),
        ("first\r\nsecond\r\n", ["paste:first\nsecond", "enter"]),
        ("first\r\r\rsecond\r", ["paste:first\n\n\nsecond", "enter"]),
        ("def f():\r\treturn 1\r", ["paste:def f():\n\treturn 1", "enter"]),
        ("name\tvalue", ["paste:name\tvalue"]),
        ("一\r二", ["paste:一\n二"]),
        ("ok\r", ["o", "k", "enter"]),
        ("ok\r\n", ["o", "k", "enter"]),
        ("ok\n", ["o", "k", "ctrl+j"]),
        ("ok\t", ["o", "k", "tab"]),
        ("ok\r\x11", ["o", "k", "enter", "ctrl+q"]),
        ("ok\r\x1b[A", ["o", "k", "enter", "up"]),
        ("\x13ok\r", ["ctrl+s", "o", "k", "enter"]),
        ("\tok", ["tab", "o", "k"]),
        ("\x1b[97;;97u\x1b[13u\x1b[98;;98u", ["a", "enter", "b"]),
        ("x" * 32, [f"paste:{'x' * 32}"]),
    ],
)
def test_an_enter_with_text_after_it_in_one_read_is_a_new_line(sent: str, expected: list[str]) -> None:
    assert received(sent) == expected


@requirement("input.paste-without-brackets")
@pytest.mark.parametrize("size", [256, 1024, 4095, 4096])
def test_a_paste_cut_into_reads_sends_nothing_in_its_middle(size: int) -> None:
    text = "".join(f"{'line' * (number % 7)} {number}\r" for number in range(3000)) + "end"
    data = text.encode()
    pieces = [piece for at in range(0, len(data), size) for piece in (data[at : at + size], 0.005)]
    assert typed(*pieces) == text.replace("\r", "\n")


@requirement("input.paste-without-brackets")
def test_keys_one_by_one_are_keys() -> None:
    assert received("o", 0.03, "k", 0.03, "\r", 0.03, "x") == ["o", "k", "enter", "x"]
    assert received("ok\r", 0.01, "x") == ["o", "k", "enter", "x"]
    assert received("x" * 300 + "\r", 0.2, "y") == [f"paste:{'x' * 300}", "enter", "y"]


@requirement("input.malformed")
@pytest.mark.parametrize("string", [b"\x1bXhello\x1b\\", b"\x1b^hello\x1b\\", b"\x98hello\x9c", b"\x9ehello\x9c"])
def test_strings_that_no_terminal_should_send_are_no_text(string: bytes) -> None:
    assert text_of(string, 1.0, "ok") == "ok"
    for cut in range(3, len(string) - 1):
        assert text_of(string[:cut], 0.1, string[cut:], 1.0, "ok") == "ok"
