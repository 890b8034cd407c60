"""The commands on what is stored: threads and their runs."""

from typing import TYPE_CHECKING

from app.cli.commands.command_definition import CommandContext, Work

if TYPE_CHECKING:
    from app.api.services import OpenServices


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
