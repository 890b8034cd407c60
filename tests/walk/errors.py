"""Everything that a program says of its own faults beside an exception that ends it."""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Generator
from contextlib import contextmanager


class Errors(logging.Handler):
    """What was logged as a warning or worse, and exceptions that nobody was waiting for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line of the log."""
        self.note(record.name, record.getMessage(), record.exc_info[1] if record.exc_info else None)

    def note(self, where: str, words: str, error: BaseException | None) -> None:
        """Note a fault."""
        trace = "".join(traceback.format_exception(error)) if error else ""
        self.found.append(f"{where}: {words}\n{trace}".rstrip())


@contextmanager
def noted_errors() -> Generator[Errors]:
    """Note all faults of this process meanwhile. Call it in a running event loop."""
    errors = Errors()
    root, loop = logging.getLogger(), asyncio.get_running_loop()
    earlier = loop.get_exception_handler(), sys.unraisablehook, threading.excepthook
    root.addHandler(errors)
    loop.set_exception_handler(
        lambda _, context: errors.note(
            "asyncio", f"{context.get('message')} {context.get('task', '')}".rstrip(), context.get("exception")
        )
    )
    sys.unraisablehook = lambda found: errors.note("unraisable", str(found.err_msg), found.exc_value)
    threading.excepthook = lambda found: errors.note("thread", str(found.thread), found.exc_value)
    try:
        yield errors
    finally:
        root.removeHandler(errors)
        loop.set_exception_handler(earlier[0])
        sys.unraisablehook, threading.excepthook = earlier[1:]
