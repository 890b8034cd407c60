"""Parses the command line with argparse, from the table of commands."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from app import __version__
from app.cli.commands.command_definition import PROGRAM, Argument, Command, Invocation, Option, Positional, Switch
from app.cli.commands.command_table import COMMANDS, OPTIONS, PLAIN_COMMAND, SERVER
from app.cli.commands.terminal_command import TERMINAL_COMMAND
from app.settings import Flags

ROOT_USAGE = f"{PROGRAM} [options] [THREAD_ID]\n       {PROGRAM} COMMAND [options] …"

NAMED_COMMANDS = {command.name: command for command in COMMANDS if command not in (TERMINAL_COMMAND, PLAIN_COMMAND)}
"""The commands that have a name on the command line. `--plain` chooses between the other two."""


def parse(words: Sequence[str]) -> Invocation:
    """Parse the words after the program's name.

    Exits as argparse does: 0 after help and version, 2 with the usage after a mistake.
    """
    command, rest = split_command(words)
    parser = build_parser(command)
    rest, last = split_at_dashes(rest, command)
    arguments = vars(parser.parse_intermixed_args(rest))
    flags = Flags(**{name: arguments.pop(name) for name in Flags.__struct_fields__ if name in arguments})
    for argument in command.arguments:
        if isinstance(argument, Positional) and argument.several:
            arguments[argument.name] = " ".join([*arguments[argument.name], *last]) or None
    if command is TERMINAL_COMMAND:
        thread_id = arguments["thread_id"]
        if thread_id and not thread_id.startswith("thread_"):
            parser.error(f"{thread_id!r} is neither a command ({', '.join(NAMED_COMMANDS)}) nor a thread id")
        if flags.plain:
            command = PLAIN_COMMAND
    return Invocation(command=command, flags=flags, arguments=arguments)


def split_command(words: Sequence[str]) -> tuple[Command, list[str]]:
    """Find the command among the words, and return it with the other words.

    argparse cannot do it, because a thread id is allowed in the same place.
    """
    takes_value = {option.flag for option in OPTIONS}
    is_value = False
    for index, word in enumerate(words):
        if is_value:
            is_value = False
        elif word in takes_value:
            is_value = True
        elif word in NAMED_COMMANDS:
            before, after = words[:index], words[index + 1 :]
            longer = NAMED_COMMANDS.get(f"{word} {after[0]}") if after else None
            if longer is not None:
                return longer, [*before, *after[1:]]
            return NAMED_COMMANDS[word], [*before, *after]
        elif not word.startswith("-"):
            break
    return TERMINAL_COMMAND, list(words)


def split_at_dashes(words: list[str], command: Command) -> tuple[list[str], list[str]]:
    """Split the words at `--`, where the rest is text; argparse loses that among words and options in any order."""
    takes_text = any(isinstance(argument, Positional) and argument.several for argument in command.arguments)
    if not takes_text or "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def build_parser(command: Command) -> argparse.ArgumentParser:
    """Build the parser of one command."""
    parser = build_root_parser() if command is TERMINAL_COMMAND else build_command_parser(command)
    for argument in command.arguments:
        add_argument(parser, argument)
    for option in OPTIONS:
        if option.flag != SERVER or command.takes_server:
            add_argument(parser, option)
    return parser


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are told as one line that commands no terminal: a name in `*` may be a stranger's."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the sentence, and exit with 2."""
        from app.headless.clean_text import clean_line  # late: compiles its patterns, and most lines have no mistake

        super().error(clean_line(message))


def build_command_parser(command: Command) -> argparse.ArgumentParser:
    """Build the parser of a command with a name, without its arguments."""
    return Parser(prog=f"{PROGRAM} {command.name}", description=f"{command.summary}.", allow_abbrev=False)


def build_root_parser() -> argparse.ArgumentParser:
    """Build the parser of the program without a command: the list of commands, and the flags that no command has."""
    cols = max(map(len, NAMED_COMMANDS)) + 2
    summaries = "".join(f"  {name:<{cols}}{command.summary}\n" for name, command in NAMED_COMMANDS.items())
    parser = Parser(
        prog=PROGRAM,
        usage=ROOT_USAGE,
        description="The Assistants API on your own machine, in a terminal.",
        epilog=f"commands:\n{summaries}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--plain", action="store_true", help="chat line by line, without a screen")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def add_argument(parser: argparse.ArgumentParser, argument: Argument) -> None:
    """Add one argument of the table to a parser."""
    match argument:
        case Positional():
            nargs = None if argument.required else "?"
            if argument.several:
                nargs = "*"
            parser.add_argument(
                argument.name, nargs=nargs, metavar=argument.metavar, choices=argument.choices, help=argument.help
            )
        case Option():
            parser.add_argument(
                argument.flag,
                dest=argument.name,
                action="append" if argument.several else "store",
                metavar=argument.metavar,
                type=argument.parse,
                choices=argument.choices,
                default=argument.default,
                help=argument.help,
            )
        case Switch():
            parser.add_argument(argument.flag, dest=argument.name, action="store_true", help=argument.help)
