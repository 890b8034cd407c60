"""Pictures among the messages: each is decoded when its rows are painted for the first time, one after the other."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Protocol

from textual.strip import Strip

from app.tui.history.document.document import Document
from app.tui.history.render.rows import Row
from app.tui.history.view.viewport import Viewport
from app.tui.pictures.boxes import PictureBox
from app.tui.pictures.decoding import NotShown
from app.tui.pictures.thumbnails import Colour, Thumbnails

KEPT_SCREENS = 3
"""So many screens of drawn rows are kept, so that scrolling back draws nothing again."""
MIN_KEPT_ROWS = 100


class Display(Protocol):
    """The widget that shows the history."""

    def show_changes(self) -> None:
        """Show what has changed in the document, or in the place of the view."""
        ...

    def refresh(self) -> object:
        """Paint everything again."""
        ...

    def run_worker(self, work: Coroutine[None, None, None], *, group: str, exit_on_error: bool) -> object:
        """Run this until the widget is removed."""
        ...


class InlinePictures:
    """Paints the rows of pictures."""

    def __init__(self, document: Document, viewport: Viewport, display: Display) -> None:
        self._document = document
        self._viewport = viewport
        self._display = display
        self._thumbnails = Thumbnails()
        self._turn = asyncio.Lock()
        self._drawn: dict[tuple[PictureBox, Colour], Sequence[Strip]] = {}
        self._waiting: set[tuple[PictureBox, Colour]] = set()

    def paint(self, row: Row) -> Strip:
        """Paint a row of a picture; what is not drawn yet is blank."""
        if row.picture is None:
            return row.strip
        box, at, start = row.picture
        key = box, self._background
        drawn = self._drawn.get(key)
        if drawn is None:
            if key not in self._waiting:
                self._waiting.add(key)
                self._display.run_worker(self._draw(*key), group="pictures", exit_on_error=False)
            return row.strip
        return Strip.join([row.strip.crop(0, start), drawn[at], row.strip.crop(start + box.cols)])

    @property
    def _background(self) -> Colour:
        background = self._document.row_builder.base.background
        return background.rgb if background else (0, 0, 0)

    async def _draw(self, box: PictureBox, background: Colour) -> None:
        """Draw a picture, unless it has left the view before its turn."""
        try:
            async with self._turn:
                if self._is_in_view(box):
                    drawn = await asyncio.to_thread(self._thumbnails.draw, box, background)
                    self._keep(box, background, drawn)
                    self._display.refresh()
        except NotShown:
            self._refuse(box)
        finally:
            self._waiting.discard((box, background))

    def _is_in_view(self, box: PictureBox) -> bool:
        rows = self._document.visible(self._viewport.top, self._viewport.height)
        return any(row.picture is not None and row.picture.box == box for _, row in rows)

    def _keep(self, box: PictureBox, background: Colour, drawn: Sequence[Strip]) -> None:
        self._drawn[box, background] = drawn
        most = max(MIN_KEPT_ROWS, KEPT_SCREENS * self._viewport.height)  # more than are painted at once
        while sum(map(len, self._drawn.values())) > most:
            del self._drawn[next(iter(self._drawn))]

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
