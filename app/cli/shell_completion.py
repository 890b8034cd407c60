"""`assistant-chat completion`: a script that completes commands and options in a shell, made from their table.

Generated here and not by a library: those read one argparse parser with subcommands, and this program has a parser for
each command, since a thread id is allowed in a command's place.
"""

from collections.abc import Mapping, Sequence
from typing import TextIO

from app.headless.exit_codes import COMPLETED

Words = Mapping[str, Sequence[str]]
"""The options and fixed words of each command, by its name; the empty name has those of the program."""

BASH = """_assistant_chat() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" first="" second="" word
    for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD-1))}}"; do
        if [[ $word != -* ]]; then
            if [[ -z $first ]]; then first=$word; elif [[ -z $second ]]; then second=$word; fi
        fi
    done
    local words=""
    case "$first $second" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _assistant_chat assistant-chat
"""
ZSH = """#compdef assistant-chat
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
autoload -Uz bashcompinit && bashcompinit
"""
"""`complete` of bashcompinit needs the completion of zsh, which a shell without a set-up has not begun."""
FISH = """complete -c assistant-chat -e
function __assistant_chat_in
    set -l words (string match --invert -- '-*' (commandline -opc)[2..])
    test (count $words) -ge (count $argv); or return 1
    if test (count $argv) -eq 0
        test (count $words) -eq 0; or return 1
    else
        test "$words[1..$(count $argv)]" = "$argv"; or return 1
    end
end
"""
"""Whether the line begins with these words, options left out; without words: whether it has none yet."""


def print_completion(shell: str, words: Words, out: TextIO) -> int:
    """Print the script for bash, zsh or fish."""
    scripts = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
    out.write(scripts[shell](words))
    return COMPLETED


def bash_script(words: Words) -> str:
    """Return the script for bash. The longest names come first: the first case that matches is taken."""
    names = sorted(words, key=lambda name: len(name.split()), reverse=True)
    patterns = {name: f'"{name}"' if " " in name else f'"{name} "*' for name in names}
    return BASH.format(
        cases="\n".join(f'        {patterns[name]}) words="{" ".join(words[name])}" ;;' for name in names)
    )


def zsh_script(words: Words) -> str:
    """Return the script for zsh, which runs that of bash."""
    return ZSH + bash_script(words)


def fish_script(words: Words) -> str:
    """Return the script for fish."""
    lines = [FISH]
    for name, offered in words.items():
        condition = f"__assistant_chat_in {name}".rstrip()
        for longer in words:
            if name and longer.startswith(f"{name} "):
                condition += f"; and not __assistant_chat_in {longer}"
        lines.append(f"complete -c assistant-chat -n '{condition}' -a '{' '.join(offered)}'\n")
    return "".join(lines)
