"""From the words of the command line to an exit code."""

import gc
import os
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.api.errors import Error
from app.cli.arguments import PROGRAM, Arguments, parse
from app.settings import Settings, read_settings

USAGE = 2
STOPPED = 4
"""Ctrl+C, a signal, or nobody reads stdout any more."""

NO_SCREEN = """The screen needs a terminal on {streams}.
For a log use --log-file FILE; without a screen use `assistant-chat ask` or `assistant-chat --plain`."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; `words` without the program's name. Never raises an `Error`: it is told on stderr, exit 2."""
    # A collection while the terminal starts costs more than it frees; the terminal turns it on again.
    gc.disable()
    give_streams()
    arguments = parse(sys.argv[1:] if words is None else words)
    try:
        settings = read_settings(arguments.flags, os.environ, current_folder())
        if settings.log_file:
            write_log(settings.log_file)
        if arguments.command or settings.plain:
            gc.enable()
            return run_headless(arguments, settings)
        return run_terminal(arguments, settings)
    except Error as error:
        print(f"{PROGRAM}: {CONTROL.sub('', str(error))}", file=sys.stderr)
        return USAGE
    except (KeyboardInterrupt, BrokenPipeError):
        return STOPPED
    except OSError as error:  # of stdout: everything else has its own sentence
        print(f"{PROGRAM}: The output cannot be written: {error.strerror}.", file=sys.stderr)
        return STOPPED
    finally:
        flush()


def run_terminal(arguments: Arguments, settings: Settings) -> int:
    """The screen, until the user quits."""
    # Textual reads keys from stdin and draws on stderr.
    missing = [name for name, stream in (("stdin", sys.stdin), ("stderr", sys.stderr)) if not stream.isatty()]
    if missing:
        raise Error(NO_SCREEN.format(streams=" and ".join(missing)))
    from app.cli.wiring import open_services  # late: `--help` needs no protocol
    from app.tui import run  # late: only one front is imported

    return run(partial(open_services, settings, reclaims=True), settings, arguments.thread_id)


def run_headless(arguments: Arguments, settings: Settings) -> int:
    """A command without a screen."""
    if arguments.command == "serve":
        from app.cli.serve_command import run_server  # late: only one front is imported

        return run_server(arguments, settings)
    from app.cli import commands  # late: brings asyncio, which `--help` does not need

    return commands.run(arguments, settings)


def current_folder() -> Path | None:
    """The folder whose `.env` counts; `None` when it was removed under us."""
    try:
        return Path.cwd()
    except OSError:
        return None


def write_log(path: Path) -> None:
    """Log to this file from now on. Raises `Error` when it cannot be written."""
    import logging  # late: only with --log-file

    try:
        logging.basicConfig(filename=path, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    except OSError as error:
        raise Error(f"--log-file {path} cannot be written: {error.strerror}.") from error


def give_streams() -> None:
    """Streams that can carry every character; a closed one leads nowhere instead of failing at the first write."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - it is when the shell closed it (<&-)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as above
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            # What goes to a program is UTF-8; a terminal says itself what it understands.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def flush() -> None:
    """Write what is left; where nobody reads, into nothing, so that the interpreter has no complaint at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
