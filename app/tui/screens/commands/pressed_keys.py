"""Shows what the terminal sends for each key and what the key does, as `assistant-chat keys` does outside the program.

Every key is shown and none acts, so only a key pressed twice in a row closes the dialog.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rich.cells import set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from app.tui.keys.lookup import describe_read
from app.tui.screens.dialog import MAX_CHARS, Dialog, Words, show_subtitle, show_title
from app.tui.text.one_line import crop_text

TITLE = "What this terminal sends"
LEAVING_KEYS = ("escape", "ctrl+c")
"""Either of them twice: a terminal may have one that does not arrive."""
KEYS = "Esc twice or Ctrl+C twice Close"
PROMPT = "Press a key."
GAP_COLS = 1
WIDE_COLS = 80
"""From this width on the columns are wide."""
WIDE, NARROW = (24, 16), (10, 9)
"""Cells for what was sent, and for the name of the key."""
MAX_ROWS = 200
"""No screen is higher."""


@runtime_checkable
class ReportsReads(Protocol):
    """The driver of a terminal whose bytes can be seen: not on Windows."""

    on_read: Callable[[bytes, Sequence[Message]], None] | None


class PressedKeys(Dialog[None]):
    """A dialog that takes all keys and pastes."""

    @dataclass
    class Read(Message):
        """The terminal has sent something."""

        data: bytes
        keys: Sequence[str]
        pasted: int

    def __init__(self, keymap: Mapping[str, str], driver: ReportsReads | None) -> None:
        """`driver`: None where only the names of keys are known."""
        super().__init__()
        self._keymap = keymap
        self._driver = driver
        self._rows: list[tuple[str, str, str]] = []
        self._last = ""
        """The key pressed last."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="pressed-keys"):
            yield Words(PROMPT, id="pressed-keys-rows")

    def on_mount(self) -> None:
        """Name the dialog, and be told what the terminal sends."""
        box = self.query_one("#pressed-keys")
        show_title(box, TITLE)
        show_subtitle(box, KEYS)
        if self._driver:
            self._driver.on_read = self._report

    def on_unmount(self) -> None:
        """Be told no more."""
        if self._driver:
            self._driver.on_read = None

    def on_resize(self) -> None:
        """Show as many rows as fit now."""
        self.call_after_refresh(self._show)

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Show a key or a paste; close at the second of two keys that leave."""
        key = event.key if isinstance(event, events.Key) else ""
        if key == self._last and key in LEAVING_KEYS:
            self.dismiss(None)
            return True
        self._last = key
        if self._driver is None:
            self.post_message(self._make_read(b"", [event]))
        return True

    def _report(self, data: bytes, messages: Sequence[Message]) -> None:
        """Pass on what was read, from the thread that reads; not what the mouse sends."""
        if not any(isinstance(one, events.MouseEvent) for one in messages):
            self.post_message(self._make_read(data, messages))

    def _make_read(self, data: bytes, messages: Sequence[Message]) -> "PressedKeys.Read":
        keys = [one.key for one in messages if isinstance(one, events.Key)]
        return self.Read(data, keys, sum(len(one.text) for one in messages if isinstance(one, events.Paste)))

    def on_pressed_keys_read(self, event: Read) -> None:
        """Show it."""
        event.stop()
        rows = describe_read(event.data, event.keys, event.pasted, self._keymap)
        self._rows = [*self._rows, *rows][-MAX_ROWS:]
        self._show()

    def _show(self) -> None:
        if self.is_closed:
            return
        words = self.query_one("#pressed-keys-rows", Words)
        width, height = words.size
        sent_cols, name_cols = WIDE if width >= WIDE_COLS else NARROW
        lines = [
            f"{_fit(sent, sent_cols)}{_fit(name, name_cols)}{crop_text(text, max(0, width - sent_cols - name_cols))}"
            for sent, name, text in self._rows[-max(1, min(height, MAX_CHARS // max(1, width))) :]
        ]
        words.say("\n".join(lines) or PROMPT)


def _fit(text: str, cols: int) -> str:
    """Return a text in a column of so many cells, with a gap behind it."""
    return set_cell_size(crop_text(text, cols - GAP_COLS), cols)
