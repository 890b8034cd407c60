"""The list of assistants: choose one for the conversation, create, edit, duplicate and delete.

The search has the focus always: letters search, and the commands are keys that type nothing.
"""

from collections.abc import Coroutine
from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static, TextArea

from app.api.errors import Error, NotFound
from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant
from app.api.services import Services
from app.tui.keys.table import bindings
from app.tui.screens.assistants.assistant_editor import AssistantEditor
from app.tui.screens.assistants.assistant_pages import AssistantPages
from app.tui.screens.assistants.fields.inputs import PasteRefused, ShortLine
from app.tui.screens.assistants.fields.item_rows import Item, ItemRows, crop_text
from app.tui.screens.assistants.form import copy_request
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import Dialog
from app.tui.widgets.line_input import LineInput

ROWS_AHEAD = 20
"""Rows left below the cursor when the next page is read."""
MAX_NAME_CHARS = 256
"""The limit of a name in the API."""
MAX_SHOWN_COLS = 40
"""Of a name in a sentence."""
KEYS = {
    "line.accept": "choose",
    "assistants.create": "new",
    "assistants.edit": "edit",
    "assistants.duplicate": "duplicate",
    "assistants.delete": "delete",
    "line.leave": "close",
}
WORK = "work"
"""The group of the workers that change assistants."""
UNNAMED = "Unnamed assistant"
KEEP_DEFAULT = "The default assistant can't be deleted: it answers where no other one is there. Edit it instead."


class SearchLine(ShortLine):
    """The search, which handles the keys of the list in the order in which they are pressed."""

    BINDINGS = bindings("assistants")


