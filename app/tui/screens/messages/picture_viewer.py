"""The dialog that shows a picture of a message, as large as the window."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical

from app.tui.keys.table import bindings
from app.tui.pictures.boxes import fit
from app.tui.pictures.decoding import NotShown, read_pixels
from app.tui.pictures.half_blocks import draw
from app.tui.pictures.kitty import MAX_CELLS, known_cell, make_picture
from app.tui.pictures.over_cells import make_over_cells
from app.tui.pictures.stand_ins import Picture, describe
from app.tui.screens.dialog import Dialog, Words, show_title
from app.tui.screens.messages.pixel_area import PixelArea
from app.tui.terminal.reports import KeepsPictures
from app.tui.theme.themed_app import ThemedApp

if TYPE_CHECKING:
    from PIL.Image import Image

KEYS = "{picture.leave} to close."
KEYS_OF_SEVERAL = "{picture.previous} and {picture.next} for the other pictures, {picture.leave} to close."
READING = "Reading …"


class PictureViewer(Dialog[None]):
    """Shows one picture of a message; keys lead to the others."""

    BINDINGS = bindings("picture")

    def __init__(self, pictures: Sequence[Picture], number: int) -> None:
        super().__init__()
        self._pictures = pictures
        self._number = number
        self._image: Image | None = None
        self._sent = 0
        """The number of the picture that the terminal keeps; 0 for none."""

    def compose(self) -> ComposeResult:
        """Yield a box with room for the picture, and the keys."""
        with Vertical(id="picture"):
            yield PixelArea(READING, id="picture-pixels", markup=False)
            words = KEYS_OF_SEVERAL if len(self._pictures) > 1 else KEYS
            yield Words(self.key_names.fill(words), id="picture-keys")

    def on_mount(self) -> None:
        """Read the picture."""
        self._read()

    def on_resize(self) -> None:
        """Draw the picture for the new size."""
        if self._image is not None:
            self.call_after_refresh(self._draw)

    def action_step(self, step: int) -> None:
        """Show the next picture (1) or the one before (-1)."""
        if len(self._pictures) > 1:
            self._number = (self._number + step) % len(self._pictures)
            self._read()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    @work(exclusive=True, group="picture", exit_on_error=False)
    async def _read(self) -> None:
        picture = self._pictures[self._number]
        self._image = None
        show_title(self.query_one("#picture"), self._title(picture))
        self._pixels.show(READING)
        try:
            self._image = await asyncio.to_thread(read_pixels, picture)
        except NotShown as error:
            self._pixels.show(str(error))
        else:
            self._draw()

    @work(exclusive=True, group="picture", exit_on_error=False)
    async def _draw(self) -> None:
        if self.is_closed:
            return
        keys, size = self.query_one("#picture-keys"), self.query_one("#picture").content_size
        if self._image is None or not size.width:
            return
        room = size.width, max(1, size.height - keys.outer_size.height)
        background, image, app = self._pixels.background_colors[1].rgb, self._image, self.typed_app
        if isinstance(app, ThemedApp) and app.picture_terminal is not None:
            await self._send(app.picture_terminal, image, room)
        elif isinstance(app, ThemedApp) and app.pixel_way is not None:
            cell = known_cell(app.cell_pixels)
            self._pixels.show_over(
                await asyncio.to_thread(make_over_cells, app.pixel_way, image, room, background, cell)
            )
        else:
            self._pixels.show(await asyncio.to_thread(draw, image, room, background, has_colours=not app.no_color))

    async def _send(self, terminal: KeepsPictures, image: "Image", room: tuple[int, int]) -> None:
        """Send the pixels to the terminal, which shows them in the cells that name them."""
        cell, background = terminal.cell_pixels, self._pixels.background_colors[1].rgb
        size = fit(image.size, known_cell(cell), (min(room[0], MAX_CELLS), min(room[1], MAX_CELLS)))
        made = await asyncio.to_thread(make_picture, image, size, background, cell)
        terminal.remove_picture(self._sent)
        terminal.send_picture(made.number, made.data, made.removal)
        self._sent = made.number
        self._pixels.show(Segments([segment for row in made.rows for segment in (*row, Segment.line())]))

    def on_unmount(self) -> None:
        """Remove the picture from the terminal."""
        if self._terminal is not None:
            self._terminal.remove_picture(self._sent)

    @property
    def _terminal(self) -> KeepsPictures | None:
        app = self.typed_app
        return app.picture_terminal if isinstance(app, ThemedApp) else None

    @property
    def _pixels(self) -> PixelArea:
        return self.query_one("#picture-pixels", PixelArea)

    def _title(self, picture: Picture) -> str:
        place = f" · {self._number + 1} of {len(self._pictures)}" if len(self._pictures) > 1 else ""
        return f"Picture · {describe(picture)}{place}"
