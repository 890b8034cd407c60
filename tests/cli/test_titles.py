"""Titles that the model makes, with the installed program: `ask` gets one, a program over HTTP none."""

import json
from pathlib import Path

from tests.cli.program import Program, url_of
from tests.fake_model import FakeModel, say
from tests.requirements import requirement


@requirement("titles.generated", "titles.whose")
async def test_ask_ends_with_a_title_and_a_client_of_the_server_without(tmp_path: Path) -> None:
    config = tmp_path / ".config" / "assistant-chat" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("titles = true\n")
    async with FakeModel([say("Paris."), say("Capital of France"), say("One."), say("Two.")]) as model:
        program = Program(tmp_path, model.base_url)
        asked = await program.run("ask", "What is the capital?")
        assert (asked.code, asked.out) == (0, "Paris.\n")
        async with program.started("serve", "--port", "0") as server:
            url = await url_of(server)
            for text, reply in (("First", "One.\n"), ("Second", "Two.\n")):
                assert (await program.run("ask", "--server", url, text)).out == reply
        rows = [json.loads(line) for line in (await program.run("threads", "--json")).out.splitlines()]
        assert [row["title"] for row in rows] == ["Second", "First", "Capital of France"]
        assert len(model.bodies) == 4
