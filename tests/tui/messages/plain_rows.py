"""Rows without an app: in no colours."""

from textual.style import Style

from app.tui.history.render.code.colouring import Highlighted, without_highlight
from app.tui.history.render.rows import COMPONENT_CLASSES, Look, RowBuilder


class Plain:
    """Colours nothing: colours need an app with a theme."""

    def highlight(self, source: str, language: str) -> Highlighted:
        return Highlighted(without_highlight(source))


def builder() -> RowBuilder:
    """Rows without any style."""
    return RowBuilder(60, 60, Look("", Style.null(), dict.fromkeys(COMPONENT_CLASSES, Style.null())))
