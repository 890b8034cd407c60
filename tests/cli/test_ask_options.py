"""The options of `ask`, with the installed program: what the model is sent, and what is refused."""

import base64
import json
import os
from pathlib import Path
from typing import Any, cast

from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement


def stored_files(home: Path) -> list[int]:
    """Return the sizes of the files that are stored."""
    return sorted(path.stat().st_size for path in home.rglob("files/file-*"))


@requirement("ask.options")
async def test_the_newest_conversation_goes_on_with_its_instructions_and_files(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("\ufeffIt is ```late```.\r\n", encoding="utf-8")
    (tmp_path / "more").write_text("日本\n", encoding="utf-8")
    async with FakeModel([say("One."), say("Two."), say("Three.")]) as model:
        program = Program(tmp_path, model.base_url)
        first = await program.run("ask", "--system", "Be brief.", "Why", "is", "it?")
        assert (first.code, first.out) == (0, "One.\n")
        second = await program.run("ask", "--continue", "--file", "notes.md", "--file", "more", "Read.")
        assert (second.code, second.out) == (0, "Two.\n")
        assert second.err.split()[-1] == first.err.split()[-1]
        third = await program.run("ask", "--continue", "--system", "", "--file", "more")
        assert (third.code, third.out) == (0, "Three.\n")
        one, two, three = [json.dumps(body["messages"]) for body in model.bodies]
    assert "\\n\\nBe brief." in one
    assert '"Why is it?"' in one
    assert "\\n\\nBe brief." in two
    read = "Read.\n\nFile notes.md:\n\n````md\nIt is ```late```.\n````\n\nFile more:\n\n```\n日本\n```"
    assert json.dumps(read)[1:-1] in two
    assert "Be brief." not in three


@requirement("ask.uploads")
async def test_a_file_that_is_no_short_text_is_uploaded_and_attached(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    (tmp_path / "dot.png").write_bytes(png)
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "long.txt").write_text("x" * 256_001, encoding="utf-8")
    async with FakeModel([say("Seen."), say("Read.")]) as model:
        program = Program(tmp_path, model.base_url)
        seen = await program.run("ask", "--file", "dot.png", "What is it?")
        assert (seen.code, seen.out) == (0, "Seen.\n")
        read = await program.run("ask", "--file", "latin.txt", "--file", "long.txt")
        assert (read.code, read.out) == (0, "Read.\n")
        first, second = [cast("Any", body["messages"])[-1]["content"] for body in model.bodies]
    assert first[0] == {"type": "text", "text": "What is it?"}
    assert first[1]["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(png).decode()}"
    assert second == "File latin.txt\nFile long.txt"
    assert stored_files(tmp_path) == [4, len(png), 256_001]


@requirement("ask.uploads")
async def test_files_of_a_message_that_was_not_sent_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    async with FakeModel([say("No.")]) as model:
        program = Program(tmp_path, model.base_url)
        ended = await program.run("ask", "--file", "latin.txt", "--thread", "thread_x", "Hi")
        assert ended.code == 2
        ended = await program.run("ask", "--file", "latin.txt", "--file", "none", "Hi")
        assert ended.code == 2
    assert stored_files(tmp_path) == []


@requirement("ask.options")
async def test_an_assistant_is_named_by_its_name(tmp_path: Path) -> None:
    async with FakeModel([say("Moi.")]) as model:
        program = Program(tmp_path, model.base_url)
        listed = await program.run("assistants", "--json")
        name = json.loads(listed.out.splitlines()[0])["name"]
        assert (await program.run("ask", "--assistant", name.upper(), "Hi")).out == "Moi.\n"
        ended = await program.run("ask", "--assistant", "Nobody", "Hi")
        assert (ended.code, ended.out) == (2, "")
        assert "There is no assistant “Nobody”." in ended.err
        assert len(model.bodies) == 1


@requirement("ask.options")
async def test_what_cannot_be_used_is_one_sentence_and_sends_nothing(tmp_path: Path) -> None:
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", 513 * 2**20)
    async with FakeModel([say("No.")]) as model:
        program = Program(tmp_path, model.base_url)
        for words, sentence in (
            (["--continue"], "There is no conversation to continue yet."),
            (["--continue", "--thread", "thread_x"], "use one of them"),
            (["--file", "huge"], "huge is too large to send (513 MB; at most 512 MB)."),
            (["--file", "none"], "--file none cannot be read: "),
            (["--file", "."], "--file . is not a file."),
            (["--system", "x" * 5000], "--system is longer than 4,096 characters."),
        ):
            ended = await program.run("ask", *words, "Hi")
            assert (ended.code, ended.out) == (2, ""), words
            assert sentence in ended.err
            assert "Traceback" not in ended.err
        assert model.bodies == []
