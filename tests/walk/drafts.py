"""The drafts that the user has written, kept apart from the app to compare with its own."""

import re
from collections.abc import Mapping

from app.tui.local_state import NEW_THREAD_KEY
from app.tui.text.draft import Draft
from tests.walk.shorten import shorten

MARKER = re.compile(r"w\d+x")


class Sent:
    """Messages that were sent or queued: one comes back with ↑, or when it could not be stored."""

    def __init__(self) -> None:
        self._markers: set[str] = set()
        self._texts: set[str] = set()

    def add(self, *drafts: Draft) -> None:
        """Add what may have been sent."""
        self._markers |= find_markers(drafts)
        self._texts |= {draft.text for draft in drafts if draft.text}

    def add_words(self, words: object) -> None:
        """Add what is typed and may be sent by the same step."""
        self._markers |= find_markers(words)

    def has_returned(self, kept: Draft, other: Draft) -> bool:
        """Whether the other draft is the one that was kept, and a message that came back."""
        before, after = find_markers(kept), find_markers(other)
        if before < after and after - before <= self._markers:
            return True
        return any(
            text in other.text and other.text.replace(text, "", 1).strip() == kept.text.strip() for text in self._texts
        )


class Drafts:
    """The draft of each conversation by the id of its thread. `deleted`: threads that the user has deleted."""

    def __init__(self) -> None:
        self.kept: dict[str, Draft] = {NEW_THREAD_KEY: Draft()}
        self.deleted: set[str] = set()
        self.asked: set[str] = set()
        """Messages that the user was asked about before they were deleted."""
        self.is_unsure = False
        """Whether the last step may have changed them and ended the app."""

    def note_key(self, key: str, new: Draft) -> None:
        """Note the conversation in the box: one without an id before may have one now, and its draft.

        `new`: the draft of the conversation without an id, as the app has it. While it is there, the conversation in
        the box is another one, whose message was stored after it was left.
        """
        if key in self.kept:
            return
        self.kept[key] = Draft()
        if not new:
            self.kept[key], self.kept[NEW_THREAD_KEY] = self.kept[NEW_THREAD_KEY], Draft()

    def note_moved(self, found: Mapping[str, Draft]) -> None:
        """Note that the new conversation got its id after it was left: the same draft is under the id then."""
        draft = self.kept[NEW_THREAD_KEY]
        if not draft or found.get(NEW_THREAD_KEY):
            return
        for key in found.keys() - self.kept.keys():
            if found[key] == draft:
                self.kept[key], self.kept[NEW_THREAD_KEY] = draft, Draft()
                return

    def note_compacted(self, origins: Mapping[str, str], found: Mapping[str, Draft]) -> None:
        """Note that a draft went along from a conversation to the one that goes on from a summary of it.

        `origins`: the first by the second.
        """
        for key, source in origins.items():
            draft = self.kept.get(source)
            if draft and found.get(key) == draft and not found.get(source):
                self.kept[key], self.kept[source] = draft, Draft()

    def forget_deleted(self, found: Mapping[str, Draft]) -> None:
        """Forget the drafts of conversations that are deleted by now."""
        for key in self.deleted:
            if key in self.kept and not found.get(key, Draft()):
                self.kept[key] = Draft()

    def find_difference(self, found: Mapping[str, Draft]) -> str:
        """Return in words where the app has another draft; empty if it has the same ones."""
        for key, draft in self.kept.items():
            other = found.get(key, Draft())
            if draft != other and not (key in self.deleted and not other):
                return f"the draft of {key} is {shorten(other)}, not {shorten(draft)}"
        return ""

    def take_returned(self, found: Mapping[str, Draft], sent: Sent) -> None:
        """Take drafts to which nothing but messages came back that were sent."""
        for key, other in found.items():
            if sent.has_returned(self.kept.get(key, Draft()), other):
                self.kept[key] = other

    def take(self, found: Mapping[str, Draft]) -> None:
        """Take what the app has as what the user has written."""
        self.kept.update(found)

    @property
    def markers(self) -> set[str]:
        """The markers in all drafts."""
        return find_markers(self.kept.values())


def find_markers(drafts: object) -> set[str]:
    """Return the markers in drafts or texts."""
    return set(MARKER.findall(repr(drafts)))


def is_in(text: str, longer: str) -> bool:
    """Whether a text came from the other one by inserting characters."""
    rest = iter(longer)
    return all(character in rest for character in text)
