"""A stage for lists to choose from: our styles, one list, and what was chosen in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from app.tui.app import STYLES
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList


class Counted(SearchList):
    """Counts the rows that it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class Stage(App[None]):
    """Our styles and one list."""

    CSS_PATH = STYLES

    def __init__(self) -> None:
        super().__init__()
        self.list = Counted()
        self.list.styles.height = "1fr"
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        self.chosen.append(event.name)

    def strips(self) -> list[Strip]:
        return [self.list.render_line(y) for y in range(self.list.size.height)]

    def lines(self) -> list[str]:
        return [text for strip in self.strips() if (text := strip.text.rstrip())]


@asynccontextmanager
async def stage(size: tuple[int, int] = (80, 12)) -> AsyncGenerator[tuple[Stage, Pilot[None]]]:
    app = Stage()
    async with app.run_test(size=size) as pilot:
        app.list.focus()
        await pilot.pause()
        yield app, pilot


def entries(*names: str, section: str = "") -> list[Entry]:
    return [Entry(name, name, section=section) for name in names]
