"""Pictures among the messages: each is decoded when its rows are painted for the first time, one after the other."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import NamedTuple, Protocol

from textual.message import Message
from textual.strip import Strip

from app.tui.history.document.document import Document
from app.tui.history.render.rows import Row
from app.tui.history.view.viewport import Viewport
from app.tui.pictures.boxes import Colour, PictureBox
from app.tui.pictures.decoding import NotShown, read_pixels
from app.tui.pictures.kitty import SentPicture, make_picture
from app.tui.pictures.stand_ins import PICTURE_META
from app.tui.pictures.thumbnails import Thumbnails
from app.tui.terminal.reports import KeepsPictures
from app.tui.theme.themed_app import ThemedApp

KEPT_SCREENS = 3
"""So many screens of drawn rows are kept, so that scrolling back draws nothing again."""
MIN_KEPT_ROWS = 100


class Display(Protocol):
    """The widget that shows the history."""

    @property
    def app(self) -> object:
        """The app."""
        ...

    def show_changes(self) -> None:
        """Show what has changed in the document, or in the place of the view."""
        ...

    def refresh(self) -> object:
        """Paint everything again."""
        ...

    def post_message(self, message: Message) -> bool:
        """Send a message to the widget and those it is in."""
        ...

    def run_worker(self, work: Coroutine[None, None, None], *, group: str, exit_on_error: bool) -> object:
        """Run this until the widget is removed."""
        ...


class Way(NamedTuple):
    """What a picture is drawn for. Where it is drawn for another one, it is drawn again."""

    box: PictureBox
    background: Colour
    terminal: KeepsPictures | None
    """The terminal that keeps the picture; None: half blocks."""


class Drawn(NamedTuple):
    """The rows of a picture, and its number in the terminal that keeps it."""

    rows: Sequence[Strip]
    number: int = 0


class InlinePictures:
    """Paints the rows of pictures."""

    def __init__(self, document: Document, viewport: Viewport, display: Display) -> None:
        self._document = document
        self._viewport = viewport
        self._display = display
        self._thumbnails = Thumbnails()
        self._turn = asyncio.Lock()
        self._drawn: dict[Way, Drawn] = {}
        self._waiting: set[Way] = set()

    def paint(self, row: Row) -> Strip:
        """Paint a row of a picture; what is not drawn yet is blank."""
        if row.picture is None:
            return row.strip
        box, at, start = row.picture
        way = Way(box, self._background, self._find_terminal())
        drawn = self._drawn.pop(way, None)
        if drawn is not None and way.terminal is not None and drawn.number not in way.terminal.sent_pictures:
            drawn = None  # the terminal was put back, for an editor or the shell
        if drawn is None:
            if way not in self._waiting:
                self._waiting.add(way)
                self._display.run_worker(self._draw(way), group="pictures", exit_on_error=False)
            return row.strip
        self._drawn[way] = drawn  # the last is the one that was painted last
        return Strip.join([row.strip.crop(0, start), drawn.rows[at], row.strip.crop(start + box.cols)])

    @property
    def _background(self) -> Colour:
        background = self._document.row_builder.base.background
        return background.rgb if background else (0, 0, 0)

    def _find_terminal(self) -> KeepsPictures | None:
        app = self._display.app
        return app.picture_terminal if isinstance(app, ThemedApp) else None

    async def _draw(self, way: Way) -> None:
        """Draw a picture, unless it has left the view before its turn."""
        try:
            async with self._turn:
                if self._is_in_view(way.box):
                    self._drawn[way] = await self._make(way)
                    self._drop_oldest()
                    self._display.refresh()
        except NotShown:
            self._refuse(way.box)
        finally:
            self._waiting.discard(way)

    async def _make(self, way: Way) -> Drawn:
        if way.terminal is None:
            rows, number = await asyncio.to_thread(self._thumbnails.draw, way.box, way.background), 0
        else:
            made = await asyncio.to_thread(_encode, way.box, way.background, way.terminal.cell_pixels)
            way.terminal.send_picture(made.number, made.data, made.removal)
            rows, number = made.rows, made.number
        return Drawn([row.apply_meta({PICTURE_META: way.box.number}) for row in rows], number)

    def _drop_oldest(self) -> None:
        """Drop what was painted longest ago, and is not in view; of the terminal too."""
        most = max(MIN_KEPT_ROWS, KEPT_SCREENS * self._viewport.height)
        kept = sum(way.box.rows for way in self._drawn)
        for way in list(self._drawn):
            if kept <= most or self._is_in_view(way.box):
                break
            kept -= way.box.rows
            drawn = self._drawn.pop(way)
            if way.terminal is not None:
                way.terminal.remove_picture(drawn.number)

    def _is_in_view(self, box: PictureBox) -> bool:
        rows = self._document.visible(self._viewport.top, self._viewport.height)
        return any(row.picture is not None and row.picture.box == box for _, row in rows)

    def _refuse(self, box: PictureBox) -> None:
        """Take its rows from a picture that cannot be drawn; the view stays where it is."""
        if self._document.row_builder.pictures is not None:
            self._document.row_builder.pictures.refuse(box.picture)
        follow = self._viewport.following
        for entry in self._document.entries:
            if box.picture in entry.pictures:
                entry.forget_header()
                self._document.changed(entry)
        self._viewport.keep_place(follow=follow)
        self._display.show_changes()


def _encode(box: PictureBox, background: Colour, cell_pixels: tuple[int, int]) -> SentPicture:
    """Make what the terminal keeps. For a thread; raises `NotShown`."""
    return make_picture(read_pixels(box.picture), (box.cols, box.rows), background, cell_pixels)
