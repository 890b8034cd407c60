"""The list of assistants: choose one for the conversation, create, edit, duplicate and delete.

The search has the focus always: letters search, and the commands are keys that type nothing.
"""

from contextlib import suppress
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.errors import Error, NotFound
from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant
from app.api.services import Services
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState
from app.tui.screens.assistants.assistant_editor import AssistantEditor
from app.tui.screens.assistants.assistant_pages import AssistantPages
from app.tui.screens.assistants.form import copy_request
from app.tui.screens.assistants.one_change import OneChange
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import Words
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.text.one_line import crop_text
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.line_input import LineInput

ENTRIES_AHEAD = 20
"""Assistants left below the cursor when the next page is read."""
MAX_NAME_CHARS = 256
"""The limit of a name in the API."""
MAX_SHOWN_COLS = 40
"""Of a name in a sentence."""
MAX_SEARCHED_CHARS = 2_000
"""Of the instructions: the rest does not tell what an assistant is for."""
CHOSEN_SIGN = "●"
KEYS = {
    "line.accept": "Choose",
    "assistants.create": "New",
    "assistants.edit": "Edit",
    "assistants.duplicate": "Duplicate",
    "assistants.delete": "Delete",
    "line.leave": "Close",
}
UNNAMED = "Unnamed assistant"
KEEP_DEFAULT = "The default assistant can't be deleted: it answers where no other one is there. Edit it instead."


class AssistantSearch(SearchLine):
    """The search of the list of assistants."""

    BINDINGS = bindings("assistants")


