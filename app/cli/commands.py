"""The table of commands, and the function that runs each. A new command is one object and one function here.

A function imports its front end itself, so that `--help` and the other commands do not pay for it.
"""

import os
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from app.api.endpoints import Origin
from app.api.errors import Error
from app.cli.argument_types import page_size, port_number
from app.cli.command_definition import Command, CommandContext, Option, Positional, Switch
from app.headless.exit_codes import COMPLETED

if TYPE_CHECKING:
    from app.api.services import OpenEndpoints, OpenServices

Work = Coroutine[None, None, int]
"""A command under way; its result is the exit code."""

SERVED_RUN_TTL_S = 600
"""How long a run of `serve` may live: ten minutes, as in OpenAI's service, which programs that poll rely on."""

NO_SCREEN = """The chat screen needs a terminal on {streams}.
To chat without a screen, use `assistant-chat ask` or `assistant-chat --plain`. To write a log, use --log-file FILE."""

DUMB_TERMINAL = """The chat screen needs a terminal that can move its cursor; TERM=dumb says that this one cannot.
To chat in it, use `assistant-chat --plain` or `assistant-chat ask`."""


def run_terminal(context: CommandContext, *, thread_id: str | None) -> int:
    """Show the screen until the user quits."""
    # Textual reads keys from stdin and draws on stderr.
    streams = {"stdin": context.stdin, "stderr": context.stderr}
    missing = [name for name, stream in streams.items() if not stream.isatty()]
    if missing:
        raise Error(NO_SCREEN.format(streams=" and ".join(missing)))
    if os.environ.get("TERM") == "dumb":
        raise Error(DUMB_TERMINAL)
    from app.cli.wiring import open_services  # late: `--help` needs no protocol
    from app.tui import run  # late: only one front end is imported

    return run(partial(open_services, context.settings, reclaims=True), context.settings, thread_id)


def run_plain(context: CommandContext, open_services: "OpenServices", *, thread_id: str | None) -> Work:
    """Hold a conversation line by line."""
    from app.headless.plain import converse, read_lines  # late: only one front end is imported

    lines = read_lines(context.stdin)
    return converse(open_services, thread_id, lines, context.stdout, context.stderr, context.stop)


def run_ask(
    context: CommandContext,
    open_services: "OpenServices",
    *,
    text: str | None,
    thread_id: str | None,
    assistant_id: str | None,
    json: bool,
    reasoning: bool,
) -> Work:
    """Send one message and print the reply."""
    from app.headless.ask import Question, ask  # late: only one front end is imported
    from app.headless.printers import JsonPrinter, TextPrinter  # late: as above
    from app.headless.question import read_question  # late: as above

    settings = context.settings
    model = None
    # Only a flag overrides the assistant's model; any other setting is for assistants that name no model.
    if settings.origin("model") is Origin.FLAG:
        model = settings.model
    question = Question(
        text=read_question(text, context.stdin), thread_id=thread_id, assistant_id=assistant_id, model=model
    )
    printer = TextPrinter(context.stdout, context.stderr, reasoning=reasoning)
    if json:
        printer = JsonPrinter(context.stdout, context.stderr, reasoning=reasoning)
    return ask(open_services, question, printer)


def run_serve(context: CommandContext, *, host: str, port: int) -> Work:
    """Serve until SIGINT or SIGTERM. Raises `Error` when the address is not available or needs a key."""
    from msgspec.structs import replace  # late: `--help` does not need it

    from app.cli.server_log import log_to  # late: as above
    from app.cli.wiring import open_here  # late: `--help` needs no protocol
    from app.server import serve  # late: only one front end is imported

    settings = replace(context.settings, run_ttl=context.settings.run_ttl or SERVED_RUN_TTL_S)

    async def work() -> int:
        with log_to(context.stderr):
            await serve(partial(open_here, settings, reclaims=True), host, port, settings.server_key)
        return COMPLETED

    return work()


def run_threads(
    context: CommandContext, open_services: "OpenServices", *, text: str | None, limit: int, json: bool
) -> Work:
    """List the threads, or search them."""
    from app.headless.lists import list_threads  # late: only one front end is imported

    return list_threads(open_services, text, limit, json, context.stdout)


def run_runs(context: CommandContext, open_services: "OpenServices", *, thread_id: str, limit: int, json: bool) -> Work:
    """List the runs of a thread."""
    from app.headless.lists import list_runs  # late: only one front end is imported

    return list_runs(open_services, thread_id, limit, json, context.stdout)


def run_cancel(context: CommandContext, open_services: "OpenServices", *, thread_id: str) -> Work:
    """Cancel the active run of a thread."""
    from app.headless.earlier_run import cancel_active_run  # late: only one front end is imported

    return cancel_active_run(open_services, thread_id, context.stdout, context.stderr)


def run_models(context: CommandContext, open_services: "OpenServices", *, all_profiles: bool, json: bool) -> Work:
    """List the models of the endpoint in use, or those of all profiles."""
    from app.headless.endpoint_models import list_endpoint_models, list_profiles  # late: only one front end is imported

    if all_profiles:
        return list_profiles(open_services, json, context.stdout, context.stderr)
    return list_endpoint_models(open_services, json, context.stdout, context.stderr)


