"""Clicks on what the screen shows whole: links, whose address it opens when the user wants that, and pictures."""

from collections.abc import Sequence

from textual.message import Message

from app.tui.pictures.stand_ins import Picture


class LinkClicked(Message):
    """A link was clicked. `source`: the text of its message, which may have more of them."""

    def __init__(self, address: str, source: str) -> None:
        super().__init__()
        self.address = address
        self.source = source


class PictureClicked(Message):
    """A picture was clicked: the one with this number among those of its message."""

    def __init__(self, pictures: Sequence[Picture], number: int) -> None:
        super().__init__()
        self.pictures = pictures
        self.number = number
