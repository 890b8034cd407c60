"""The messages of the open thread: stored pages, and replies as they stream in."""

from collections.abc import Sequence

from app.api.events import MessageDelta
from app.api.message_text import delta_text
from app.api.objects import Message, Run, without_replaced
from app.tui.session.conversation.messages.message_pages import MessagePages
from app.tui.session.conversation.newest_page import NewestPage

ELSEWHERE_KEY = "elsewhere"


class MessageView(MessagePages):
    """Adds to the pages what is written while they are on the screen."""

    def is_answered(self, run: Run) -> bool:
        """Whether the run wrote a message, as far as is known here."""
        return run.id in self._answered

    def say(self, words: str) -> None:
        """Say below the messages what happened elsewhere, until the next message is sent."""
        self._history.note(ELSEWHERE_KEY, words, "status")

    def add_missing(self, page: NewestPage) -> bool:
        """Add stored messages that are not here, each at its place. False if the page is too far from what is here."""
        stored = {message.id for message in page.messages}
        if self._excerpt.has_newer:  # they are read when the view comes to the end
            self._page = page
            return True
        if self._shown and page.has_more and not stored & self._shown:
            return False
        self._page = page
        messages = page.finished_messages
        for message in reversed(messages):
            self._join(message)
        for replaced in stored - {message.id for message in without_replaced(page.messages)}:
            self._drop(replaced)
        below = next((one for one in self._pending() if one not in stored), None)
        for message in reversed(messages):
            if message.id not in self._shown:
                self._insert(message, below)
            below = message.id
        return True

    def _pending(self) -> list[str]:
        """Return what stands below all stored messages until it is stored itself."""
        return [*self.echoes.ids, *self._unfinished]

    def _insert(self, message: Message, below: str | None) -> None:
        self._shown.add(message.id)
        self._answered.add(message.run_id)
        self._history.show_welcome(False)
        if below is None:
            self._history.append(message)
        else:
            self._history.insert(message, below)

    def show_echo(self, text: str, uploads: Sequence[str] = ()) -> Message:
        """Show the user's message before it is stored. Returns it; `add_missing` gives it the id of the stored one."""
        if self._excerpt.has_newer:
            self.show(self._page)
        self._history.show_welcome(False)
        self._history.remove_note(ELSEWHERE_KEY)
        return self.echoes.show(text, self._current.id or "", uploads)

    def _join(self, stored: Message) -> None:
        if stored.role == "user" and stored.id not in self._shown and self.echoes.join(stored):
            self._shown.add(stored.id)

    # Events.

    def on_delta(self, delta: MessageDelta) -> None:
        """Show a piece of a reply."""
        if delta.id in self._unfinished:
            self._history.write(delta.id, delta_text(delta))

    def on_message(self, event_name: str, message: Message) -> None:
        """Show a reply that was created or ended."""
        if self._excerpt.has_newer:
            return
        if event_name == "thread.message.created":
            self._drop(message.id)
            self._drop_replaced(message)
            if message.run_id:
                self.reasoning.load_model(message.run_id)
        self._answered.add(message.run_id)
        if message.id not in self._shown:
            self._shown.add(message.id)
            self._unfinished.add(message.id)
            self._history.begin(message)
        if message.status != "in_progress" and message.id in self._unfinished:
            self._unfinished.discard(message.id)
            self._history.finish(message)

    def drop_unfinished(self) -> None:
        """Remove replies that are not finished: another attempt writes them from their beginning."""
        for message_id in list(self._unfinished):
            self._drop(message_id)

    def remove(self, message_id: str, next_id: str | None) -> None:
        """Take a message off the screen that was deleted. `next_id`: the one below it. It stays among those shown:

        a page that was read before would bring it back.
        """
        if message_id == self._oldest:  # the page above is asked for by it
            self._oldest = next_id
        self._history.drop(message_id)

    def _drop_replaced(self, reply: Message) -> None:
        """Remove a reply that broke off, now that a retry writes it again."""
        while (last := self._history.last) and last.id in self._shown and reply.replaces(last):
            self._drop(last.id)
            self.reasoning.drop(last)

    def _drop(self, message_id: str) -> None:
        """Remove a message, if it is here. After a take-over a finished one too is written again under the same id."""
        if message_id in self._shown:
            self._history.drop(message_id)
            self._shown.discard(message_id)
            self._unfinished.discard(message_id)
