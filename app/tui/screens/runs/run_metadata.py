"""The dialog for the metadata of a run."""

from functools import partial

import msgspec
from msgspec import inspect
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from app.api.errors import Error
from app.api.objects import Run
from app.api.requests import ModifyRun
from app.api.requests.validation import find_error, find_unstorable
from app.api.services import Assistants
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState, UnsentText
from app.tui.screens.assistants.fields.text_editor import TextEditor
from app.tui.screens.assistants.fields.typed_texts import TypedTexts
from app.tui.screens.assistants.metadata_lines import NoColonError, format_pairs, parse_pairs
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import Dialog
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.widgets.line_input import PasteRefused

OFFERS = (Offer("dialog.save", "Save", "screen.save"), Offer("dialog.leave", "Cancel", "screen.leave"))
EXPLANATION = "One key: value per line. Programs see it with the run."
METADATA = "metadata"
DROP_KEYS = {"dialog.leave": "again to drop the changes", "dialog.save": "Save"}


class RunMetadata(Dialog[Run | None]):
    """A dialog that returns the run as it was saved, or None if the user cancelled.

    What is typed is kept, and shown when the dialog is opened again after a kill.
    """

    BINDINGS = bindings("dialog")

    def __init__(self, assistants: Assistants, run: Run, local_state: LocalState) -> None:
        super().__init__()
        self._assistants = assistants
        self._run = run
        self._typed = TypedTexts(self, UnsentText(local_state, run.thread_id, f"metadata of {run.id}"))
        self._before = self._warned_at = format_pairs(run.metadata)
        self._said_at = self._before
        """The text when the last sentence was said."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="run-metadata"):
            yield TextEditor(self._typed.get(METADATA, self._before), placeholder="key: value")
            yield ClickableKeys(id="run-metadata-keys")

    def on_mount(self) -> None:
        """Put the caret at the end."""
        self.query_one("#run-metadata").border_title = "Metadata of this run"
        editor = self.query_one(TextEditor)
        editor.move_cursor(editor.document.end)
        if not self._typed:  # else there are changes from the beginning
            self._before = self._warned_at = editor.text
        self.set_focus(editor)
        self._say(EXPLANATION)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about another text."""
        if self.is_closed:
            return
        text = event.text_area.text
        self._typed.keep(METADATA, None if text == self._before else text)
        if text != self._said_at:
            self._warned_at = self._before
            self._say(EXPLANATION)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def action_save(self) -> None:
        """Save, unless the API would refuse it."""
        try:
            pairs = parse_pairs(self.query_one(TextEditor).text)
        except NoColonError as error:
            self._say(str(error))
            return
        value = {"metadata": pairs}
        if mistake := find_error(inspect.type_info(ModifyRun), value) or find_unstorable(value):
            self._say(mistake.message)
        elif not self.is_closed:
            self.run_worker(partial(self._save, pairs), exclusive=True, exit_on_error=True)

    async def _save(self, pairs: dict[str, str]) -> None:
        """Save what was changed and nothing else: a program may have written other keys meanwhile."""
        run = self._run
        before = parse_pairs(self._before)
        changed = {key: value for key, value in pairs.items() if before.get(key) != value}
        try:
            stored = (await self._assistants.get_run(run.thread_id, run.id)).metadata
            kept = {key: value for key, value in stored.items() if key not in before or key in pairs}
            request = msgspec.convert({"metadata": kept | changed}, ModifyRun)
            changed_run = await self._assistants.modify_run(run.thread_id, run.id, request)
            self._typed.drop()
            self.dismiss(changed_run)
        except msgspec.ValidationError:
            self._say("A program has added keys meanwhile: these would be more than sixteen.")
        except Error as error:
            self._say(f"Not saved. {error}")

    def action_leave(self) -> None:
        """Close; with changes, ask once."""
        if not self._asks(describe_keys(self.active_bindings, DROP_KEYS)):
            self._typed.drop()
            self.dismiss(None)

    def asks_before_quitting(self, key: str) -> bool:
        """Whether there are changes, and the user is asked now."""
        if self.is_closed or self._asks(f"{key} again to drop the changes and quit"):
            return not self.is_closed
        self._typed.drop()
        return False

    def _asks(self, keys: str) -> bool:
        text = self.query_one(TextEditor).text
        if text in (self._before, self._warned_at):
            return False
        self._warned_at = text
        self._say(f"Not saved. {keys}")
        return True

    def _say(self, sentence: str) -> None:
        self._said_at = self.query_one(TextEditor).text
        self.query_one(ClickableKeys).show(sentence, OFFERS, self.active_bindings)
