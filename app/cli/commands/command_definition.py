"""The type of a command. The parser, `--help`, the dispatch and README's list are all made from these objects."""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from msgspec import Struct

from app.headless.stop_request import StopRequest
from app.settings import Flags, Settings

if TYPE_CHECKING:
    from app.openai_sdk.redaction import Redactor

PROGRAM = "assistant-chat"

Work = Coroutine[None, None, int]
"""A command under way; its result is the exit code."""


class Positional(Struct, frozen=True, kw_only=True):
    """An argument without a flag. `name`: the parameter of the command's function that receives it.

    `several`: words without quotes are one text, joined by spaces.
    """

    name: str
    help: str
    metavar: str | None = None
    required: bool = False
    several: bool = False
    choices: Sequence[str] | None = None

    @property
    def usage(self) -> str:
        """The argument as a usage line writes it."""
        words = self.metavar or "|".join(self.choices or ())
        if self.required:
            return words
        return f"[{words}]"


class Option(Struct, frozen=True, kw_only=True):
    """An argument with a flag and a value. `parse` raises `ArgumentTypeError` for a value that is not allowed.

    `several`: it may be repeated, and its value is the list of all, else `None`.
    """

    name: str
    flag: str
    metavar: str
    help: str
    parse: Callable[[str], object] = str
    default: object = None
    choices: Sequence[str] | None = None
    several: bool = False

    @property
    def usage(self) -> str:
        """The argument as a usage line writes it."""
        return f"{self.flag} {self.metavar}"


class Switch(Struct, frozen=True, kw_only=True):
    """A flag without a value."""

    name: str
    flag: str
    help: str

    @property
    def usage(self) -> str:
        """The argument as a usage line writes it."""
        return self.flag


Argument = Positional | Option | Switch

Needs = Literal["services", "endpoints", "nothing"]
"""What a command's function is given after the context: `OpenServices`, `OpenEndpoints`, or nothing."""


class Command(Struct, frozen=True, kw_only=True):
    """One command. `run` gets a `CommandContext`, what the command needs, and the arguments as keywords.

    A function that returns a coroutine has it run, and cancelled by SIGINT and SIGTERM. The terminal runs its own event
    loop and returns the exit code. `takes_server`: whether `--server` applies. An argument
    with the name of a field of `Flags` is a setting: the function finds it in the context.
    """

    name: str
    summary: str
    run: Callable[..., int | Work]
    needs: Needs
    takes_server: bool = True
    arguments: Sequence[Argument] = ()


class CommandContext(Struct, frozen=True):
    """What every command is given: the settings, the standard streams, and what a signal asked of it.

    `redactor`: takes keys out of the log, if there is one.
    """

    settings: Settings
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    stop: StopRequest
    redactor: "Redactor | None" = None


class Invocation(Struct, frozen=True, kw_only=True):
    """What was typed: the command, the flags that are settings, and the command's own arguments by name."""

    command: Command
    flags: Flags
    arguments: dict[str, object]