def run_model(
    context: CommandContext, open_endpoints: "OpenEndpoints", *, action: Literal["pull", "list"], name: str | None
) -> Work:
    """Download a built-in model, or list them."""
    from app.headless.builtin_models import list_models, pull  # late: only one front end is imported

    if action == "pull":
        return pull(open_endpoints, name, context.stdout, context.stderr)
    return list_models(open_endpoints, context.stdout)


def run_keys(context: CommandContext, *, json: bool) -> int:
    """Show what the terminal sends for each key, or list the keys."""
    from app.cli.show_keys import print_bindings, show_keys  # late: only one front end is imported

    if json:
        return print_bindings(context.settings.keymap, context.stdout)
    return show_keys(context.settings.keymap, context.stdin, context.stdout)


def run_settings(context: CommandContext, *, json: bool) -> int:
    """List the settings in use."""
    from app.headless.lists import print_settings  # late: only one front end is imported
    from app.settings.dotenv_file import current_folder  # late: `--help` does not need it

    return print_settings(context.settings, current_folder(), json, context.stdout)


LIMIT = Option(
    name="limit",
    flag="--limit",
    metavar="N",
    parse=page_size,
    default=20,
    help="maximum number (1-100, default: %(default)s)",
)
OBJECTS_AS_JSON = Switch(name="json", flag="--json", help="print the objects as JSON, one per line")
OPEN_THREAD = Positional(name="thread_id", metavar="THREAD_ID", help="thread to open")

TERMINAL_COMMAND = Command(
    name="", summary="Open the terminal", run=run_terminal, needs="nothing", arguments=[OPEN_THREAD]
)
PLAIN_COMMAND = Command(
    name="--plain",
    summary="Chat line by line, without a screen",
    run=run_plain,
    needs="services",
    arguments=[OPEN_THREAD],
)

COMMANDS: Sequence[Command] = (
    TERMINAL_COMMAND,
    PLAIN_COMMAND,
    Command(
        name="ask",
        summary="Send one message and print the reply as it streams",
        run=run_ask,
        needs="services",
        arguments=[
            Positional(name="text", metavar="TEXT", several=True, help="message to send; text from stdin is appended"),
            Option(name="thread_id", flag="--thread", metavar="ID", help="continue this thread"),
            Option(name="assistant_id", flag="--assistant", metavar="ID", help="assistant that replies"),
            Switch(name="json", flag="--json", help="print the run's events as JSON, one per line"),
            Switch(name="reasoning", flag="--reasoning", help="print the model's reasoning too, before the reply"),
        ],
    ),
    Command(
        name="serve",
        summary="Serve the Assistants API over HTTP",
        run=run_serve,
        needs="nothing",
        takes_server=False,
        arguments=[
            Option(
                name="host",
                flag="--host",
                metavar="HOST",
                default="127.0.0.1",
                help="address to listen on (default: %(default)s)",
            ),
            Option(
                name="port",
                flag="--port",
                metavar="PORT",
                parse=port_number,
                default=8732,
                help="port to listen on, 0 for any free port (default: %(default)s)",
            ),
        ],
    ),
    Command(
        name="threads",
        summary="List the threads, or search them",
        run=run_threads,
        needs="services",
        arguments=[
            Positional(name="text", metavar="QUERY", several=True, help="list only threads that contain this text"),
            LIMIT,
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="runs",
        summary="List the runs of a thread",
        run=run_runs,
        needs="services",
        arguments=[
            Positional(name="thread_id", metavar="THREAD_ID", required=True, help="thread whose runs to list"),
            LIMIT,
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="runs cancel",
        summary="Cancel the active run of a thread, whichever program it belongs to",
        run=run_cancel,
        needs="services",
        arguments=[Positional(name="thread_id", metavar="THREAD_ID", required=True, help="thread whose run to cancel")],
    ),
    Command(
        name="models",
        summary="List the models of the endpoint in use, and what was learnt of them",
        run=run_models,
        needs="services",
        arguments=[
            Switch(name="all_profiles", flag="--all", help="list the models of all profiles, each as PROFILE::MODEL"),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="model",
        summary="Download or list the built-in models",
        run=run_model,
        needs="endpoints",
        takes_server=False,
        arguments=[
            Positional(
                name="action", choices=["pull", "list"], required=True, help="download a built-in model, or list them"
            ),
            Positional(name="name", metavar="NAME", help="model to download (default: the one marked by `model list`)"),
        ],
    ),
    Command(
        name="settings",
        summary="List the settings in use, and where each was set",
        run=run_settings,
        needs="nothing",
        arguments=[OBJECTS_AS_JSON],
    ),
    Command(
        name="keys",
        summary="Show what this terminal sends for each key, and what that does",
        run=run_keys,
        needs="nothing",
        takes_server=False,
        arguments=[Switch(name="json", flag="--json", help="list the commands with their keys as JSON, one per line")],
    ),
)
"""All commands, in the order of the help. The first two have no name on the command line: see `parse`."""
