"""The table of commands. A new command is one object here, and one function in a module beside this one."""

from collections.abc import Sequence
from pathlib import Path

from app.cli.commands.argument_types import age_days, page_size, port_number
from app.cli.commands.command_definition import Command, CommandContext, Option, Positional, Switch
from app.cli.commands.front_ends import SERVED_HOST, SERVED_PORT, run_ask, run_plain, run_serve
from app.cli.commands.stored_objects import (
    run_assistants,
    run_attach,
    run_cancel,
    run_clean,
    run_delete,
    run_rename,
    run_runs,
    run_show,
    run_show_run,
    run_threads,
    run_usage,
)
from app.cli.commands.terminal_command import OPEN_THREAD, TEMPORARY, TERMINAL_COMMAND
from app.cli.commands.this_machine import run_keys, run_model, run_models, run_settings

SERVER = "--server"
OPTIONS = (
    Option(name="model", flag="--model", metavar="NAME", help="model to use"),
    Option(name="base_url", flag="--base-url", metavar="URL", help="OpenAI-compatible base URL"),
    Option(name="data_dir", flag="--data-dir", metavar="FOLDER", help="folder that stores the conversations"),
    Option(
        name="server",
        flag=SERVER,
        metavar="URL",
        help="use the conversations of a server, at URL or unix:PATH",
    ),
    Option(name="log_file", flag="--log-file", metavar="FILE", help="write a log to this file"),
)
"""The options of every command, fields of `Flags`. `--server` is missing where a command does not take it."""


def run_completion(context: CommandContext, *, shell: str) -> int:
    """Print a script for a shell. It is here because it reads the table."""
    from app.cli.shell_completion import print_completion  # late: `--help` does not need it

    return print_completion(
        shell, {one.name: words_of(one) for one in COMMANDS if one is not PLAIN_COMMAND}, context.stdout
    )


def words_of(command: Command) -> list[str]:
    """Return what can follow a command: commands, fixed words and options."""
    words = [one.name.removeprefix(f"{command.name} ") for one in COMMANDS if one.name.startswith(f"{command.name} ")]
    if command is TERMINAL_COMMAND:
        words = [one.name for one in COMMANDS if one.name.isalpha()] + ["--plain", "--version"]
    for argument in command.arguments:
        if not isinstance(argument, Positional):
            words.append(argument.flag)
        else:
            words += argument.choices or ()
    return [*words, *(one.flag for one in OPTIONS if one.flag != SERVER or command.takes_server), "--help"]


LIMIT = Option(
    name="limit",
    flag="--limit",
    metavar="N",
    parse=page_size,
    default=20,
    help="maximum number (1-100, default: %(default)s)",
)
OBJECTS_AS_JSON = Switch(name="json", flag="--json", help="print the objects as JSON, one per line")
EVENTS_AS_JSON = Switch(name="json", flag="--json", help="print the run's events as JSON, one per line")
REASONING = Switch(name="reasoning", flag="--reasoning", help="print the model's reasoning too, before the reply")
THREAD = Positional(name="thread_id", metavar="THREAD_ID", required=True, help="thread of the run")
WHOLE_THREAD = Positional(name="thread_id", metavar="THREAD_ID", required=True, help="thread of the conversation")
RUN = Positional(name="run_id", metavar="RUN_ID", help="run of that thread (default: the newest)")

