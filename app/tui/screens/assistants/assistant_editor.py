"""The editor of an assistant. It saves what was changed and nothing else: two windows do not undo each other."""

from contextlib import aclosing, suppress

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea
from textual.worker import Worker

from app.api.endpoints import ModelList
from app.api.errors import Error, NotFound, RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant
from app.api.services import Services
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState, UnsentText
from app.tui.screens.assistants.editor_fields import FIELDS, Field, read_texts
from app.tui.screens.assistants.fields.model_field import ModelLine, list_offers
from app.tui.screens.assistants.fields.option_field import OptionField
from app.tui.screens.assistants.fields.typed_texts import TypedTexts
from app.tui.screens.assistants.form import Texts, create_request, find_mistakes, modify_request, texts_of
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import Dialog, Words
from app.tui.widgets.line_input import LineInput, PasteRefused

KEYS = {"dialog.save": "Save", "dialog.leave": "Cancel", "line.leave": "Cancel"}
DROP = "again to drop the changes"
DROP_KEYS = {"dialog.leave": DROP, "line.leave": DROP, "dialog.save": "Save"}
"""A line has its own command for Esc."""
SAVE_KEY = {"dialog.save": "Save"}
DELETED = "This assistant was deleted elsewhere. Save again to create it anew."
DRAFTS_KEY = "assistant"
"""Before the id of the assistant, in the keys of drafts."""
LOW_ROWS = 20
"""Below this height of the screen a text area shows fewer rows."""


