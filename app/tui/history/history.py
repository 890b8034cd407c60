"""The message history: what the screen calls. It shows API messages and streams into the open ones.

The screen hands over the newest page and, when `OlderWanted` says so, the page before it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message as Event

from app.api.objects import Message
from app.tui.history.document.document import Document
from app.tui.history.document.entry import Entry
from app.tui.history.document.notes import NoteKind
from app.tui.history.message_cursor import Choosing
from app.tui.history.pace import Pace


class History(Choosing):
    """All messages of a thread in one widget. Its look is the block `History` of styles.tcss."""

    class OlderWanted(Event):
        """The view is near the top and there are older messages: load them and call `prepend`."""

    @dataclass
    class FollowingChanged(Event):
        """The view has come to the end, or left it."""

        following: bool

    @dataclass
    class NewBelow(Event):
        """So many messages have come in below the view since it left the end; 0 when it is back there."""

        count: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._more = False
        self._asked = False
        self._followed = True
        self._below = 0
        self._queue: dict[str, list[str]] = {}
        # Drawing belongs to the widget's own task, where the active app is known.
        self._pace = Pace(lambda: self.call_next(self.draw))

    def on_unmount(self) -> None:
        """Draw no more."""
        self._pace.stop()

    # Messages.
    def show(self, messages: Sequence[Message], *, more: bool) -> None:
        """Show a thread at its end: its newest messages, oldest first. `more`: there are older ones."""
        self._queue.clear()
        self._pace.stop()
        self._check_look()
        self.document = Document(self.document.painter, messages)
        self._chosen = self._copied = None
        self._more, self._asked, self._below = more, False, 0
        if self.text_selection is not None:
            self.screen.clear_selection()
        self._view = None
        self.to_end()

    def prepend(self, messages: Sequence[Message], *, more: bool) -> None:
        """Older messages, oldest first. Nothing on screen shifts."""
        follow = self.following
        added = self.document.prepend(messages)
        self._top = self._top._replace(slot=self._top.slot + added)
        if self._view is not None:
            self._view = [(slot + added, row) for slot, row in self._view]
        self._more, self._asked = more, False
        self.grown(follow)

    def older_missed(self) -> None:
        """The older messages could not be had: ask again at the next step."""
        self._asked = False

    def append(self, message: Message) -> None:
        """A finished message. One that is known is replaced."""
        self._put(message, live=False)

    def begin(self, message: Message) -> None:
        """An open message: text will be written to it, after what it has."""
        self._queue.pop(message.id, None)
        self._put(message, live=True)

    def _put(self, message: Message, *, live: bool) -> None:
        follow = self.following
        entry = self.document.get(message.id)
        if entry is not None:
            entry.set(message, live=live)
            self.document.changed(entry)
        else:
            self.document.append(Entry(message, live=live))
            if not follow:
                self._below += 1
                self.post_message(self.NewBelow(self._below))
        self.grown(follow)

    def write(self, message_id: str, text: str) -> None:
        """Streamed text of an open message: drawn with the next frame. An unknown message is ignored."""
        if self.document.get(message_id) is not None:
            self._queue.setdefault(message_id, []).append(text)
            self._pace.ask()

    def finish(self, message: Message) -> None:
        """A message as it is stored now: completed, or incomplete with the text so far."""
        entry = self.document.get(message.id)
        if entry is None:
            self.append(message)
            return
        follow = self.following
        self._write_queued()
        entry.finish(message)
        self.document.changed(entry)
        self.grown(follow)

    def drop(self, message_id: str) -> None:
        """Take a message out: a refused one, or one that another attempt will write again."""
        follow = self.following
        self._queue.pop(message_id, None)
        if self.document.drop(message_id):
            self._top = self._top._replace(slot=min(self._top.slot, len(self.document.entries)))
            self.grown(follow)

    def identify(self, message_id: str, stored: Message) -> None:
        """Give a shown message the id of its stored one, which has the same text. An unknown message is ignored."""
        self.document.identify(message_id, stored)

    def get(self, message_id: str) -> Message | None:
        """A message that is loaded. Of an open one, the text is what it had when it was begun."""
        entry = self.document.get(message_id)
        return entry.message if entry else None

    # Notes.
    def note(self, key: str, text: str, kind: NoteKind) -> None:
        """A line under the last message, new or changed in place."""
        if self.document.notes.put(key, text, kind):
            self._notes_changed()

    def remove_note(self, key: str) -> None:
        """Take such a line away."""
        if self.document.notes.remove(key):
            self._notes_changed()

    def _notes_changed(self) -> None:
        follow = self.following
        self.document.rows(len(self.document.entries))
        self.grown(follow)

    # Frames.
    def hold(self) -> None:
        """A key was pressed: its echo is painted before the next frame."""
        self._pace.hold()

    def draw(self) -> None:
        """Draw a frame: what has been written since the last."""
        if not self._queue:
            return
        began = time.monotonic()
        follow = self.following
        self._write_queued()
        self.grown(follow)
        self._pace.drawn(time.monotonic() - began)

    def _write_queued(self) -> None:
        self._check_look()
        for message_id, texts in self._queue.items():
            entry = self.document.get(message_id)
            if entry is not None and entry.live:
                entry.write("".join(texts))
                self.document.changed(entry)
        self._queue.clear()

    # What the screen is told.
    def moved(self) -> None:
        """Tell the screen what changed about the place of the view."""
        following = self.following
        if following and self._below:
            self._below = 0
            self.post_message(self.NewBelow(0))
        if following != self._followed:
            self._followed = following
            self.post_message(self.FollowingChanged(following))
        near = 2 * max(1, self._height)
        if self._more and not self._asked and self.document.above(self._top) < near:
            self._asked = True
            self.post_message(self.OlderWanted())
