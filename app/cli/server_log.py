"""The log that `serve` prints: what happens to the server and its runs, and each request if asked; and the log file."""

import logging
import queue
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from app.headless.clean_text import clean_paragraph
from app.openai_sdk.redaction import Redactor
from app.settings.private_file import open_private

PROGRAM = "app"
"""The logger of this program; those of its modules are below it."""
MAX_WAITING_LINES = 1000
"""Lines that wait for a reader of stderr; later ones are dropped, since a log must not stop the server."""
HTTP_ARGS = ("method", "address", "version", "status", "reason")
"""What the HTTP client logs of a request."""
LAST_LINES_S = 0.3
"""How long leaving waits for the last lines to be written."""


class SafeFormatter(logging.Formatter):
    """Paths and errors come from callers: no line of the log commands the terminal that shows it, or is forged.

    Nor has one a key, which a model server may have repeated and a traceback quotes. `redactor`: knows the keys.
    """

    def __init__(self, form: str, time_form: str | None = None, *, redactor: Redactor | None) -> None:
        super().__init__(form, time_form)
        self._redactor = redactor or Redactor()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with a traceback and whatever else has several lines set in."""
        return self._redactor.redact(clean_paragraph(super().format(record)))


class LinesInThread(logging.Handler):
    """Writes the lines in a daemon thread: a pipe that is not read would block the event loop."""

    def __init__(self, stream: TextIO, redactor: Redactor | None) -> None:
        super().__init__()
        self.setFormatter(SafeFormatter("%(asctime)s %(message)s", "%H:%M:%S", redactor=redactor))
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(MAX_WAITING_LINES)
        self._thread = threading.Thread(target=self._write, name="server-log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue one line."""
        with suppress(queue.Full):
            self._lines.put_nowait(self.format(record) + "\n")

    def close(self) -> None:
        """Write what waits, for a moment."""
        with suppress(queue.Full):
            self._lines.put_nowait(None)
        self._thread.join(LAST_LINES_S)
        super().close()

    def _write(self) -> None:
        with suppress(OSError, ValueError):  # stderr is closed: there is no log
            while (line := self._lines.get()) is not None:
                self._stream.write(line)
                self._stream.flush()


class PrivateFile(logging.FileHandler):
    """A log file of which others can read nothing: it names conversations."""

    def _open(self) -> TextIOWrapper:
        return TextIOWrapper(open_private(Path(self.baseFilename), "ab"), encoding="utf-8", errors="replace")


def without_reason(record: logging.LogRecord) -> bool:
    """Take the words of a model server out of the line that its answer gets: any of them may be a key of the user."""
    if record.name == "httpx2" and isinstance(record.args, tuple) and len(record.args) == len(HTTP_ARGS):
        values = dict(zip(HTTP_ARGS, record.args, strict=True))
        record.msg, record.args = "%s %s %s", (values["method"], values["address"], values["status"])
    return True


def is_of_program(record: logging.LogRecord) -> bool:
    """Whether a line is of this program, or a warning of a library, which would go to stderr as it is."""
    return record.name.partition(".")[0] == PROGRAM or record.levelno >= logging.WARNING


def start_log_file(path: Path, redactor: Redactor | None = None) -> None:
    """Log to this file from now on. Raises `OSError`."""
    handler = PrivateFile(path)
    handler.addFilter(without_reason)
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s %(message)s", redactor=redactor))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


@contextmanager
def log_to(stream: TextIO, redactor: Redactor | None = None) -> Generator[None]:
    """Print the program's log, and the warnings of its libraries, to the stream inside the block."""
    handler, logger, root = LinesInThread(stream, redactor), logging.getLogger(PROGRAM), logging.getLogger()
    handler.addFilter(is_of_program)
    handler.addFilter(without_reason)
    before = logger.level
    logger.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        logger.setLevel(before)
        handler.close()