class AssistantEditor(Dialog[Assistant | None]):
    """A dialog that returns the assistant as it was saved, or None if the user cancelled.

    What is typed is kept, and shown when the editor is opened again after a kill.
    """

    BINDINGS = bindings("dialog")

    def __init__(self, services: Services, local_state: LocalState, assistant: Assistant) -> None:
        """`assistant`: the one to edit; without an id a new one."""
        super().__init__()
        self._services = services
        self._local_state = local_state
        self._assistant_id = assistant.id
        self._typed = TypedTexts(self, UnsentText(local_state, DRAFTS_KEY, assistant.id))
        self._fields = [Field(kind, text) for kind, text in zip(FIELDS, texts_of(assistant).values(), strict=True)]
        self._before: Texts = {}
        """The texts as the fields had them at first: a text area changes line ends."""
        self._warned_at: Texts | None = None
        """The texts when the user was asked whether to drop them."""
        self._saving: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Yield a box with the fields, and a line below them."""
        with Vertical(id="editor"):
            with VerticalScroll(id="editor-fields", can_focus=False):
                yield from self._fields
            yield Words(id="editor-status")

    async def on_mount(self) -> None:
        """Focus the first field, then list the models."""
        self.query_one("#editor").border_title = "Edit assistant" if self._assistant_id else "New assistant"
        self._before = read_texts(self._fields)
        for one in self._fields:
            one.show(self._typed.get(one.kind.name, one.text))
        self._show_parts()
        self.set_focus(self._fields[0].input)
        self._say("")
        self.run_worker(self._list_models, exit_on_error=True)

    def on_resize(self, event: events.Resize) -> None:
        """Show fewer rows of a text on a low screen, and still the whole field that is edited."""
        self.set_class(event.size.height < LOW_ROWS, "-short")
        self.call_after_refresh(self._reveal)

    async def _list_models(self) -> None:
        """Offer the models of all profiles as they arrive. Any name can be typed."""
        lists: dict[str, ModelList] = {}
        with suppress(Error):
            profiles = await self._services.endpoints.profiles()
            async with aclosing(self._services.endpoints.model_lists()) as arriving:
                async for one in arriving:
                    lists[one.endpoint.profile] = one
                    self.query_one(ModelLine).offer(list_offers(profiles, lists))
            async with aclosing(self._services.endpoints.slow_servers(profiles)) as answering:
                async for one in answering:
                    profiles, lists[one.endpoint.profile] = [*profiles, one.endpoint], one
                    self.query_one(ModelLine).offer(list_offers(profiles, lists))

    # Editing.

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about the text before."""
        self._note_edit(event.text_area)

    def on_option_field_changed(self, event: OptionField.Changed) -> None:
        """Show the schema with the format that has one."""
        self._note_edit(event.field)
        self._show_parts()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Scroll to the whole field, with its label and what is wrong in it."""
        if self._find_field(event.widget):
            self.call_after_refresh(self._reveal)

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Focus a widget. Its field is scrolled to: Textual would move the input to the middle, without its label."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    def _reveal(self) -> None:
        """Scroll to the field that is edited."""
        if field := self._find_field(self.focused):
            field.scroll_visible(animate=False)

    def on_line_input_submitted(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Leave the editor."""
        event.stop()
        self.action_leave()

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def _note_edit(self, widget: object) -> None:
        field = self._find_field(widget)
        if field and self._before and not self.is_closed:
            text, name = field.text, field.kind.name
            self._typed.keep(name, None if text == self._before[name] else text)
            field.note_edit()
            if self._warned_at not in (None, read_texts(self._fields)):
                self._warned_at = None
                self._say("")

    def _find_field(self, widget: object) -> Field | None:
        return next((one for one in self._fields if one.input is widget), None)

    def _show_parts(self) -> None:
        form = next(one.text for one in self._fields if one.kind.name == "response_format")
        for one in self._fields:
            if one.kind.name == "json_schema":
                one.display = form == "json_schema"

    def _say(self, sentence: str) -> None:
        """Show a sentence below the fields; without one the keys."""
        words = sentence or f"Tab Next field · {describe_keys(self.active_bindings, KEYS)}"
        self.query_one("#editor-status", Words).say(words)

    # Leaving.

    def action_leave(self) -> None:
        """Close; with changes, ask once."""
        if not self._asks(describe_keys(self.active_bindings, DROP_KEYS)):
            self._typed.drop()
            self.dismiss(None)

    def asks_before_quitting(self, key: str) -> bool:
        """Whether there are changes, and the user is asked now."""
        keys = f"{key} {DROP} and quit · {describe_keys(self.active_bindings, SAVE_KEY)}"
        if self.is_closed or self._asks(keys):
            return not self.is_closed
        self._typed.drop()
        return False

    def _asks(self, keys: str) -> bool:
        texts = read_texts(self._fields)
        if not self._before or texts in (self._before, self._warned_at):
            return False
        self._warned_at = texts
        self._say(f"Not saved. {keys}")
        return True

    def action_save(self) -> None:
        """Save, unless the API would refuse a field: that one is shown then."""
        if self.is_closed or (self._saving and not self._saving.is_finished):
            return
        texts = read_texts(self._fields)
        mistakes = find_mistakes(texts)
        self._show_mistakes(mistakes)
        if mistakes:
            self._say(f"Not saved: {len(mistakes)} field{'s'[: len(mistakes) > 1]} to mend.")
        else:
            self._say("Saving …")
            self._saving = self.run_worker(self._save(texts), exit_on_error=True)

    async def _save(self, texts: Texts) -> None:
        assistants = self._services.assistants
        try:
            if self._assistant_id:
                request = modify_request(self._before, texts)
                saved = await assistants.modify_assistant(self._assistant_id, request)
            else:
                saved = await assistants.create_assistant(create_request(texts))
            if saved.id == DEFAULT_ASSISTANT_ID:  # it is not told as a change that others made
                self._local_state.note_default(saved)
            self._typed.drop()
            self.dismiss(saved)
        except NotFound:
            self._assistant_id = ""
            self._say(DELETED)
        except RequestError as error:
            self._show_mistakes({(error.param or "").partition(".")[0]: error.message})
            self._say(f"Not saved. {error.message}")
        except Error as error:
            self._say(f"Not saved. {error}")

    def _show_mistakes(self, mistakes: dict[str, str]) -> None:
        """Show what is wrong at each field, and go to the first that has a mistake."""
        for one in self._fields:
            one.show_mistake(mistakes.get(one.kind.name, ""))
        if first := next((one for one in self._fields if one.kind.name in mistakes), None):
            self.set_focus(first.input)
            self.call_after_refresh(first.scroll_visible, animate=False)