class AssistantList(SearchDialog[str | None]):
    """A dialog that returns the id of the chosen assistant, or None if the user chose none."""

    def __init__(self, services: Services, local_state: LocalState, chosen_id: str, text: str = "") -> None:
        """`text`: what to search for at first; an assistant of exactly this name is chosen at once."""
        choices = SearchList(SingleRows(), can_focus=False, empty_text="Nothing found.")
        super().__init__(AssistantSearch(text, placeholder="Search"), choices)
        self._services = services
        self._local_state = local_state
        self._chosen_id = chosen_id
        self._wanted = text.strip()
        self._pages = AssistantPages(services.assistants)
        self._is_choosing = False
        """Whether Enter was pressed before an assistant was found."""
        self._change = OneChange(self)
        self._question: Assistant | None = None
        """The assistant whose deletion is being asked about."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="assistants"):
            yield self.line
            yield self.list
            yield Words(id="assistants-status")

    def on_mount(self) -> None:
        """Read the first page."""
        self.query_one("#assistants").border_title = "Assistants"
        self.say("")
        self._read(self._chosen_id)

    @property
    def _selected(self) -> Assistant | None:
        entry = self.list.entry
        return self._pages.known.get(entry.name) if entry else None

    # Reading.

    def _read(self, at_id: str = "") -> None:
        """Read pages until enough is known for the screen and for the search."""
        # Not begun yet, it is no coroutine that a newer one would leave unawaited.
        self.run_worker(partial(self._read_pages, at_id), group="read", exclusive=True, exit_on_error=True)

    async def _read_pages(self, at_id: str) -> None:
        try:
            while self._pages.has_more and (self.query_text.strip() or self.list.entries_below < ENTRIES_AHEAD):
                await self._pages.read_next()
                self._show(at_id)
        except Error as error:
            self.say(str(error))
        else:
            self._take_named()
            if self._is_choosing:
                self.list.action_take()

    def _show(self, at_id: str = "") -> None:
        """Show the assistants read so far, with the cursor on one of them if it is there, else where it is."""
        at_id = at_id if at_id in self._pages.known else ""
        if not at_id and self.list.entry:
            at_id = self.list.entry.name
        entries = [describe(one, is_chosen=one.id == self._chosen_id) for one in self._pages.known.values()]
        self.list.show(entries, at=at_id)

    def _take_named(self) -> None:
        """Choose the assistant of the wanted name, if it is the only one and nothing was typed meanwhile."""
        named = self._wanted.casefold()
        found = [one.id for one in self._pages.known.values() if named in (one.id, (one.name or "").casefold())]
        if named and len(found) == 1:
            self.dismiss(found[0])

    def say(self, sentence: str) -> None:
        """Show a sentence below the list; without one the keys."""
        self.query_one("#assistants-status", Words).say(sentence or describe_keys(self.active_bindings, KEYS))

    # Keys.

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Choose the assistant under the cursor. Where none is found yet, the first one that is."""
        self._is_choosing = not self.list.hits
        super().on_line_input_submitted(event)

    def note_move(self) -> None:
        """Drop the question about another assistant; read on."""
        self._wanted = ""
        self._is_choosing = False
        self._withdraw()
        self._read()

    def search(self, text: str) -> None:
        """Show what matches, and read what may match."""
        self._wanted = ""
        self._is_choosing = False
        self._withdraw()
        super().search(text)
        self._read()

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the assistant."""
        self.dismiss(event.name)

    def leave(self) -> None:
        """Leave the question; without one, close."""
        if self._question:
            self._withdraw()
        else:
            self.dismiss(None)

    def _withdraw(self) -> None:
        self._question = None
        self.say("")

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
            self._change.begin(self._duplicate(self._selected), f"{quote(self._selected)} was not copied.")

    def action_delete(self) -> None:
        """Ask whether to delete the assistant under the cursor; asked already, delete it."""
        one = self._selected
        if one is None:
            return
        if one.id == DEFAULT_ASSISTANT_ID:
            self.say(KEEP_DEFAULT)
        elif self._question and self._question.id == one.id:
            self._withdraw()
            self._change.begin(self._delete(one), f"{quote(one)} was not deleted.")
        else:
            self._question = one
            again = describe_keys(self.active_bindings, {"assistants.delete": "again to delete", "line.leave": "Keep"})
            self.say(f"Delete {quote(one)}? The default assistant will answer in its conversations. {again}")

    # Work in the background.

    async def changed(self) -> None:
        """Wait until the change that was begun is made; the dialog may be closed meanwhile."""
        await self._change.wait()

    def _edit(self, assistant: Assistant) -> None:
        """Open the editor at once: what is typed next belongs there."""
        if self.typed_app.screen is self:
            self.typed_app.push_screen(AssistantEditor(self._services, self._local_state, assistant), self._show_saved)

    def _show_saved(self, saved: Assistant | None) -> None:
        if saved:
            self._pages.put(saved)
            self._show(saved.id)
            self.say(f"Saved {quote(saved)}.")

    async def _duplicate(self, assistant: Assistant) -> None:
        name = f"{assistant.name or UNNAMED} copy"[-MAX_NAME_CHARS:]
        copy = await self._services.assistants.create_assistant(copy_request(assistant, name))
        if not self.is_closed:
            self._pages.put(copy)
            self._show(copy.id)
            self.say(f"Created {quote(copy)}.")

    async def _delete(self, assistant: Assistant) -> None:
        with suppress(NotFound):  # another window was faster
            await self._services.assistants.delete_assistant(assistant.id)
        if not self.is_closed:
            self.list.leave_entry(assistant.id)
            self._pages.drop(assistant.id)
            self._show()
            self.say(f"Deleted {quote(assistant)}.")


def quote(assistant: Assistant) -> str:
    """Return the name of an assistant in quotes, as part of a sentence."""
    return f"“{crop_text(assistant.name or UNNAMED, MAX_SHOWN_COLS)}”"


def describe(assistant: Assistant, *, is_chosen: bool) -> Entry:
    """Return the row of an assistant."""
    return Entry(
        assistant.id,
        assistant.name or UNNAMED,
        " · ".join(filter(None, (assistant.model or "default model", assistant.instructions))),
        sign=CHOSEN_SIGN * is_chosen,
        found_by=(assistant.instructions or "")[:MAX_SEARCHED_CHARS],
    )
