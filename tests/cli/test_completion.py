"""`assistant-chat completion`: the scripts, run by bash, and by zsh and fish where they are installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli import main
from app.cli.arguments import NAMED_COMMANDS
from tests.requirements import requirement

Capture = pytest.CaptureFixture[str]

COMPLETE = """
COMP_WORDS=({words} "{current}"); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_assistant_chat; echo "${{COMPREPLY[@]}}"
"""


ZSH_COMPLETE = """
source {script}
_ask() {{ emulate -L sh; {complete} }}
_ask
"""


def script_for(shell: str, capsys: Capture) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def run(tmp_path: Path, *command: str) -> str:
    """Return what a shell prints that reads no set-up of the user; it may print nothing else."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb"}
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, cwd=tmp_path)
    assert ended.stderr == ""
    return ended.stdout


@requirement("cli.completion")
def test_zsh_needs_no_set_up_and_takes_no_index_for_a_modifier(tmp_path: Path, capsys: Capture):
    script = tmp_path / "script"
    script.write_text(script_for("zsh", capsys), encoding="utf-8")
    text = script.read_text(encoding="utf-8")
    assert text.index("compinit") < text.index("bashcompinit") < text.index("_assistant_chat()")
    assert ":COMP" not in text, "zsh reads `:C` as a modifier"
    if zsh := shutil.which("zsh"):
        for words, current, offered, other in (
            ("assistant-chat", "ru", "runs", "--limit"),
            ("assistant-chat runs", "s", "attach", "completion"),
        ):
            complete = COMPLETE.format(words=words, current=current).strip().replace("\n", "; ")
            asked = ZSH_COMPLETE.format(script=script, complete=complete)
            shown = run(tmp_path, zsh, "-f", "-c", asked).split()  # zsh itself leaves out what does not fit
            assert offered in shown
            assert other not in shown


@requirement("cli.completion")
def test_fish_offers_the_options_of_the_command_that_the_line_begins_with(tmp_path: Path, capsys: Capture):
    script = tmp_path / "script"
    script.write_text(script_for("fish", capsys), encoding="utf-8")
    text = script.read_text(encoding="utf-8")
    assert "-n '__assistant_chat_in runs; and not __assistant_chat_in runs show;" in text
    if fish := shutil.which("fish"):
        for line, offered in (
            ("assistant-chat ru", ["runs"]),
            ("assistant-chat runs sh", ["show"]),
            ("assistant-chat ask show --f", ["--file"]),
            ("assistant-chat show x --f", ["--format"]),
            ("assistant-chat runs show x --l", ["--log-file"]),
        ):
            shown = run(tmp_path, fish, "--no-config", "-c", f"source {script}; complete -C '{line}'")
            assert shown.split() == offered, line


@requirement("cli.completion")
@pytest.mark.parametrize(
    ("words", "current", "offered"),
    [
        ("assistant-chat", "asss", ""),
        ("assistant-chat", "assi", "assistants"),
        ("assistant-chat runs", "s", "show"),
        ("assistant-chat runs show thread_x", "--js", "--json"),
        ("assistant-chat ask Why", "--re", "--reasoning"),
        ("assistant-chat runs thread_x", "--re", ""),
        ("assistant-chat runs attach thread_x", "--re", "--reasoning"),
        ("assistant-chat completion", "f", "fish"),
        ("assistant-chat serve", "--serv", ""),
    ],
)
def test_bash_completes(words: str, current: str, offered: str, capsys: Capture):
    script = script_for("bash", capsys)
    bash = shutil.which("bash")
    assert bash
    ended = subprocess.run(
        [bash, "-c", script + COMPLETE.format(words=words, current=current)], capture_output=True, text=True, check=True
    )
    assert (ended.stdout.strip(), ended.stderr) == (offered, "")


@requirement("cli.completion")
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_every_command_is_in_the_other_scripts(shell: str, capsys: Capture):
    script = script_for(shell, capsys)
    for name, command in NAMED_COMMANDS.items():
        assert name.split()[-1] in script
        for argument in command.arguments:
            assert getattr(argument, "flag", "") in script
