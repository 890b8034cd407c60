"""The commands on what is stored: threads and their runs."""

from typing import TYPE_CHECKING

from app.cli.commands.command_definition import CommandContext, Work
from app.settings.origins import program_words

if TYPE_CHECKING:
    from app.api.services import OpenServices


def run_threads(
    context: CommandContext,
    open_services: "OpenServices",
    *,
    text: str | None,
    archived: bool,
    tag: str | None,
    limit: int,
    json: bool,
) -> Work:
    """List the threads, or search them."""
    from app.api.requests import ThreadQuery  # late: --help does not need it
    from app.headless.lists.stored_lists import list_threads  # late: only one front end is imported

    query = ThreadQuery(limit=limit, q=text, archived="only" if archived else None, tag=tag)
    return list_threads(open_services, query, json, context.stdout, context.stderr)


def run_clean(
    context: CommandContext, open_services: "OpenServices", *, days: int | None, confirmed: bool, json: bool
) -> Work:
    """Delete old conversations."""
    from app.headless.conversations.clean import clean  # late: only one front end is imported

    return clean(open_services, days, confirmed, json, context.stdin, context.stdout, context.stderr)


def run_show(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str, format_name: str, json: bool
) -> Work:
    """Print a conversation."""
    from app.headless.conversations.show import show  # late: only one front end is imported

    return show(open_services, thread_id, format_name, json, context.stdout)


def run_rename(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str, title: str | None, json: bool
) -> Work:
    """Give a conversation a title."""
    from app.headless.conversations.change_thread import rename  # late: only one front end is imported

    return rename(open_services, thread_id, title, json, context.stdout)


def run_delete(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str, confirmed: bool, json: bool
) -> Work:
    """Delete a conversation."""
    from app.headless.conversations.change_thread import delete  # late: only one front end is imported

    return delete(open_services, thread_id, confirmed, json, context.stdin, context.stdout, context.stderr)


def run_runs(context: CommandContext, open_services: "OpenServices", *, thread_id: str, limit: int, json: bool) -> Work:
    """List the runs of a thread."""
    from app.headless.lists.stored_lists import list_runs  # late: only one front end is imported

    return list_runs(open_services, thread_id, limit, json, context.stdout, context.stderr)


def run_assistants(context: CommandContext, open_services: "OpenServices", *, limit: int, json: bool) -> Work:
    """List the assistants."""
    from app.headless.lists.stored_lists import list_assistants  # late: only one front end is imported

    return list_assistants(open_services, limit, json, context.stdout, context.stderr)


def run_show_run(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str, run_id: str | None, json: bool
) -> Work:
    """Show a run with its steps."""
    from app.headless.runs.show_run import show_run  # late: only one front end is imported

    return show_run(open_services, thread_id, run_id, json, context.stdout)


def run_usage(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str | None, month: str, json: bool
) -> Work:
    """Show tokens and cost."""
    from app.headless.lists.usage_table import print_usage  # late: only one front end is imported

    return print_usage(open_services, thread_id, month, json, context.stdout, context.stderr)


def run_attach(
    context: CommandContext,
    open_services: "OpenServices",
    *,
    thread_id: str,
    run_id: str | None,
    json: bool,
    reasoning: bool,
) -> Work:
    """Follow a run to its end."""
    from app.headless.printers import JsonPrinter, TextPrinter  # late: only one front end is imported
    from app.headless.runs.attach import attach  # late: as above

    printer = TextPrinter(context.stdout, context.stderr, reasoning=reasoning)
    if json:
        printer = JsonPrinter(context.stdout, context.stderr, reasoning=reasoning)
    return attach(open_services, thread_id, run_id, printer, program_words(context.settings))


def run_cancel(
    context: CommandContext, open_services: "OpenServices", *, thread_id: str, run_id: str | None, json: bool
) -> Work:
    """Cancel a run."""
    from app.headless.runs.cancel_run import cancel_run  # late: only one front end is imported

    return cancel_run(open_services, thread_id, run_id, json, context.stdout, context.stderr)
