"""The commands without a screen, each run to its end on an event loop of its own. `main` calls `run`."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from functools import partial

from app.api.endpoints import Origin
from app.cli.arguments import Arguments
from app.cli.wiring import open_endpoints, open_services
from app.headless.ask import Question, ask
from app.headless.builtin_models import list_models, pull
from app.headless.exit_codes import STOPPED
from app.headless.lists import list_runs, list_threads
from app.headless.plain import converse, lines_of
from app.headless.printers import JsonPrinter, TextPrinter
from app.headless.question import read_question
from app.settings import Settings


def run(arguments: Arguments, settings: Settings) -> int:
    """Run the command; its exit code. Ctrl+C and SIGTERM cancel it, and it ends in order."""
    try:
        return asyncio.run(until_stopped(work_of(arguments, settings)))
    except asyncio.CancelledError:
        return STOPPED


def work_of(arguments: Arguments, settings: Settings) -> Coroutine[None, None, int]:
    """The work of the command. Raises `Error` for what can be refused at once."""
    out, err = sys.stdout, sys.stderr
    services, endpoints = partial(open_services, settings, reclaims=False), partial(open_endpoints, settings)
    match arguments.command:
        case "ask":
            question = Question(
                text=read_question(arguments.text, sys.stdin),
                thread_id=arguments.thread_id,
                assistant_id=arguments.assistant_id,
                # A setting gives way to the assistant's model; what was typed for this run does not.
                model=settings.model if settings.origin("model") is Origin.FLAG else None,
            )
            printer = JsonPrinter(out, err) if arguments.json else TextPrinter(out, err)
            return ask(services, question, printer)
        case "threads":
            return list_threads(services, arguments.text, arguments.limit, arguments.json, out)
        case "runs":
            return list_runs(services, arguments.thread_id or "", arguments.limit, arguments.json, out)
        case "model" if arguments.action == "pull":
            return pull(endpoints, arguments.name, out, err)
        case "model":
            return list_models(endpoints, out)
        case _:
            return converse(services, arguments.thread_id, lines_of(sys.stdin), out, err)


async def until_stopped(work: Coroutine[None, None, int]) -> int:
    """The work, cancelled by the signals that ask a process to end.

    Ctrl+C among them: asyncio's own handling lets only the first one end in order, and a conversation has many runs.
    """
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # nohup has the hang-up ignored, and a shell's background job Ctrl+C; Windows has no such handlers.
        if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, task.cancel)
    return await work
