"""`ask --temporary`: the reply is printed, and nothing is stored; what does not go with it is refused."""

from pathlib import Path

from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.kept_words import files_of, files_with
from tests.requirements import requirement


@requirement("temporary.nothing-kept", "temporary.refused")
async def test_a_temporary_question_is_answered_and_stored_nowhere(tmp_path: Path) -> None:
    async with FakeModel([say("It is the quagga.")]) as model:
        program = Program(tmp_path, model.base_url)
        for words, sentence in (
            (["--server", "http://127.0.0.1:9/v1"], "server (--server)"),
            (["--continue"], "stored conversation"),
            (["--log-file", "log.txt"], "log (--log-file)"),
        ):
            ended = await program.run("ask", "--temporary", *words, "Zanzibar?")
            assert (ended.code, ended.out) == (2, ""), words
            assert ended.err.strip().endswith(f"with no {sentence}: use one of them.")
        assert (model.bodies, files_of(tmp_path)) == ([], [])
        ended = await program.run("ask", "--temporary", "Which animal of Zanzibar?")
        assert (ended.code, ended.out) == (0, "It is the quagga.\n")
        assert "Continue with" not in ended.err
        assert len(model.bodies) == 1
        assert files_with(tmp_path, "zanzibar", "quagga") == []
        assert "chat.db" not in [path.name for path in files_of(tmp_path)]
