"""The messages of the open thread, as the session shows and changes them.

The session passes the newest page and, on `OlderRequested`, the page before it. Each change keeps the place of the
view.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from app.api.objects import Message
from app.tui.history.document.document import Document
from app.tui.history.document.entry import Entry
from app.tui.history.document.folded_entry import FoldedEntry
from app.tui.history.document.notes.notes import Block, NoteKind, Sentence
from app.tui.history.pace import FrameTimer
from app.tui.history.view.view_changes import ViewChanges
from app.tui.history.view.viewport import Viewport


class Display(Protocol):
    """The widget that shows a transcript."""

    def thread_replaced(self) -> None:
        """Forget what belonged to the thread shown before."""
        ...

    def show_changes(self) -> None:
        """Show what has changed in the document, or in the place of the view."""
        ...


class Transcript:
    """The messages and notes of one thread at a time."""

    def __init__(
        self, document: Document, viewport: Viewport, changes: ViewChanges, frames: FrameTimer, display: Display
    ) -> None:
        self._document = document
        self._viewport = viewport
        self._changes = changes
        self._frames = frames
        self._display = display
        self._streamed: dict[str, list[str]] = {}
        self._answering = ("", "")

    @property
    def following(self) -> bool:
        """Whether the end is in view and new text keeps it there."""
        return self._viewport.following

    @contextmanager
    def keeping_place(self) -> Generator[bool]:
        """Change the document: the view stays at its place or at the end, and shows the changes. Yields which."""
        follow = self._viewport.following
        yield follow
        self._viewport.keep_place(follow=follow)
        self._display.show_changes()

    def show(self, messages: Sequence[Message], *, more: bool, newer: bool = False) -> None:
        """Show messages, oldest first: the end of a thread, or if there are `newer` ones a part. `more`: older ones."""
        self._streamed.clear()
        self._frames.stop()
        self._display.thread_replaced()
        self._document.open(messages)
        self._document.notes.welcome.set_answering(*self._answering)
        self._viewport.has_newer = self._document.notes.is_hidden = newer
        self._changes.open(more=more)
        if not newer:  # in a part the caller moves the view: at its end the page below would be asked for
            self._viewport.to_end()
            self._display.show_changes()

    def prepend(self, messages: Sequence[Message], *, more: bool) -> None:
        """Put older messages, oldest first, above all others. Nothing on screen shifts."""
        with self.keeping_place():
            self._viewport.shift(self._document.prepend(messages))
            self._changes.set_older(more=more)

    def request_older_again(self) -> None:
        """Request the older messages again at the next scroll: they could not be loaded."""
        self._changes.request_older_again()

    def append(self, message: Message) -> None:
        """Add a finished message. One with the same id is replaced."""
        self._put(message, live=False)

    def insert(self, message: Message, before_id: str) -> None:
        """Add a finished message above another that is loaded. Nothing on screen shifts if it comes above the view."""
        follow = self._viewport.following
        slot = self._document.slot_above(before_id)
        with self.keeping_place():
            self._document.insert(Entry(message), slot)
            if slot <= self._viewport.top.slot:
                self._viewport.shift(1)
            elif not follow:
                self._changes.add_below()

    def begin(self, message: Message) -> None:
        """Add an open message: text will be written to it, after what it has."""
        self._streamed.pop(message.id, None)
        self._put(message, live=True)

    def _put(self, message: Message, *, live: bool) -> None:
        follow = self._viewport.following
        with self.keeping_place():
            if self._document.put(message, live=live) and not follow:
                self._changes.add_below()

    def write(self, message_id: str, text: str) -> None:
        """Add streamed text to an open message with the next frame. An unknown message is ignored."""
        if self._document.get(message_id) is not None:
            self._streamed.setdefault(message_id, []).append(text)
            self._frames.request(self.draw)

    def draw(self) -> bool:
        """Draw the text written since the last frame. Return whether there was any."""
        if not self._streamed:
            return False
        self._document.notes.run_line.tick(time.time())
        with self.keeping_place() as follow:
            self._add_streamed(follow=follow)
        return True

    def draw_run(self) -> None:
        """Draw the line of the run as it is now: the spinner and the counts move, nothing else."""
        if self._document.notes.run_line.tick(time.time()):
            self._display.show_changes()

    def _add_streamed(self, *, follow: bool) -> None:
        for message_id, texts in self._streamed.items():
            self._document.write(message_id, "".join(texts), follow=follow)
        self._streamed.clear()

    def finish(self, message: Message) -> None:
        """Show a message as it is stored now: completed, or incomplete with the text so far."""
        if self._document.get(message.id) is None:
            self.append(message)
            return
        with self.keeping_place() as follow:
            self._add_streamed(follow=follow)
            self._document.finish(message, follow=follow)

    def drop(self, message_id: str) -> None:
        """Remove a message: it was refused, or another attempt will write it again."""
        self._streamed.pop(message_id, None)
        if self._document.get(message_id) is not None:
            with self.keeping_place():
                self._document.drop(message_id)

    def identify(self, message_id: str, stored: Message) -> None:
        """Give a shown message the id of its stored one, which has the same text. An unknown message is ignored."""
        self._document.captions.files.take_over(self.get(message_id), stored)
        self._document.identify(message_id, stored)

    def caption(self, names: Mapping[str, str], models: Mapping[str, str]) -> None:
        """Show the names of assistants, and the models that answered in runs, in the headers of their messages."""
        if self._document.captions.add(names, models):
            with self.keeping_place():
                self._document.recaption()

    @property
    def last(self) -> Message | None:
        """The last message; None in an empty thread."""
        return next((entry.message for entry in reversed(self._document.entries) if entry.is_message), None)

    def get(self, message_id: str) -> Message | None:
        """Return a message that is loaded. The text of an open one is what it had when it was begun."""
        entry = self._document.get(message_id)
        return entry.message if entry else None

    def unfold(self, entry: Entry, *, close: bool = False, section: int | None = None) -> None:
        """Show more of a long message, or open reasoning; reasoning that is open whole is closed, others by `close`.

        Of a message that is shown whole the sections are opened or closed, or the one whose summary is this line.

        What is on screen stays where it is, also at the end.
        """
        if not entry.folded and (entry.body is None or not entry.body.sections.finished):
            return
        above, slot = entry.folded_above, self._document.slot(entry)
        rows = len(self._document.rows(slot))
        _change_folding(entry, section, close=close)
        added = len(self._document.rows(slot)) - rows
        if above and slot >= self._viewport.top.slot:
            self._viewport.go(self._document.walk(self._viewport.top, added))
        else:
            self._viewport.keep_place(follow=False)
        self._display.show_changes()

    def show_welcome(self, is_shown: bool) -> None:
        """Show or hide what an empty conversation has in place of messages."""
        if self._document.notes.welcome.show(is_shown):
            self._show_notes()

    def set_answering(self, name: str, details: str) -> None:
        """Say in the welcome who answers the first message: the name, and details of the model."""
        self._answering = (name, details)
        if self._document.notes.welcome.set_answering(name, details):
            self._show_notes()

    def note(self, key: str, text: str, kind: NoteKind) -> None:
        """Show a note under the last message, or change the one with this key in place."""
        if self._document.notes.put(key, Sentence(text, kind)):
            self._show_notes()

    def block(self, key: str, block: Block) -> None:
        """Show a block under the last message: a run that failed, or that waits. It has the place of a note."""
        if self._document.notes.put(key, block):
            self._show_notes()

    def explain(self, run_id: str | None) -> None:
        """Leave out the mark of replies that broke off with this run: a note says why. None for no run."""
        captions = self._document.captions
        affected = {captions.explained_run, run_id} - {None}
        if captions.explained_run != run_id:
            with self.keeping_place():
                captions.explained_run = run_id
                self._document.recaption(affected)

    def allow_retry(self, allowed: bool) -> None:
        """Offer to run the newest run again beside the last message, when that is chosen."""
        self._document.captions.can_retry = allowed

    def remove_note(self, key: str) -> None:
        """Remove a note."""
        if self._document.notes.remove(key):
            self._show_notes()

    def _show_notes(self) -> None:
        with self.keeping_place():
            self._document.measure_notes()


def _change_folding(entry: Entry, section: int | None, *, close: bool) -> None:
    """Show more of an entry or less: of a section, else of what is folded, else of all sections."""
    if entry.body is not None and (section is not None or not entry.folded):
        entry.body.sections.turn(section)
        entry.forget()
    elif isinstance(entry, FoldedEntry) and close:
        entry.toggle()
    else:
        entry.unfold()
