"""The options of `ask`, with the installed program: what the model is sent, and what is refused."""

import json
from pathlib import Path

from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement


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
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "null").write_bytes(b"a\0b")
    (tmp_path / "large").write_bytes(b"x" * 1_000_001)
    async with FakeModel([say("No.")]) as model:
        program = Program(tmp_path, model.base_url)
        for words, sentence in (
            (["--continue"], "There is no conversation to continue yet."),
            (["--continue", "--thread", "thread_x"], "use one of them"),
            (["--file", "latin"], "--file latin is not UTF-8 text: invalid byte at position 3."),
            (["--file", "null"], "it has a null character"),
            (["--file", "large"], "--file large is larger than 1 MB."),
            (["--file", "none"], "--file none cannot be read: "),
            (["--file", "."], "--file . cannot be read: "),
            (["--system", "x" * 5000], "--system is longer than 4,096 characters."),
        ):
            ended = await program.run("ask", *words, "Hi")
            assert (ended.code, ended.out) == (2, ""), words
            assert sentence in ended.err
            assert "Traceback" not in ended.err
        assert model.bodies == []
