"""The commands that the user is told to type find the conversation that they are about."""

import re
import shlex
from pathlib import Path

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
