"""Clicks on links. The screen shows the whole address, and opens it when the user wants that."""

from textual.message import Message


class LinkClicked(Message):
    """A link was clicked. `source`: the text of its message, which may have more of them."""

    def __init__(self, address: str, source: str) -> None:
        super().__init__()
        self.address = address
        self.source = source
