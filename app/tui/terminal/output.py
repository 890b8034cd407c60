"""Writes to the terminal, also when it is gone: then nothing is written, and nothing fails or waits."""

import os
import select
import threading
from typing import TextIO

WRITE_LAST_S = 0.2
"""How long the last bytes wait for a terminal that takes nothing, such as a stopped one."""


class TerminalOutput:
    """The stream that Textual's thread writes to. An error means that the terminal is gone: the rest is discarded.

    Textual's thread would end with it, and the next writes would wait for it for ever (Textual 8.2.8).
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_gone = threading.Event()

    def write(self, text: str) -> None:
        """Write, unless the terminal is gone."""
        if self._is_gone.is_set():
            return
        try:
            self._stream.write(text)
        except OSError:
            self._give_up()

    def flush(self) -> None:
        """Flush, unless the terminal is gone."""
        if self._is_gone.is_set():
            return
        try:
            self._stream.flush()
        except OSError:
            self._give_up()

    def fileno(self) -> int:
        """Return the descriptor of the terminal."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal; it was when the app started."""
        return True

    def write_last(self, text: str) -> None:
        """Write before the process ends, past the buffer, which another thread may be writing."""
        try:
            _, writable, _ = select.select([], [self.fileno()], [], WRITE_LAST_S)
            if writable:
                os.write(self.fileno(), text.encode())
        except (OSError, ValueError):
            self._give_up()

    def _give_up(self) -> None:
        """Redirect the stream to the null device, so that the interpreter can flush it when it exits."""
        self._is_gone.set()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.fileno())
        os.close(null)
