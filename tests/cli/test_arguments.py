"""The words of the command line, and the table that they are parsed with."""

import re
from inspect import signature

import pytest

from app import __version__
from app.cli import main
from app.cli.arguments import NAMED_COMMANDS, parse
from app.cli.commands.command_definition import Command
from app.cli.commands.command_table import COMMANDS
from app.cli.commands.terminal_command import WITHOUT_WORDS
from app.settings import Flags
from tests.requirements import requirement

THREAD = "thread_aaaaaaaaaaaaaaaaaaaaaaaa"


def named(command: str, **arguments: object) -> tuple[str, dict[str, object]]:
    """A command and its arguments, as a test expects them."""
    return command, arguments


THREADS = {"archived": False, "tag": None, "json": False}
RUN = {"thread_id": THREAD, "run_id": None, "json": False}
ASK = {
    **dict.fromkeys(("text", "thread_id", "assistant_id", "system", "files")),
    **dict.fromkeys(("continues", "json", "raw", "reasoning"), False),
}


@pytest.mark.parametrize(
    ("words", "flags", "meaning"),
    [
        ([], Flags(), named("", thread_id=None)),
        ([THREAD], Flags(), named("", thread_id=THREAD)),
        (["--model", "ask", THREAD], Flags(model="ask"), named("", thread_id=THREAD)),
        ([THREAD, "--plain"], Flags(plain=True), named("--plain", thread_id=THREAD)),
        (["--model", "m", "ask", "serve"], Flags(model="m"), named("ask", **ASK | {"text": "serve"})),
        (
            ["ask", "--thread", THREAD, "--json", "-5 + 3"],
            Flags(),
            named("ask", **ASK | {"text": "-5 + 3", "thread_id": THREAD, "json": True}),
        ),
        (
            ["ask", "--continue", "--file", "a.md", "why", "--file", "b.md", "--system", "Be brief."],
            Flags(),
            named("ask", **ASK | {"continues": True, "files": ["a.md", "b.md"], "text": "why", "system": "Be brief."}),
        ),
        (["ask", "hello", "world"], Flags(), named("ask", **ASK | {"text": "hello world"})),
        (
            ["ask", "-5", "+", "3", "--json", "is", "what?", "--", "--thread", "-x"],
            Flags(),
            named("ask", **ASK | {"text": "-5 + 3 is what? --thread -x", "json": True}),
        ),
        (["threads", "old", "pond"], Flags(), named("threads", text="old pond", limit=20, **THREADS)),
        (
            ["threads", "--archived", "--tag", "work"],
            Flags(),
            named("threads", text=None, limit=20, **THREADS | {"archived": True, "tag": "work"}),
        ),
        (["ask", "runs", "cancel", "me"], Flags(), named("ask", **ASK | {"text": "runs cancel me"})),
        (["runs", "cancel", THREAD], Flags(), named("runs cancel", **RUN)),
        (["--data-dir", "d", "runs", "cancel", THREAD], Flags(data_dir="d"), named("runs cancel", **RUN)),
        (
            ["runs", "show", THREAD, "run_x", "--json"],
            Flags(),
            named("runs show", **RUN | {"run_id": "run_x", "json": True}),
        ),
        (["runs", "attach", THREAD], Flags(), named("runs attach", **RUN, reasoning=False)),
        (["ask", "--", "--json"], Flags(), named("ask", **ASK | {"text": "--json"})),
        (
            ["--data-dir=d", "threads", "--limit", "5", "ask"],
            Flags(data_dir="d"),
            named("threads", text="ask", limit=5, **THREADS),
        ),
        (["runs", THREAD], Flags(), named("runs", thread_id=THREAD, limit=20, json=False)),
        (["model", "pull"], Flags(), named("model", json=False, action="pull", name=None)),
        (["model", "pull", "small"], Flags(), named("model", json=False, action="pull", name="small")),
        (
            ["serve"],
            Flags(),
            named("serve", host="127.0.0.1", port=8732, socket=None, allow_origin=None, access_log=False),
        ),
    ],
)
@requirement("cli.words")
def test_words_become_a_command_flags_and_arguments(
    words: list[str], flags: Flags, meaning: tuple[str, dict[str, object]]
):
    found = parse(words)
    assert (found.command.name, found.arguments) == meaning
    assert found.flags == flags


@pytest.mark.parametrize("command", COMMANDS, ids=[one.name or "terminal" for one in COMMANDS])
@requirement("cli.words")
def test_a_command_and_its_function_have_the_same_arguments(command: Command):
    given = ["context"] if command.needs == "nothing" else ["context", f"open_{command.needs}"]
    parameters = signature(command.run).parameters.values()
    assert [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD] == given
    keywords = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
    # Those that are settings are in `context`.
    own = [argument.name for argument in command.arguments if argument.name not in Flags.__struct_fields__]
    assert keywords == own


@requirement("cli.words")
def test_the_name_alone_means_what_its_parser_says():
    assert parse([]) == WITHOUT_WORDS  # which is taken without parsing


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["ask", "two", "--words"],
        ["runs", "cancel"],
        ["runs", "cancel", THREAD, "run_x", "more"],
        ["runs", "show"],
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
def test_a_mistake_prints_the_usage_and_exits_with_2(words: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "usage: assistant-chat" in capsys.readouterr().err


@requirement("cli.words")
def test_version_and_help_are_printed(capsys: pytest.CaptureFixture[str]):
    for words, text in [(["--version"], __version__), (["--help"], "commands:"), (["ask", "--help"], "--thread")]:
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        printed = capsys.readouterr().out
        assert text in printed
        if words == ["--help"]:
            for name, command in NAMED_COMMANDS.items():
                assert re.search(rf"^  {name} +{re.escape(command.summary)}$", printed, re.M), "no name runs into words"
