"""What the keyboard sends, byte by byte: other encodings, and pastes that hold escapes."""

import pytest

from app.tui.terminal.decoder import KeyboardDecoder
from tests.requirements import requirement

PASTE = "\x1b[200~error: \x1b[31mfailed\x1b[0m here\nsecond \x1b line\x1b[201~"


@requirement("tui.keyboard-bytes")
def test_a_byte_of_another_encoding_is_a_mark() -> None:
    assert KeyboardDecoder().decode(b"caf\xe9a") == "caf\ufffda"


@requirement("tui.keyboard-bytes")
@pytest.mark.parametrize("size", [3, 6, 7, 1000])
def test_a_paste_comes_whole_and_without_escapes(size: int) -> None:
    decoder = KeyboardDecoder()
    sent = f"before\x1b[A{PASTE}after\x1b".encode()
    decoded = "".join(decoder.decode(sent[at : at + size]) for at in range(0, len(sent), size))
    assert decoded == "before\x1b[A\x1b[200~error: failed here\nsecond  line\x1b[201~after\x1b"


@requirement("tui.keyboard-bytes")
def test_what_is_typed_is_not_held_back() -> None:
    decoder = KeyboardDecoder()
    assert [decoder.decode(byte) for byte in (b"\x1b", b"a", "é".encode()[:1], "é".encode()[1:])] == [
        "\x1b",
        "a",
        "",
        "é",
    ]
