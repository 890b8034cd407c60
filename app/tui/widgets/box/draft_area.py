"""The content of the message box: typed text, and pastes that are shown as chips on the border."""

from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from app.tui.text.draft import Draft, join_drafts
from app.tui.text.typed import with_newlines
from app.tui.widgets.box.completing_area import CompletingArea

MAX_INLINE_PASTE_CHARS = 65_536
"""A longer paste becomes a chip: a text area that holds more takes 16 ms or more for each key (measured)."""


class DraftArea(CompletingArea):
    """A text area whose content is a `Draft`. Posts `Edited`."""

    class Edited(Message, namespace="message_input"):
        """The draft changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pasted: tuple[str, ...] = ()

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
        elif draft.pasted or len(text) >= MAX_INLINE_PASTE_CHARS:
            self._replace_content(as_draft(text))
        else:  # it can be undone
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)

    def action_delete_left(self) -> None:
        """Delete to the left; in an empty box remove the last paste."""
        if not self.text and self._pasted:
            self._set_pasted(self._pasted[:-1])
            self.post_message(self.Edited())
        else:
            super().action_delete_left()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Post `Edited` for each edit."""
        event.stop()
        self.update_completion()
        self.post_message(self.Edited())

    def insert_pasted(self, text: str) -> None:
        """Insert a paste, or show it as a chip if it is too long to edit."""
        text = with_newlines(text)
        if len(text) < MAX_INLINE_PASTE_CHARS:
            self.replace(text, *self.selection, maintain_selection_offset=False)
            # The height that limits scrolling is updated at the next refresh only.
            self.call_after_refresh(self.scroll_cursor_visible)
        else:
            self._set_pasted((*self._pasted, text))
            self.post_message(self.Edited())

    def _replace_content(self, draft: Draft) -> None:
        if draft != self.shown:
            self.load_text(draft.text)
            self._set_pasted(draft.pasted)
        self.move_cursor(self.document.end)

    def _set_pasted(self, pasted: tuple[str, ...]) -> None:
        self._pasted = pasted
        self.border_title = Content(" ".join(describe_paste(text) for text in pasted))


def as_draft(text: str) -> Draft:
    """Return a text as a draft: as a paste if it is too long to edit in the box."""
    if len(text) < MAX_INLINE_PASTE_CHARS:
        return Draft(text=text)
    return Draft(pasted=(text,))


def describe_paste(text: str) -> str:
    """Describe a long paste by its size and lines."""
    size = len(text.encode())
    amount = f"{size / 1e3:.0f} KB"
    if size >= 1e6:
        amount = f"{size / 1e6:.1f} MB"
    return f"[pasted {amount}, {text.count(chr(10)) + 1:,} lines]"
