"""The words of the command line."""

import pytest

from app import __version__
from app.cli import main
from app.cli.arguments import Arguments, parse
from app.settings import Flags
from tests.requirements import requirement

THREAD = "thread_aaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ([], Arguments(command="", flags=Flags())),
        ([THREAD], Arguments(command="", flags=Flags(), thread_id=THREAD)),
        (["--model", "ask", THREAD], Arguments(command="", flags=Flags(model="ask"), thread_id=THREAD)),
        ([THREAD, "--plain"], Arguments(command="", flags=Flags(plain=True), thread_id=THREAD)),
        (["--model", "m", "ask", "serve"], Arguments(command="ask", flags=Flags(model="m"), text="serve")),
        (
            ["ask", "--thread", THREAD, "--json", "-5 + 3"],
            Arguments(command="ask", flags=Flags(), thread_id=THREAD, json=True, text="-5 + 3"),
        ),
        (["ask", "--", "--json"], Arguments(command="ask", flags=Flags(), text="--json")),
        (
            ["--data-dir=d", "threads", "--limit", "5", "ask"],
            Arguments(command="threads", flags=Flags(data_dir="d"), limit=5, text="ask"),
        ),
        (["runs", THREAD], Arguments(command="runs", flags=Flags(), thread_id=THREAD)),
        (["model", "pull"], Arguments(command="model", flags=Flags(), action="pull")),
        (["model", "pull", "small"], Arguments(command="model", flags=Flags(), action="pull", name="small")),
        (["serve"], Arguments(command="serve", flags=Flags(), host="127.0.0.1", port=8732)),
    ],
)
@requirement("cli.words")
def test_what_the_words_mean(words: list[str], meaning: Arguments):
    assert parse(words) == meaning


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["ask", "two", "words"],
        ["threads", "--limit", "0"],
        ["threads", "--limit", "1e2"],
        ["serve", "--port", "65536"],
        ["model"],
        ["model", "push"],
        ["runs"],
        ["--mod", "x"],
        ["--json"],
        ["ask", "--model"],
    ],
)
@requirement("cli.words", "cli.errors")
def test_what_they_may_not_be(words: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "usage: assistant-chat" in capsys.readouterr().err


@requirement("cli.words")
def test_version_and_help(capsys: pytest.CaptureFixture[str]):
    for words, text in [(["--version"], __version__), (["--help"], "commands:"), (["ask", "--help"], "--thread")]:
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        assert text in capsys.readouterr().out
