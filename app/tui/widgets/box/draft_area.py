"""The content of the message box: typed text, and pastes that are shown as chips on the border."""

from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from app.tui.keys.command import format_keys
from app.tui.text.draft import Draft, join_drafts
from app.tui.text.locations import find_index, find_location
from app.tui.text.typed import with_newlines
from app.tui.widgets.box.completing_area import CompletingArea
from app.tui.widgets.box.mentioned_files import describe_file, find_files
from app.tui.widgets.box.pastes import MAX_EDITABLE_CHARS, as_draft, describe_paste, is_long, open_pastes

TOO_LONG_TO_OPEN = "Too long to edit in the message box: /editor opens it in your editor."


class DraftArea(CompletingArea):
    """A text area whose content is a `Draft`. Posts `Edited`."""

    class Edited(Message, namespace="message_input"):
        """The draft changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pasted: tuple[str, ...] = ()
        self._removed: tuple[str, ...] = ()
        self._last_paste = ""
        self._chips = ""

    @property
    def shown(self) -> Draft:
        """What the box shows."""
        return Draft(text=self.text, pasted=self._pasted)

    @property
    def draft(self) -> Draft:
        """What the user has written: what the box shows, unless that is a prompt sent before."""
        return self.shown

    def show(self, draft: Draft) -> None:
        """Put a draft into the box, with the caret at its end."""
        self._replace_content(draft)

    def take_back(self, draft: Draft) -> None:
        """Return a submitted draft that was not sent, above what was typed since."""
        self.show(join_drafts(draft, self.draft))

    def replace_edited(self, draft: Draft, text: str) -> None:
        """Put a text in the place of the draft that it was made from, or above what is in the box instead."""
        if draft != self.shown:
            self.take_back(as_draft(text))
        elif draft.pasted or len(text) > MAX_EDITABLE_CHARS:
            self._replace_content(as_draft(text))
        else:  # it can be undone
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)

    def action_delete_left(self) -> None:
        """Delete to the left; in an empty box remove the last paste, which can be undone."""
        if not self.text and self._pasted:
            self._removed = (*self._removed, self._pasted[-1])
            self._set_pasted(self._pasted[:-1])
            self.post_message(self.Edited())
        else:
            super().action_delete_left()

    def action_undo(self) -> None:
        """Undo; in an empty box bring back the paste that was removed last."""
        if self._removed and not self.text:
            self._set_pasted((*self._pasted, self._removed[-1]))
            self._removed = self._removed[:-1]
            self.post_message(self.Edited())
        else:
            super().action_undo()

    def action_open_pastes(self) -> None:
        """Put the pastes into the text, with the caret where the first one begins. The message stays the same."""
        if not self._pasted:
            return
        opened = open_pastes(self.shown)
        if opened is None:
            self.notify(TOO_LONG_TO_OPEN)
            return
        start = opened.text.index(self._pasted[0], len(self.text.rstrip("\n")))
        # Not as an edit, which could be undone: the pastes would be nowhere then.
        self._replace_content(opened)
        self.move_cursor(find_location(opened.text, start))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Post `Edited` for each edit."""
        event.stop()
        self._show_chips()
        self.update_completion()
        self.post_message(self.Edited())

    def insert_pasted(self, text: str, *, goes_on: bool = False) -> None:
        """Insert a paste, or show it as a chip if it is long. With `goes_on` it is a part of the one before it."""
        text = with_newlines(text)
        if goes_on:
            text = self._take_last_paste() + text
        self._last_paste = text
        if is_long(text):
            self._set_pasted((*self._pasted, text))
            self.post_message(self.Edited())
        else:
            self.replace(text, *self.selection, maintain_selection_offset=False)
            # The height that limits scrolling is updated at the next refresh only.
            self.call_after_refresh(self.scroll_cursor_visible)

    def _take_last_paste(self) -> str:
        """Remove the last paste, which goes on, and return it; nothing if the user has changed something since."""
        last, text = self._last_paste, self.text
        end = find_index(text, self.cursor_location)
        if self._pasted[-1:] == (last,):
            self._set_pasted(self._pasted[:-1])
        elif last and text.endswith(last, 0, end):
            self.delete(find_location(text, end - len(last)), self.cursor_location, maintain_selection_offset=False)
        else:
            return ""
        return last

    def _replace_content(self, draft: Draft) -> None:
        self._removed, self._last_paste = (), ""
        if draft != self.shown:
            self.load_text(draft.text)
            self._set_pasted(draft.pasted)
        self.move_cursor(self.document.end)

    def _set_pasted(self, pasted: tuple[str, ...]) -> None:
        self._pasted = pasted
        self._show_chips()

    def _show_chips(self) -> None:
        """Show what goes along with the text: pastes, and the files that it names."""
        chips = [describe_paste(text) for text in self._pasted]
        if chips and (key := self._find_key("open_pastes")):
            chips.append(f"{key}: open")
        if "@" in self.text:
            chips += (describe_file(file) for file in find_files(self.text))
        words = " ".join(chips)
        if words != self._chips:
            self._chips = words
            self.border_title = Content(words)

    def _find_key(self, action: str) -> str:
        """Return the user's key for an action of the box; empty if it has none."""
        active = self.screen.active_bindings.items()
        return next((format_keys(key) for key, found in active if found.binding.action == action), "")
