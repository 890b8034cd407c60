"""The text of a question: the argument, stdin, or both."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from app.api.errors import Error
from app.headless.asking.question import MAX_STDIN_BYTES, read_question
from app.headless.clean_text import Cleaner, clean
from tests.requirements import requirement


@contextmanager
def stdin_of(content: bytes, folder: Path) -> Generator[TextIO]:
    (folder / "stdin").write_bytes(content)
    with (folder / "stdin").open(encoding="utf-8") as stream:
        yield stream


@pytest.mark.parametrize(
    ("argument", "content", "text"),
    [
        ("Hi", b"", "Hi"),
        (None, b"Hi\n", "Hi"),
        ("Explain:", b"  code\n\n", "Explain:\n\n  code"),
        (" ", "\ufeff日本語\r\n".encode(), "日本語"),
        ("Hi", b" \n", "Hi"),
    ],
)
@requirement("ask.text-from-argument-and-stdin")
def test_the_argument_and_stdin_are_joined(tmp_path: Path, argument: str | None, content: bytes, text: str):
    with stdin_of(content, tmp_path) as stdin:
        assert read_question(argument, stdin) == text


@pytest.mark.parametrize(
    ("argument", "content", "problem"),
    [
        (None, b"", "Nothing to send"),
        (" \n", b"\n\t\n", "Nothing to send"),
        (None, b"caf\xe9", "not UTF-8"),
        ("caf\udce9", b"", "not valid UTF-8"),
        (None, b"a" * (MAX_STDIN_BYTES + 1), "longer than 32 MB"),
    ],
)
@requirement("ask.text-from-argument-and-stdin", "cli.errors")
def test_a_text_that_cannot_be_sent_is_an_error(tmp_path: Path, argument: str | None, content: bytes, problem: str):
    with stdin_of(content, tmp_path) as stdin, pytest.raises(Error, match=problem):
        read_question(argument, stdin)


@requirement("ask.text-from-argument-and-stdin")
def test_a_pipe_is_read_and_a_device_is_not():
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stdin:
        assert read_question("Read:", stdin) == "Read:\n\npiped"
    with open(os.devnull, encoding="utf-8") as stdin:
        assert read_question("Hi", stdin) == "Hi"
    assert read_question("Hi", None) == "Hi"


@requirement("ask.safe-on-a-terminal")
def test_a_stream_is_cleaned_the_same_wherever_it_is_split():
    text = "x\x1b[1;31my\x1b]2;t\x1b\\z\x1bP0;q\x1b\\w\x1b(B日\x1bc\x9d0;t\x9cv\x1b"
    for cut in range(len(text)):
        cleaner = Cleaner()
        assert cleaner.feed(text[:cut]) + cleaner.feed(text[cut:]) + cleaner.end() == "xyzw日v"


@requirement("ask.safe-on-a-terminal")
def test_an_unfinished_sequence_does_not_hold_text_back_for_ever():
    cleaner = Cleaner()
    shown = cleaner.feed("a\x1b]") + cleaner.feed("b" * 300) + cleaner.feed("c")
    assert shown.startswith("a")
    assert shown.endswith("c")
    assert clean("tab\tline\n") == "tab\tline\n"
