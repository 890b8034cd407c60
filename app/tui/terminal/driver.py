"""Textual's driver for Linux and macOS with our reader of the terminal, and with a complete end (Textual 8.2.8)."""

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from app.tui.terminal.input.decoder import KeyboardDecoder
from app.tui.terminal.input.event_parser import TerminalParser
from app.tui.terminal.modes import MOUSE_PIXELS_OFF, RESTORE, TMUX_MODIFIED_KEYS_OFF, TMUX_MODIFIED_KEYS_ON
from app.tui.terminal.output import TerminalOutput
from app.tui.terminal.reports import KITTY_QUERY, QUERY, REPORTS_OFF, REPORTS_ON, has_placeholders

READ_BYTES = 4096
LONG_READ_BYTES = 1000
"""Behind a read of so many bytes, or of `READ_BYTES`, more may follow: terminals pass long pastes on in parts."""
MORE_S = 0.005
MAX_BYTES = 1024 * 1024
WAIT_S = 0.1
"""How often the thread of the keyboard looks whether the app has ended."""


class ChatDriver(LinuxDriver):
    """The driver. `restore_now` puts the terminal back without waiting for anything."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        assert sys.__stderr__ is not None  # checked before the app starts
        self._output = TerminalOutput(sys.__stderr__)
        self._file = self._output
        self._is_on = False
        self._in_tmux = "TMUX" in os.environ
        self._asks_background = os.environ.get("TERM") != "linux"  # its console is always dark, and says nothing
        self._asks_kitty = has_placeholders(os.environ)
        self.sent_pictures: dict[int, str] = {}
        """What removes each picture that the terminal keeps, by its number there."""
        self.on_key_read: Callable[[str], None] | None = None
        """Called in the thread that reads the terminal, before the event loop has the key."""
        self.on_read: Callable[[bytes, Sequence[Message]], None] | None = None
        """Called in the same thread with what the terminal sent, and what it means."""

    def start_application_mode(self) -> None:
        """Set the terminal up."""
        self._is_on = True
        super().start_application_mode()
        if self._asks_background:
            self.write(QUERY + REPORTS_ON)
        if self._asks_kitty:
            self.write(KITTY_QUERY)
        if self._in_tmux:
            self.write(TMUX_MODIFIED_KEYS_ON)

    def stop_application_mode(self) -> None:
        """Put the terminal back."""
        if self._in_tmux:
            self.write(TMUX_MODIFIED_KEYS_OFF)
        if self._asks_background:
            self.write(REPORTS_OFF)
        if self.sent_pictures:
            self.write(self._take_removals())
        super().stop_application_mode()
        self._is_on = False

    def write(self, data: str) -> None:
        """Write, unless the terminal is another program's: Textual paints on, into a queue that nobody reads."""
        if self._is_on:
            super().write(data)

    def restore_now(self) -> None:
        """Put the terminal back at the end of the process, if it is not yet: whatever else hangs."""
        if not self._is_on:
            return
        self._is_on = False
        if self._in_tmux:
            self._output.write_last(TMUX_MODIFIED_KEYS_OFF)
        self._output.write_last(self._take_removals() + RESTORE)
        if self.attrs_before is not None:
            try:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
                termios.tcflush(self.fileno, termios.TCIFLUSH)
            except termios.error:  # it is gone
                pass

    def send_picture(self, number: int, data: str, removal: str) -> None:
        """Send a picture that the terminal keeps until it is removed, or put back."""
        if self._is_on:
            self.write(data)
            self.sent_pictures[number] = removal

    def remove_picture(self, number: int) -> None:
        """Remove a picture that was sent."""
        self.write(self.sent_pictures.pop(number, ""))

    def _take_removals(self) -> str:
        """Return what removes all pictures; they have to be sent again."""
        removals = "".join(self.sent_pictures.values())
        self.sent_pictures.clear()
        return removals

    @property
    def cell_pixels(self) -> tuple[int, int]:
        """Width and height of a cell, as the kernel has them from the terminal; zeros if they are not known."""
        try:
            size = fcntl.ioctl(self.fileno, termios.TIOCGWINSZ, bytes(8))
        except OSError:
            return 0, 0
        rows, columns, width, height = struct.unpack("HHHH", size)
        return width // max(1, columns), height // max(1, rows)

    def _disable_mouse_support(self) -> None:
        # Textual leaves on the reports in pixels, which it asks terminals with resize reports for.
        if self._mouse_pixels:
            self.write(MOUSE_PIXELS_OFF)
        super()._disable_mouse_support()

    def run_input_thread(self) -> None:
        """Read the terminal until the app ends or the terminal is gone."""
        decoder, parser = KeyboardDecoder(), TerminalParser(self._debug)
        sent = b""
        while not self.exit_event.is_set():
            wait = WAIT_S
            if parser.deadline is not None:
                wait = min(wait, max(0.0, parser.deadline - time.monotonic()))
            ready, _, _ = select.select([self.fileno], [], [], wait)
            if not ready:
                messages = list(parser.tick())
            elif data := self._read():
                messages = list(parser.feed(decoder.decode(data)))
                sent += data * (self.on_read is not None)
            else:
                report_hangup()
                return
            if messages or parser.deadline is None:
                if self.on_read is not None and sent:
                    self.on_read(sent, messages)
                sent = b""
            for message in messages:
                if self.on_key_read is not None and isinstance(message, Key):
                    self.on_key_read(message.key)
                self.process_message(message)

    def _read(self) -> bytes:
        """Read what has come, all parts of it; nothing if the terminal is gone."""
        data = bytearray()
        try:
            while len(data) < MAX_BYTES:
                part = os.read(self.fileno, READ_BYTES)
                data += part
                if len(part) < LONG_READ_BYTES or not select.select([self.fileno], [], [], MORE_S)[0]:
                    break
        except OSError:
            return b""
        return bytes(data)

    # Textual does the work in the handlers of the signals, where a lock that the same thread holds stops it for ever.

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._suspend)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._resume)

    def _suspend(self) -> None:
        if self._auto_restart and self._is_on:
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _resume(self) -> None:
        if not self._auto_restart:
            return
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:  # with SIGHUP comes SIGCONT
            report_hangup()
            return
        if self._is_on:
            # Stopped by SIGSTOP, which no program can catch. The shell has changed the terminal since.
            self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()


def report_hangup() -> None:
    """Tell this process that its terminal is gone, as the kernel tells the leader of the session."""
    number = signal.SIGHUP
    if signal.getsignal(number) is signal.SIG_IGN:  # nohup; without a terminal the app is of no use all the same
        number = signal.SIGTERM
    os.kill(os.getpid(), number)
