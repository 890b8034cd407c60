"""Profiles on the command line, with the installed program."""

import json
from pathlib import Path

from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement


@requirement("profiles.commands", "profiles.routing")
async def test_the_models_of_all_profiles_are_listed_and_asked_by_their_names(tmp_path: Path) -> None:
    async with FakeModel(models=["a"]) as first, FakeModel([say("Second.")], models=["b", "c"]) as second:
        folder = tmp_path / ".config" / "assistant-chat"
        folder.mkdir(parents=True)
        path = folder / "profiles.toml"
        path.write_text(
            f'default = "one"\n[profiles.one]\nbase_url = "{first.base_url}"\n'
            f'[profiles.two]\nbase_url = "{second.base_url}"\n[profiles.gone]\nbase_url = "http://127.0.0.1:9/v1"\n'
        )
        program = Program(tmp_path)
        listed = await program.run("models", "--all")
        assert listed.code == 0
        lines = [" ".join(line.split()) for line in listed.out.splitlines()]
        assert f"one {first.base_url} profiles.toml, default" in lines
        assert lines.index("two::b") + 1 == lines.index("two::c")
        assert "gone: http://127.0.0.1:9/v1 cannot be reached" in listed.err
        objects = [json.loads(line) for line in (await program.run("models", "--all", "--json")).out.splitlines()]
        assert {"one::a", "two::b", "two::c"} <= {one.get("id") for one in objects}
        asked = await program.run("ask", "--model", "two::c", "Who?")
        assert (asked.code, asked.out.strip()) == (0, "Second.")
        assert [body["model"] for body in second.bodies] == ["c"]
        assert first.requests == []
        wrong = await program.run("ask", "--model", "three::c", "Who?")
        assert wrong.code == 2
        assert "--model names the profile “three”" in wrong.err
        path.write_text("[profiles.one\n")
        broken = await program.run("ask", "Who?")
        assert broken.code == 2
        assert f"{path}, line 1: " in broken.err
