"""From the words of the command line to an exit code."""

import gc
import os
import sys
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.api.errors import Error
from app.cli.commands.command_definition import PROGRAM, CommandContext, Invocation
from app.cli.commands.terminal_command import TERMINAL_COMMAND, WITHOUT_WORDS
from app.cli.streams import flush_stdout, prepare_streams
from app.headless.exit_codes import STOPPED, USAGE
from app.headless.stop_request import StopRequest
from app.settings import Settings, read_settings
from app.settings.child_environment import remove_keys
from app.settings.dotenv_file import current_folder
from app.settings.os_errors import describe_os_error

if TYPE_CHECKING:
    from app.openai_sdk.redaction import Redactor


def run_command(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `words` leaves out the program's name.

    An `Error` becomes a sentence on stderr and exit code 2.
    """
    # Garbage collection while the terminal starts costs more than it frees; the terminal turns it on again.
    gc.disable()
    prepare_streams()
    settings: Settings | None = None
    invocation = understand(sys.argv[1:] if words is None else words)
    if invocation.command is not TERMINAL_COMMAND:
        gc.enable()
    try:
        settings = read_settings(invocation.flags, os.environ, current_folder())
        remove_keys(os.environ)
        redactor = None
        if settings.log_file and not settings.temporary:  # which refuses it
            redactor = start_log(settings.log_file, settings)
        return run(invocation, settings, redactor)
    except Error as error:
        print_error(describe_error(error, settings))
        return USAGE
    except (KeyboardInterrupt, BrokenPipeError):
        return STOPPED
    except OSError as error:  # from stdout: every other one was converted to `Error`
        print_error(f"Cannot write the output: {describe_os_error(error)}.")
        return STOPPED
    finally:
        flush_stdout()


def understand(words: Sequence[str]) -> Invocation:
    """Find the command, its flags and arguments. Exits after `--help` and after a mistake."""
    if not words:
        return WITHOUT_WORDS
    from app.cli.arguments import parse  # late: brings argparse and all commands, which the terminal does not need

    return parse(words)


def run(invocation: Invocation, settings: Settings, redactor: "Redactor | None" = None) -> int:
    """Run the command to its end and return the exit code. `redactor`: of the log, if there is one."""
    stop = StopRequest()
    outcome = start(invocation, settings, stop, redactor)
    if isinstance(outcome, int):
        return outcome
    from app.cli.event_loop import run_until_stopped  # late: asyncio, which the screen imports when it starts

    return run_until_stopped(outcome, stop, settings.secrets)


def start(
    invocation: Invocation, settings: Settings, stop: StopRequest, redactor: "Redactor | None" = None
) -> int | Coroutine[None, None, int]:
    """Call the command's function; return the exit code, or a coroutine that returns it. Raises `Error`."""
    command = invocation.command
    context = CommandContext(settings, sys.stdin, sys.stdout, sys.stderr, stop, redactor)
    if command.needs == "nothing":
        return command.run(context, **invocation.arguments)
    from app.cli.wiring import open_endpoints, open_services  # late: `--help` needs no protocol

    if command.needs == "endpoints":
        return command.run(context, partial(open_endpoints, settings, redactor=redactor), **invocation.arguments)
    return command.run(
        context, partial(open_services, settings, reclaims=False, redactor=redactor), **invocation.arguments
    )


def describe_error(error: Error, settings: Settings | None) -> str:
    """Return the sentence of an error. The commands in it find the conversations that this command was about."""
    if settings is None:
        return str(error)
    from app.settings.origins import place_commands, program_words  # late: most commands end without an error

    return place_commands(str(error), program_words(settings))


def print_error(sentence: str) -> None:
    """Print a sentence on stderr. It may quote a server or a model, so escape sequences are removed."""
    from app.headless.clean_text import clean  # late: compiles its patterns, and most commands end without an error

    print(f"{PROGRAM}: {clean(sentence)}", file=sys.stderr)


def start_log(path: Path, settings: Settings) -> "Redactor":
    """Start to log to this file; return what takes keys out of it. Raises `Error` when it cannot be written."""
    from app.cli.server_log import start_log_file  # late: only with --log-file
    from app.openai_sdk.redaction import Redactor  # late: as above

    redactor = Redactor(*settings.secrets)
    try:
        start_log_file(path, redactor)
    except OSError as error:
        raise Error(f"--log-file {path} cannot be written: {describe_os_error(error)}.") from error
    return redactor
