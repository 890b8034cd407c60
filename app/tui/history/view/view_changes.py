"""Messages to the screen about the view: whether it follows, what arrived below it, when older messages are needed."""

from collections.abc import Iterator, Sequence

from textual.message import Message as TextualMessage

from app.tui.history.view.viewport import Viewport


class OlderRequested(TextualMessage, namespace="history"):
    """The view is near the top and there are older messages: load them and call `prepend`."""


class NewerRequested(TextualMessage, namespace="history"):
    """The view is near the bottom and there are newer messages: load them and call `extend`."""


class EndRequested(TextualMessage, namespace="history"):
    """The user wants the first or the newest message of the thread, and it is not here."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self.is_first = is_first


class FilesWanted(TextualMessage, namespace="history"):
    """Files are on the screen whose names are not known: read these."""

    def __init__(self, file_ids: Sequence[str]) -> None:
        super().__init__()
        self.file_ids = file_ids


class MarksRemoved(TextualMessage, namespace="history"):
    """Words were marked, and are not any more."""


class FollowingChanged(TextualMessage, namespace="history"):
    """The view has come to the end, or left it."""

    def __init__(self, following: bool) -> None:
        super().__init__()
        self.following = following


class NewBelow(TextualMessage, namespace="history"):
    """`count` messages have arrived below the view since it left the end; 0 when it is back there."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class ViewChanges:
    """Compares the view with its last report."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._following = True
        self._below = 0
        self._reported_below = 0
        self.has_older = False
        self._older_requested = False
        self._newer_requested = False

    def open(self, *, more: bool) -> None:
        """Begin with another thread. `more`: it has older messages than those shown."""
        self._newer_requested = False
        self._below = 0
        self._reported_below = 0
        self.set_older(more=more)

    def set_older(self, *, more: bool) -> None:
        """Note whether there are messages older than those shown; if so they can be requested again."""
        self.has_older = more
        self._older_requested = False

    def request_older_again(self) -> None:
        """Request the older messages again at the next report: they could not be loaded."""
        self._older_requested = False

    def set_newer(self, *, more: bool) -> None:
        """Note that newer messages were loaded; if there are `more` they can be requested again."""
        self._newer_requested = not more

    def request_newer_again(self) -> None:
        """Request the newer messages again at the next report: they could not be loaded."""
        self._newer_requested = False

    def add_below(self) -> None:
        """Count a message that arrived below the view."""
        self._below += 1

    def report(self) -> Iterator[TextualMessage]:
        """Yield what has changed since the last report."""
        following = self._viewport.following
        if following:
            self._below = 0
        if self._below != self._reported_below:
            self._reported_below = self._below
            yield NewBelow(self._below)
        if following != self._following:
            self._following = following
            yield FollowingChanged(following)
        if self._viewport.has_newer and not self._newer_requested and self._viewport.is_near_bottom:
            self._newer_requested = True
            yield NewerRequested()
        if self.has_older and not self._older_requested and self._viewport.is_near_top:
            self._older_requested = True
            yield OlderRequested()
