"""`assistant-chat completion`: the scripts, run by bash."""

import shutil
import subprocess

import pytest

from app.cli import main
from app.cli.arguments import NAMED_COMMANDS
from tests.requirements import requirement

COMPLETE = """
COMP_WORDS=({words} "{current}"); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_assistant_chat; echo "${{COMPREPLY[@]}}"
"""


@requirement("cli.completion")
@pytest.mark.parametrize(
    ("words", "current", "offered"),
    [
        ("assistant-chat", "asss", ""),
        ("assistant-chat", "assi", "assistants"),
        ("assistant-chat runs", "s", "show"),
        ("assistant-chat runs show thread_x", "--js", "--json"),
        ("assistant-chat ask Why", "--re", "--reasoning"),
        ("assistant-chat completion", "f", "fish"),
        ("assistant-chat serve", "--serv", ""),
    ],
)
def test_bash_completes(words: str, current: str, offered: str, capsys: pytest.CaptureFixture[str]):
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    bash = shutil.which("bash")
    assert bash
    ended = subprocess.run(
        [bash, "-c", script + COMPLETE.format(words=words, current=current)], capture_output=True, text=True, check=True
    )
    assert (ended.stdout.strip(), ended.stderr) == (offered, "")


@requirement("cli.completion")
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_every_command_is_in_the_other_scripts(shell: str, capsys: pytest.CaptureFixture[str]):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for name, command in NAMED_COMMANDS.items():
        assert name.split()[-1] in script
        for argument in command.arguments:
            assert getattr(argument, "flag", "") in script
