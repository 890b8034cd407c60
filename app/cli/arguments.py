"""The words of the command line, one parser a command. `main` calls `parse`."""

import argparse
from collections.abc import Callable, Sequence

from msgspec import Struct

from app import __version__
from app.settings import Flags

PROGRAM = "assistant-chat"
ROOT_USAGE = f"{PROGRAM} [options] [THREAD_ID]\n       {PROGRAM} COMMAND [options] …"


class Arguments(Struct, frozen=True, kw_only=True):
    """What was typed. Each command uses its own part of it."""

    command: str
    flags: Flags
    thread_id: str | None = None
    assistant_id: str | None = None
    text: str | None = None
    json: bool = False
    limit: int = 20
    action: str = ""
    name: str | None = None
    host: str = ""
    port: int = 0


class Command(Struct, frozen=True):
    """A command: the line of the help, and the function that adds its own arguments."""

    summary: str
    add: Callable[[argparse.ArgumentParser], None]


def parse(words: Sequence[str]) -> Arguments:
    """What the words mean. Ends the process as argparse does: 0 after help and version, 2 with the usage."""
    command, rest = command_of(words)
    parser = parser_of(command)
    found = vars(parser.parse_args(rest))
    thread_id = found.get("thread_id")
    if not command and thread_id and not thread_id.startswith("thread_"):
        parser.error(f"{thread_id!r} is neither a command ({', '.join(COMMANDS)}) nor the id of a thread")
    flags = Flags(**{name: found.pop(name) for name in Flags.__struct_fields__ if name in found})
    return Arguments(command=command, flags=flags, **found)


def command_of(words: Sequence[str]) -> tuple[str, list[str]]:
    """The command among the words, empty for the terminal, and the words without it.

    argparse cannot tell a command from the id of a thread in the same place.
    """
    takes_value = {option for option, _, _ in OPTIONS}
    is_value = False
    for place, word in enumerate(words):
        if is_value:
            is_value = False
        elif word in takes_value:
            is_value = True
        elif not word.startswith("-"):
            return (word, [*words[:place], *words[place + 1 :]]) if word in COMMANDS else ("", list(words))
    return "", list(words)


def parser_of(command: str) -> argparse.ArgumentParser:
    """The parser of one command; no other is built."""
    if command:
        parser = argparse.ArgumentParser(
            prog=f"{PROGRAM} {command}", description=f"{COMMANDS[command].summary}.", allow_abbrev=False
        )
        COMMANDS[command].add(parser)
    else:
        parser = argparse.ArgumentParser(
            prog=PROGRAM,
            usage=ROOT_USAGE,
            description="The Assistants API on your own machine, in a terminal.",
            epilog="commands:\n" + "".join(f"  {name:<9}{one.summary}\n" for name, one in COMMANDS.items()),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        parser.add_argument("thread_id", nargs="?", metavar="THREAD_ID", help="the thread to open")
        parser.add_argument("--plain", action="store_true", help="a conversation line by line, without a screen")
        parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    for option, metavar, help_text in OPTIONS:
        if option != SERVER or command not in THIS_MACHINE:
            parser.add_argument(option, metavar=metavar, help=help_text)
    return parser


SERVER = "--server"
THIS_MACHINE = {"serve", "model"}
"""Commands about this machine's own conversations and models, whatever server the others use."""


OPTIONS = [
    ("--model", "NAME", "the model to ask"),
    ("--base-url", "URL", "the server to ask; it speaks OpenAI's API"),
    ("--data-dir", "FOLDER", "where conversations are kept"),
    (SERVER, "URL", "use the conversations of an assistant-chat server"),
    ("--log-file", "FILE", "write what happens to this file"),
]
"""Options of every command, one apart: all of them take a value."""


def add_ask(parser: argparse.ArgumentParser) -> None:
    """The arguments of `ask`."""
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the message; text on stdin is put under it")
    parser.add_argument("--thread", dest="thread_id", metavar="ID", help="go on with this thread")
    parser.add_argument("--assistant", dest="assistant_id", metavar="ID", help="the assistant that answers")
    parser.add_argument("--json", action="store_true", help="print the run's events, one a line")


def add_threads(parser: argparse.ArgumentParser) -> None:
    """The arguments of `threads`."""
    parser.add_argument("text", nargs="?", metavar="QUERY", help="only threads that hold this text")
    add_listing(parser)


def add_runs(parser: argparse.ArgumentParser) -> None:
    """The arguments of `runs`."""
    parser.add_argument("thread_id", metavar="THREAD_ID", help="the thread")
    add_listing(parser)


def add_listing(parser: argparse.ArgumentParser) -> None:
    """The arguments of every list."""
    parser.add_argument("--limit", type=page_size, default=20, metavar="N", help="how many, 1 to 100 (default: 20)")
    parser.add_argument("--json", action="store_true", help="print the objects, one a line")


def add_model(parser: argparse.ArgumentParser) -> None:
    """The arguments of `model`."""
    parser.add_argument("action", choices=["pull", "list"], help="download a built-in model, or list them all")
    parser.add_argument("name", nargs="?", metavar="NAME", help="the model to pull (default: the small one)")


def add_serve(parser: argparse.ArgumentParser) -> None:
    """The arguments of `serve`."""
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="listen there (default: %(default)s)")
    parser.add_argument(
        "--port", type=port, default=8732, metavar="PORT", help="0 picks a free one (default: %(default)s)"
    )


def port(value: str) -> int:
    """A TCP port."""
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) > 65535:
        raise argparse.ArgumentTypeError("must be a whole number from 0 to 65535")
    return int(value)


def page_size(value: str) -> int:
    """A number from 1 to 100, the most the API gives at once."""
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 1 <= int(value) <= 100:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 100")
    return int(value)


COMMANDS = {
    "ask": Command("Ask one message and print the reply as it streams", add_ask),
    "serve": Command("Serve the Assistants API over HTTP", add_serve),
    "threads": Command("List the threads, or those that hold a text", add_threads),
    "runs": Command("List the runs of a thread", add_runs),
    "model": Command("Download or list the built-in models", add_model),
}
"""All commands but the terminal, in the order of the help."""
