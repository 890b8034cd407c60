"""What every screen has: frames of changed cells only, and a selection that outlives the text below it."""

from textual.screen import Screen, ScreenResultType

from app.tui.widgets.frames.partial_frames import PartialFrames


class FrameScreen(Screen[ScreenResultType]):
    """A screen of the app."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PartialFrames()

    def get_selected_text(self) -> str | None:
        """Return what is selected with the mouse; None if nothing is.

        Textual keeps the place of a selection when the text of a widget changes, and raises when the text has fewer
        lines now. What was selected is gone then.
        """
        try:
            return super().get_selected_text()
        except IndexError:
            self.clear_selection()
            return None
