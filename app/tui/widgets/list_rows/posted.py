"""The messages that the thread list posts for what the user does, and for what happens in the open conversation."""

from typing import Literal

from textual.message import Message

from app.api.requests import ThreadRow
from app.tui.widgets.list_rows.edges import Where

RowAction = Literal["delete", "undo", "rename", "pin", "archive", "tag"]


class ListMessages:
    """The messages of `ThreadList`, under the name of which they are handled."""

    class Opened(Message, namespace="thread_list"):
        """A row was opened, with Enter or a click."""

        def __init__(self, thread_id: str) -> None:
            super().__init__()
            self.thread_id = thread_id

    class RowActionRequested(Message, namespace="thread_list"):
        """A key asks to change a row, or to undo a deletion. `row` is None in an empty list."""

        def __init__(self, action: RowAction, row: ThreadRow | None) -> None:
            super().__init__()
            self.action = action
            self.row = row

    class OpenRunChanged(Message, namespace="thread_list"):
        """The run of the thread on the screen has become active, or is over."""

        def __init__(self, is_active: bool) -> None:
            super().__init__()
            self.is_active = is_active

    class PageRequested(Message, namespace="thread_list"):
        """The cursor is near an end of the rows that were read, or a key asks for an end of the list."""

        def __init__(self, where: Where) -> None:
            super().__init__()
            self.where: Where = where
