"""What every screen has: frames of changed cells only, a selection that outlives its text, the user's keys first."""

from collections.abc import Set as AbstractSet
from typing import Protocol, cast, runtime_checkable

from textual.app import App
from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer, TimerCallback
from textual.widget import Widget

from app.tui.widgets.frames.partial_frames import PartialFrames


@runtime_checkable
class HasUsersKeys(Protocol):
    """The part of the app that a screen needs to prefer the user's keys."""

    @property
    def users_ids(self) -> AbstractSet[str]:
        """The ids of the commands that the user has set to keys which can work."""
        ...


class FrameScreen(Screen[ScreenResultType]):
    """A screen of the app."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own has the whole screen painted at each move of the focus; both widgets paint themselves anyway."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PartialFrames()
        self.are_frames_held = False
        """While this is set, what changes is laid out and not painted; `paint_held` paints it."""

    def _compositor_refresh(self) -> None:
        if self.are_frames_held:
            self._dirty_widgets.clear()  # the compositor has noted their cells
        else:
            super()._compositor_refresh()

    def set_timer(
        self, delay: float, callback: TimerCallback | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """Call a function after a delay, however late.

        Textual's own timer skips the times at which it could not look, and one that has a single time ends without its
        call (Textual 8.2.8): where the process stood still while it began, a draft would never be written any more.
        """
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False  # pyright: ignore[reportPrivateUsage]  # `set_timer` has no parameter for it
        return timer

    def lay_out_now(self) -> None:
        """Lay out what has changed. Textual does it at the next tick of its timer, 8 ms later or more."""
        self._on_timer_update()

    def paint_held(self) -> None:
        """Paint what has changed while frames were held."""
        self.are_frames_held = False
        if self.is_running and self.is_current:
            self._compositor_refresh()

    @property
    def _binding_chain(self) -> list[tuple[DOMNode, BindingsMap]]:
        """The bindings from the focused widget up; on a key that the user has set, no other ones."""
        chain = super()._binding_chain
        app = cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]  # Textual's is untyped
        if isinstance(app, HasUsersKeys) and app.users_ids:
            from app.tui.keys.users_keys import prefer_users_keys  # late: most users have set no keys

            prefer_users_keys(chain, app.users_ids)
        return chain

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
