"""Text and borders can be seen in every theme that is offered: computed from the styles as they are rendered."""

from collections.abc import Iterator

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from app.models.script import Script
from app.settings import Settings
from app.tui.keys.table import listed_commands
from app.tui.screens.commands.help import HelpScreen
from app.tui.screens.commands.rename import Rename
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

REPLY = """\
# Heading

Words, **bold**, `code`, [a link](https://example.com) and $x$.

> Quoted.

1. First

```python
def run(text: str) -> int:  # a comment
    return len(text) + 12
```

| a | b |
|---|---|
| 1 | 2 |
"""
TEXT, DIM = 4.5, 3.0
DIM_PARTS = {
    "address",
    "below",
    "code-header",
    "details",
    "dim",
    "more",
    "placeholder",
    "prefix",
    "reasoning",
    "rule",
    "status",
}
"""The last parts of the names of component styles that are dim text or no text."""
NO_TEXT = {"cursor-line", "cursor-gutter", "gutter", "matching-bracket", "selection", "cursor"}
"""Component styles of Textual's that only colour a background, or something that is not shown."""

OURS = ("history", "thread-list", "search-list", "status-line")


def luminance(colour: tuple[int, int, int]) -> float:
    """As WCAG 2.2 defines it; written again here, so that a slip in the app does not hide itself."""
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    low, high = sorted((luminance(one.rgb), luminance(other.rgb)))
    return (high + 0.05) / (low + 0.05)


def too_close(widget: Widget) -> Iterator[str]:
    """Each component style and each border of a widget that has too little contrast."""
    for name in sorted(widget._get_component_classes()):  # pyright: ignore[reportPrivateUsage]  # of the class and its bases
        part = name.rpartition("--")[2]
        if not name.startswith(OURS) and part in NO_TEXT:
            continue
        style = widget.get_visual_style(name)
        assert style.foreground
        assert style.background
        found = ratio(style.background + style.foreground, style.background)
        if found < (DIM if part in DIM_PARTS else TEXT):
            yield f"{name} {found:.2f}"
    own = widget.background_colors[1]
    text = widget.visual_style.foreground
    if text and (found := ratio(own + text, own)) < DIM:
        yield f"text of {widget!r} {found:.2f}"
    for edge in ("top", "left"):
        kind, colour = getattr(widget.styles, f"border_{edge}")
        if kind and (found := ratio(own + colour, own)) < DIM:
            yield f"border of {widget!r} {found:.2f}"


def unseen(t: Terminal) -> Iterator[str]:
    """Each text on the screen that has too little contrast to be dim text."""
    for strip in t.strips():
        for segment in strip:
            style = segment.style or Style()
            if segment.text.strip(" ▁▔█") and style.color and style.bgcolor:
                colours = [Color(*one.get_truecolor()) for one in (style.color, style.bgcolor)]
                if (found := ratio(*colours)) < DIM:
                    yield f"{segment.text!r} {found:.2f}"


def offered(t: Terminal) -> list[str]:
    """The themes, without those in the terminal's own colours."""
    return [name for name, theme in t.app.available_themes.items() if not theme.ansi]


@requirement("look.contrast")
async def test_every_style_and_border_in_every_theme(settings: Settings) -> None:
    await stored(settings, ["Apples?", REPLY], ["Pears?", REPLY])
    async with terminal(settings, Script()) as t:
        await t.shows("Quoted.")
        choices = SearchList()
        await t.chat.mount(choices)
        choices.show([Entry("one", "One", "the first")])
        await t.press("ctrl+s")
        faults: list[str] = []
        assert len(offered(t)) >= 19
        for name in offered(t):
            t.app.theme = name
            await t.pilot.pause()
            widgets = [t.chat, *t.chat.query(Widget)]
            faults += [f"{name}: {found}" for one in widgets for found in too_close(one)]
            faults += [f"{name}: {found}" for found in unseen(t)]
        assert faults == []


@requirement("look.contrast")
async def test_the_dialogs_in_every_theme(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None), size=(100, 40)) as t:
        await t.shows("No model is set up")
        await t.app.push_screen(HelpScreen(listed_commands({})[:8]))
        await t.app.push_screen(Rename("Apples"))
        faults: list[str] = []
        for name in offered(t):
            t.app.theme = name
            await t.pilot.pause()
            widgets = [one for screen in t.app.screen_stack[1:] for one in screen.query(Widget)]
            faults += [f"{name}: {found}" for one in widgets for found in too_close(one)]
        assert faults == []