PLAIN_COMMAND = Command(
    name="--plain",
    summary="Chat line by line, without a screen",
    run=run_plain,
    needs="services",
    arguments=[OPEN_THREAD, TEMPORARY],
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
            Switch(name="continues", flag="--continue", help="continue the newest conversation"),
            Option(name="assistant_id", flag="--assistant", metavar="ID", help="assistant that replies, by id or name"),
            Option(name="system", flag="--system", metavar="TEXT", help="instructions of the conversation"),
            Option(
                name="files",
                flag="--file",
                metavar="PATH",
                several=True,
                help="file that goes along with the message; may be repeated",
            ),
            TEMPORARY,
            EVENTS_AS_JSON,
            Switch(name="raw", flag="--raw", help="print the source of the reply's Markdown on a terminal too"),
            REASONING,
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
                default=SERVED_HOST,
                help="address to listen on (default: %(default)s)",
            ),
            Option(
                name="port",
                flag="--port",
                metavar="PORT",
                parse=port_number,
                default=SERVED_PORT,
                help="port to listen on, 0 for any free port (default: %(default)s)",
            ),
            Option(
                name="socket",
                flag="--socket",
                metavar="PATH",
                parse=Path,
                help="listen on a unix socket that only this user can open",
            ),
            Option(
                name="allow_origin",
                flag="--allow-origin",
                metavar="ORIGIN",
                several=True,
                help="web page that may call, such as http://localhost:3000; may be repeated",
            ),
            Switch(name="access_log", flag="--access-log", help="log a line for each request"),
        ],
    ),
    Command(
        name="threads",
        summary="List the threads, or search them",
        run=run_threads,
        needs="services",
        arguments=[
            Positional(name="text", metavar="QUERY", several=True, help="list only threads that contain this text"),
            Switch(name="archived", flag="--archived", help="list the archived threads"),
            Option(name="tag", flag="--tag", metavar="TAG", help="list only threads with this tag"),
            LIMIT,
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="threads clean",
        summary="Delete old conversations, after a question, and make the database smaller",
        run=run_clean,
        needs="services",
        arguments=[
            Option(
                name="days",
                flag="--older-than",
                metavar="AGE",
                parse=age_days,
                help="delete what was last active longer ago: 90d, 12w or 1y; pinned and active conversations stay",
            ),
            Switch(name="confirmed", flag="--yes", help="do not list them, do not ask"),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="show",
        summary="Print a conversation, or export it",
        run=run_show,
        needs="services",
        arguments=[
            WHOLE_THREAD,
            Option(
                name="format_name",
                flag="--format",
                metavar="FORMAT",
                choices=("markdown", "json", "html"),
                default="markdown",
                help="markdown, json or html (default: %(default)s)",
            ),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="rename",
        summary="Give a conversation a title; without one, its first message is the title",
        run=run_rename,
        needs="services",
        arguments=[
            WHOLE_THREAD,
            Positional(name="title", metavar="TITLE", several=True, help="the new title"),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="delete",
        summary="Delete a conversation with its messages and runs",
        run=run_delete,
        needs="services",
        arguments=[
            WHOLE_THREAD,
            Switch(name="confirmed", flag="--yes", help="do not ask, on a terminal either"),
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
        name="runs show",
        summary="Show a run with its steps, the newest by default",
        run=run_show_run,
        needs="services",
        arguments=[THREAD, RUN, OBJECTS_AS_JSON],
    ),
    Command(
        name="runs attach",
        summary="Print a run as it streams, the newest by default; leaving does not cancel it",
        run=run_attach,
        needs="services",
        arguments=[THREAD, RUN, EVENTS_AS_JSON, REASONING],
    ),
    Command(
        name="runs cancel",
        summary="Cancel the active run of a thread, whichever program it belongs to",
        run=run_cancel,
        needs="services",
        arguments=[
            THREAD,
            Positional(name="run_id", metavar="RUN_ID", help="run to cancel (default: the active one)"),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="usage",
        summary="Show tokens and cost of a month by day and model, or those of a thread",
        run=run_usage,
        needs="services",
        arguments=[
            Positional(name="thread_id", metavar="THREAD_ID", help="thread to sum up (default: all, for a month)"),
            Option(
                name="month", flag="--month", metavar="YYYY-MM", default="", help="month to show (default: this one)"
            ),
            OBJECTS_AS_JSON,
        ],
    ),
    Command(
        name="assistants",
        summary="List the assistants",
        run=run_assistants,
        needs="services",
        arguments=[LIMIT, OBJECTS_AS_JSON],
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
            OBJECTS_AS_JSON,
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
        name="completion",
        summary="Print a script that completes commands and options in a shell",
        run=run_completion,
        needs="nothing",
        takes_server=False,
        arguments=[
            Positional(name="shell", choices=["bash", "zsh", "fish"], required=True, help="shell to write it for")
        ],
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