class AssistantList(Dialog[str | None]):
    """A dialog that returns the id of the chosen assistant, or None if the user chose none."""

    def __init__(self, services: Services, chosen_id: str, text: str = "") -> None:
        """`text`: what to search for at first."""
        super().__init__()
        self._services = services
        self._chosen_id = chosen_id
        self._text = text
        self._pages = AssistantPages(services.assistants)
        self._question: Assistant | None = None
        """The assistant whose deletion is being asked about."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="assistants"):
            yield SearchLine(self._text, placeholder="Search")
            yield ItemRows(empty_text="Nothing found.")
            yield Static(id="assistants-status", markup=False)

    def on_mount(self) -> None:
        """Read the first page."""
        self.query_one("#assistants").border_title = "Assistants"
        self.set_focus(self.query_one(SearchLine))
        self._pages.search(self._text)
        self._read(self._chosen_id)
        self._say("")

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed anywhere focuses."""
        return self.query_one(SearchLine)

    @property
    def _selected(self) -> Assistant | None:
        at = self.query_one(ItemRows).at
        if 0 <= at < len(self._pages.matching):
            return self._pages.matching[at]
        return None

    # Reading.

    def _read(self, at_id: str = "") -> None:
        """Read pages until enough is known for the screen and for the search."""
        self.run_worker(self._read_pages(at_id), group="read", exclusive=True, exit_on_error=True)

    async def _read_pages(self, at_id: str) -> None:
        rows = self.query_one(ItemRows)
        try:
            while self._pages.has_more and (self._pages.is_searching or rows.at >= len(rows.items) - ROWS_AHEAD):
                await self._pages.read_next()
                self._show(at_id)
        except Error as error:
            self._say(str(error))

    def _show(self, at_id: str = "") -> None:
        """Show the matching assistants, with the cursor on one of them if it is there."""
        rows = self.query_one(ItemRows)
        at_id = at_id or (self._selected.id if self._selected else "")
        places = {one.id: place for place, one in enumerate(self._pages.matching)}
        rows.show([self._describe(one) for one in self._pages.matching], places.get(at_id, max(0, rows.at)))

    def _describe(self, assistant: Assistant) -> Item:
        model = assistant.model or "default model"
        details = " · ".join(filter(None, (model, assistant.instructions)))
        return Item(assistant.name or UNNAMED, details, assistant.id == self._chosen_id)

    def _say(self, sentence: str) -> None:
        """Show a sentence below the list; without one the keys."""
        self.query_one("#assistants-status", Static).update(sentence or describe_keys(self.active_bindings, KEYS))

    # Keys.

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._withdraw()
        self.query_one(ItemRows).move(by)
        self._read()

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self._withdraw()
        self.query_one(ItemRows).move_page(direction)
        self._read()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search for what is typed."""
        if event.text_area.text != self._text:
            self._search(event.text_area.text)

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Choose the assistant under the cursor."""
        if event.text != self._text.strip():  # typed right before Enter
            self._search(event.text)
        if self._selected:
            self.dismiss(self._selected.id)

    def on_item_rows_clicked(self) -> None:
        """Choose the clicked assistant."""
        if self._selected:
            self.dismiss(self._selected.id)

    def on_line_input_cancelled(self) -> None:
        """Leave the question; without one, close."""
        if self._question:
            self._withdraw()
        else:
            self.dismiss(None)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def _search(self, text: str) -> None:
        self._withdraw()
        self._text = text
        self._pages.search(text)
        self.query_one(ItemRows).at = 0
        self._show()
        self._read()

    def _withdraw(self) -> None:
        self._question = None
        self._say("")

    def action_create(self) -> None:
        """Open the editor for a new assistant."""
        self._edit(Assistant(id="", created_at=0, model=""))

    def action_edit(self) -> None:
        """Open the editor for the assistant under the cursor."""
        if self._selected:
            self._edit(self._selected)

    def action_duplicate(self) -> None:
        """Copy the assistant under the cursor."""
        if self._selected:
            self._work(self._duplicate(self._selected))

    def action_delete(self) -> None:
        """Ask whether to delete the assistant under the cursor; asked already, delete it."""
        one = self._selected
        if one is None:
            return
        if one.id == DEFAULT_ASSISTANT_ID:
            self._say(KEEP_DEFAULT)
        elif self._question and self._question.id == one.id:
            self._withdraw()
            self._work(self._delete(one))
        else:
            self._question = one
            again = describe_keys(self.active_bindings, {"assistants.delete": "again to delete", "line.leave": "keep"})
            self._say(f"Delete {quote(one)}? The default assistant will answer in its conversations. {again}")

    # Work in the background.

    def _work(self, work: Coroutine[None, None, None]) -> None:
        """Do one thing at a time: a key pressed again meanwhile means the same."""
        if any(one.group == WORK and not one.is_finished for one in self.workers):
            work.close()
        else:
            self.run_worker(self._report(work), group=WORK, exit_on_error=True)

    async def _report(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Error as error:
            self._say(str(error))

    def _edit(self, assistant: Assistant) -> None:
        """Open the editor at once: what is typed next belongs there."""
        if self.typed_app.screen is self:
            self.typed_app.push_screen(AssistantEditor(self._services, assistant), self._show_saved)

    def _show_saved(self, saved: Assistant | None) -> None:
        if saved:
            self._pages.put(saved)
            self._show(saved.id)
            self._say(f"Saved {quote(saved)}.")

    async def _duplicate(self, assistant: Assistant) -> None:
        name = f"{assistant.name or UNNAMED} copy"[-MAX_NAME_CHARS:]
        copy = await self._services.assistants.create_assistant(copy_request(assistant, name))
        self._pages.put(copy)
        self._show(copy.id)
        self._say(f"Created {quote(copy)}.")

    async def _delete(self, assistant: Assistant) -> None:
        with suppress(NotFound):  # another window was faster
            await self._services.assistants.delete_assistant(assistant.id)
        self._pages.drop(assistant.id)
        self._show()
        self._say(f"Deleted {quote(assistant)}.")


def quote(assistant: Assistant) -> str:
    """Return the name of an assistant in quotes, as part of a sentence."""
    return f"“{crop_text(assistant.name or UNNAMED, MAX_SHOWN_COLS)}”"
