"""The commands that hold conversations: the terminal, `--plain`, `ask`, and `serve` for other programs."""

import os
from functools import partial
from typing import TYPE_CHECKING

from app.api.endpoints import Origin
from app.api.errors import ConfigError, Error
from app.cli.commands.command_definition import CommandContext, Work
from app.headless.exit_codes import COMPLETED
from app.settings import Settings
from app.settings.origins import program_words, words_of
from app.settings.values import check_origins

if TYPE_CHECKING:
    from pathlib import Path

    from app.api.services import OpenServices

SERVED_HOST, SERVED_PORT = "127.0.0.1", 8732
SERVED_RUN_TTL_S = 600
"""How long a run of `serve` may live: ten minutes, as in OpenAI's service, which programs that poll rely on."""

NO_SCREEN = """The chat screen needs a terminal on {streams}.
To chat without a screen, use `assistant-chat ask` or `assistant-chat --plain`. To write a log, use --log-file FILE."""

TWO_THREADS = "--thread names a conversation and --continue the newest one: use one of them."

NOT_STORED = "--temporary keeps nothing of a conversation, so it goes with no {}: use one of them."

DUMB_TERMINAL = """The chat screen needs a terminal that can move its cursor; TERM=dumb says that this one cannot.
To chat in it, use `assistant-chat --plain` or `assistant-chat ask`."""


def run_terminal(context: CommandContext, *, thread_id: str | None) -> int:
    """Show the screen until the user quits."""
    check_temporary(context.settings, thread_id=thread_id)
    # Textual reads keys from stdin and draws on stderr.
    streams = {"stdin": context.stdin, "stderr": context.stderr}
    missing = [name for name, stream in streams.items() if not stream.isatty()]
    if missing:
        raise Error(NO_SCREEN.format(streams=" and ".join(missing)))
    if os.environ.get("TERM") == "dumb":
        raise Error(DUMB_TERMINAL)
    from app.cli.wiring import open_services  # late: `--help` needs no protocol
    from app.tui import run  # late: only one front end is imported

    def services_for(settings: Settings) -> "OpenServices":
        return partial(open_services, settings, reclaims=True)

    return run(services_for, context.settings, thread_id)


def run_plain(context: CommandContext, open_services: "OpenServices", *, thread_id: str | None) -> Work:
    """Hold a conversation line by line."""
    check_temporary(context.settings, thread_id=thread_id)
    from app.headless.plain import converse, read_lines  # late: only one front end is imported

    lines, program = read_lines(context.stdin), program_words(context.settings)
    return converse(open_services, thread_id, lines, context.stdout, context.stderr, context.stop, program)


def run_ask(
    context: CommandContext,
    open_services: "OpenServices",
    *,
    text: str | None,
    thread_id: str | None,
    continues: bool,
    assistant_id: str | None,
    system: str | None,
    files: list[str] | None,
    json: bool,
    raw: bool,
    reasoning: bool,
) -> Work:
    """Send one message and print the reply. Raises `Error` for options that exclude each other, and for a file."""
    from app.headless.ask import Question, ask  # late: only one front end is imported
    from app.headless.asking.question import read_files, read_question  # late: as above
    from app.headless.printers import JsonPrinter, TextPrinter, can_redraw  # late: as above

    settings = context.settings
    model = None
    # Only a flag overrides the assistant's model; any other setting is for assistants that name no model.
    if settings.origin("model") is Origin.FLAG:
        model = settings.model
    if continues and thread_id is not None:
        raise Error(TWO_THREADS)
    check_temporary(settings, thread_id=thread_id or ("--continue" if continues else None))
    sent = read_files(files or ())
    question = Question(
        text=read_question(text, context.stdin, has_files=bool(files)),
        files=sent.texts,
        uploads=sent.uploads,
        thread_id=thread_id,
        continues=continues,
        assistant_id=assistant_id,
        system=system,
        model=model,
        is_kept=not settings.temporary,
        program=program_words(settings),
    )
    renderer = None
    if can_redraw(context.stdout) and not (raw or json):
        from app.headless.markdown.open_block import RedrawnMarkdown  # late: rich, on a terminal alone

        renderer = RedrawnMarkdown(settings.prose_width)
    printer = TextPrinter(context.stdout, context.stderr, reasoning=reasoning, renderer=renderer)
    if json:
        printer = JsonPrinter(context.stdout, context.stderr, reasoning=reasoning)
    return ask(open_services, question, printer)


def check_temporary(settings: Settings, *, thread_id: str | None) -> None:
    """Raise `Error` for a temporary conversation that is to be a stored one, elsewhere, or in a log."""
    if not settings.temporary:
        return
    for value, words in (
        (settings.server, f"server ({words_of(settings.origin('server'), 'server')})"),
        (thread_id, "stored conversation"),
        (settings.log_file, "log (--log-file)"),
    ):
        if value:
            raise Error(NOT_STORED.format(words))


def run_serve(
    context: CommandContext,
    *,
    host: str,
    port: int,
    socket: "Path | None",
    allow_origin: list[str] | None,
    access_log: bool,
) -> Work:
    """Serve until SIGINT or SIGTERM. Raises `Error` when the address is not available or needs a key."""
    from msgspec.structs import replace  # late: `--help` does not need it

    from app.cli.server_log import log_to  # late: as above
    from app.cli.wiring import open_here  # late: `--help` needs no protocol
    from app.headless.clean_text import clean_line  # late: compiles its patterns
    from app.openai_sdk.redaction import Redactor  # late: as above
    from app.server import serve  # late: only one front end is imported

    settings = replace(context.settings, run_ttl=context.settings.run_ttl or SERVED_RUN_TTL_S)
    redactor = context.redactor or Redactor(*settings.secrets)
    origins = read_origins(allow_origin) or settings.allow_origins
    if socket is not None:
        if (host, port) != (SERVED_HOST, SERVED_PORT):
            raise Error("--socket replaces --host and --port: use one of them.")
        socket = socket.expanduser().absolute()

    async def work() -> int:
        with log_to(context.stderr, redactor):
            open_services = partial(open_here, settings, reclaims=True, redactor=redactor)
            await serve(
                open_services,
                host,
                port,
                settings.server_key,
                announce=lambda address: print(f"Listening on {clean_line(address)}", file=context.stdout, flush=True),
                socket_path=socket,
                origins=origins,
                logs_requests=access_log,
            )
        return COMPLETED

    return work()


def read_origins(given: list[str] | None) -> tuple[str, ...]:
    """Check the origins of the command line. Raises `ConfigError`."""
    try:
        return check_origins(" ".join(given)) if given else ()
    except ValueError as error:
        raise ConfigError(f"--allow-origin {error}.") from error
