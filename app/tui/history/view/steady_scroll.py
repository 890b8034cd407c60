"""A scroll view that scrolls without animation."""

from typing import TYPE_CHECKING

from textual.scroll_view import ScrollView

if TYPE_CHECKING:
    from textual.types import AnimationLevel, CallbackType, EasingFunction  # it would import a dozen widgets


class SteadyScroll(ScrollView):
    """Goes to a place at once: an animation goes to a row number, which changes while heights become exact."""

    def scroll_to(
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = True,
        speed: float | None = None,
        duration: float | None = None,
        easing: "EasingFunction | str | None" = None,
        force: bool = False,
        on_complete: "CallbackType | None" = None,
        level: "AnimationLevel" = "basic",
        immediate: bool = False,
    ) -> None:
        """Scroll without animation."""
        super().scroll_to(x, y, animate=False, force=force, on_complete=on_complete, immediate=immediate)
