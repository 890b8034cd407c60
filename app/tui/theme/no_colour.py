"""NO_COLOR (https://no-color.org): no colour code is written. Textual's own way is 24-bit greys (Textual 8.2.8).

What is told by colour alone elsewhere is reversed, underlined or has a heavier border: the rules with `:nocolor` in
styles.tcss.
"""

import os
from functools import lru_cache
from typing import cast

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.style import Style as VisualStyle
from textual.widget import Widget

from app.tui.theme.linux_console import is_linux_console


class WithoutColours(LineFilter):
    """Removes colours from painted rows. Bold, underlined and reversed text stays so."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [Segment(text, style and _without_colours(style), control) for text, style, control in segments]


@lru_cache(1024)
def _without_colours(style: Style) -> Style:
    return style.without_color


def find_look(widget: Widget, *names: str) -> VisualStyle:
    """Return the style of component classes. Textual's own method leaves `reverse` out (Textual 8.2.8)."""
    style = widget.get_visual_style(*names)
    if any(widget.get_component_styles(name).text_style.reverse for name in names):
        return style + VisualStyle(reverse=True)
    return style


def shows_letters(widget: Widget) -> bool:
    """Whether letters stand for signs, and nothing moves.

    That is so without colours, for screen readers (ACCESSIBLE), and on the Linux console, whose font lacks the signs.
    """
    app = cast(App[object], widget.app)  # pyright: ignore[reportUnknownMemberType]  # Textual leaves a type out
    return app.no_color or is_linux_console() or bool(os.environ.get("ACCESSIBLE"))
