"""The dialog that saves a text to a file: it asks for the path, and before it replaces a file."""

import asyncio
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TextArea

from app.tui.screens.dialog import Dialog, Words
from app.tui.text.one_line import crop_text
from app.tui.widgets.line_input import LineInput, PasteRefused

MAX_FOLDER_COLS = 60
KEYS = "{line.accept} to save, {line.leave} to cancel."
REPLACES = "This file exists. {line.accept} again to replace it, or change the path."


class SaveFile(Dialog[Path | None]):
    """A dialog that returns where it has saved the text, or None if the user cancelled."""

    def __init__(self, what: str, text: str, path: str) -> None:
        """`what`: what is saved, for the border. `path`: the path that is proposed."""
        super().__init__()
        self._what = what
        self._text = text
        self._path = path
        self._asked_at: str | None = None
        """The path when the user was asked whether to replace the file there."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="save-file"):
            yield LineInput(self._path)
            yield Words(self.key_names.fill(KEYS))

    def on_mount(self) -> None:
        """Put the cursor behind the proposed path."""
        box = self.query_one("#save-file")
        box.border_title = f"Save {self._what}"
        box.border_subtitle = Content(crop_text(str(Path.cwd()), MAX_FOLDER_COLS))
        line = self.query_one(LineInput)
        line.move_cursor(line.document.end)
        self.set_focus(line)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about another path."""
        if self._asked_at is not None and event.text_area.text != self._asked_at:
            self._asked_at = None
            self._say(self.key_names.fill(KEYS))

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Save, unless a file is there: then ask first."""
        if event.text.strip() and not self.is_closed:
            self._save(event.text)

    @work(exclusive=True, exit_on_error=False)
    async def _save(self, typed: str) -> None:
        path = Path(typed.strip())
        try:
            await asyncio.to_thread(write_file, path, self._text, replaces=typed == self._asked_at)
        except FileExistsError:
            self._asked_at = typed
            self._say(self.key_names.fill(REPLACES))
        except FileNotFoundError:
            self._say(f"There is no folder {path.parent}.")
        except (OSError, ValueError, RuntimeError) as error:  # a NUL in the path, an unknown user behind ~
            self._say(f"Not saved: {getattr(error, 'strerror', None) or error}.")
        else:
            self.dismiss(path)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def on_line_input_cancelled(self) -> None:
        """Save nothing."""
        self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one(Words).say(sentence)


def write_file(path: Path, text: str, *, replaces: bool) -> None:
    """Write a text to a file, with the rights that the umask leaves: the place is the user's own.

    Raises `FileExistsError` if there is one and it is not to be replaced, and `OSError`.

    What cannot be encoded, half of an emoji that a model was cut off in, becomes a question mark.
    """
    mode = "w" if replaces else "x"  # x: nothing comes between the look and the writing
    with path.expanduser().open(mode, encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text if text.endswith("\n") else f"{text}\n")
