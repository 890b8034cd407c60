"""The widgets of the chat screen that the session reads and updates."""

from msgspec import Struct

from app.tui.history import History
from app.tui.keys.key_names import KeyNames
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.edge_rows.footer import FooterRow
from app.tui.widgets.edge_rows.header_line import HeaderLine
from app.tui.widgets.edge_rows.status_line import StatusLine
from app.tui.widgets.thread_list import ThreadList


class Panes(Struct, frozen=True):
    """The widgets, and the names of keys. The session calls only their public methods."""

    header: HeaderLine
    threads: ThreadList
    history: History
    status: StatusLine
    box: MessageInput
    footer: FooterRow
    keys: KeyNames
