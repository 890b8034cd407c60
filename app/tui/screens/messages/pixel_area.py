"""The widget that shows a picture: as text, or as pixels that the terminal draws over blank cells.

The pixels go when their cells are painted again, so they are written after each such frame.
"""

from rich.console import RenderableType
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from app.tui.pictures.over_cells import OverCells
from app.tui.theme.themed_app import ThemedApp
from app.tui.widgets.removed import blank_once_removed

SAVE_CURSOR, RESTORE_CURSOR = "\x1b7", "\x1b8"


@blank_once_removed
class PixelArea(Static):
    """Shows one picture at a time."""

    _over: OverCells | None = None
    _is_due = False
    """Whether the pixels are written behind the frame that is painted now."""

    def show(self, content: RenderableType) -> None:
        """Show a picture of characters, or words."""
        self._over = None
        self.update(content)

    def show_over(self, picture: OverCells) -> None:
        """Show pixels over blank cells."""
        cols, rows = picture.size
        self._over = picture
        self.update("\n".join([" " * cols] * rows))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the cells, and write the pixels when they are on the screen."""
        if self._over is not None and not self._is_due:
            self._is_due = True
            self.call_after_refresh(self._write)
        return super().render_lines(crop)

    def _write(self) -> None:
        """Write the pixels, unless something else is above them or they do not fit."""
        self._is_due = False
        region = self.content_region
        if self._over is None or not self.screen.is_current or region.size != self._over.size:
            return
        app = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # Textual leaves a type out
        if isinstance(app, ThemedApp):
            place = f"\x1b[{region.y + 1};{region.x + 1}H"
            app.write_pixels(f"{SAVE_CURSOR}{place}{self._over.data}{RESTORE_CURSOR}")
