"""The commands that the user is told to type find the conversation that they are about."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement


@requirement("commands.lead-to-the-place")
async def test_the_command_that_is_told_works_where_it_is_told(tmp_path: Path) -> None:
    folder = str(tmp_path / "my data")
    async with FakeModel([say("It is the quagga."), say("It had stripes."), say("It died out.")]) as model:
        program = Program(tmp_path, model.base_url)
        asked = await program.run("ask", "--data-dir", folder, "Which animal?")
        told = re.search(r"Continue with: assistant-chat (.*)", asked.err)
        assert told, asked.err
        again = await program.run(*shlex.split(told[1]), "And then?")
        assert (again.code, again.out) == (0, "It had stripes.\n"), again.err
        thread_id = told[1].split()[-1]
        attached = await program.run("runs", "attach", "--data-dir", folder, thread_id)
        assert told[0] in attached.err
        plain = await program.shell(
            f"echo 'What became of it?' | assistant-chat --plain --data-dir {shlex.quote(folder)}"
        )
        assert re.search(
            f"Continue with: assistant-chat --data-dir {re.escape(shlex.quote(folder))} --plain", plain.err
        )


@requirement("commands.lead-to-the-place")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "thread_0"], "threads"),
        (["runs", "show", "{thread}", "run_0"], "runs THREAD_ID"),
        (["ask", "--assistant", "Nobody", "Hello"], "assistants"),
    ],
)
async def test_where_ids_are_listed_is_told_with_the_place(tmp_path: Path, words: list[str], told: str) -> None:
    folder = str(tmp_path / "my data")
    async with FakeModel([say("It is the quagga.")]) as model:
        program = Program(tmp_path, model.base_url)
        asked = await program.run("ask", "--data-dir", folder, "Which animal?")
        thread_id = asked.err.split()[-1]
        words = [one.format(thread=thread_id) for one in words]
        place = shlex.join(["--data-dir", folder])
        missing = await program.run(*words, "--data-dir", folder)
        assert missing.code == 2
        assert missing.err.rstrip().endswith(f"with: assistant-chat {place} {told}"), missing.err
        listed = await program.run("--data-dir", folder, *told.replace("THREAD_ID", thread_id).split())
        assert (listed.code, len(listed.out.splitlines())) == (0, 2), listed


@requirement("commands.lead-to-the-place")
async def test_plain_tells_it_too(tmp_path: Path) -> None:
    folder = tmp_path / "my data"
    told, typed = f"assistant-chat {shlex.join(['--data-dir', str(folder)])}", "echo '/open thread_0'"
    plain = f"{typed} | assistant-chat --plain --data-dir {shlex.quote(str(folder))}"
    async with FakeModel([]) as model:
        ended = await Program(tmp_path, model.base_url).shell(plain)
    assert f"{told} threads" in ended.err, ended.err
    ended = await Program(tmp_path).shell(plain)
    assert f"{told} model pull" in ended.err, ended.err
