"""Only what changed is painted, and the terminal shows all the same what a whole new screen would."""

import random

from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate  # there are no public names
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from app.models.script import Script
from app.settings import Settings
from app.tui.screens.commands.palette import CommandsDialog
from app.tui.widgets.frames.partial_frames import PartialFrames
from tests.requirements import requirement
from tests.terminal.emulator import Emulator
from tests.tui.terminal import terminal

COLS, ROWS = 40, 12


class Letters(Widget):
    """Cells with letters, some of which are changed at a time. It notes the rows that it is asked for."""

    def __init__(self, place: Region) -> None:
        super().__init__()
        self.styles.position = "absolute"
        self.styles.offset = place.offset
        self.styles.width, self.styles.height = place.size
        self.cells = [["."] * place.width for _ in range(place.height)]
        self.asked: list[Region] = []

    def change(self, region: Region, letter: str) -> None:
        for y in region.line_range:
            for x in range(*region.column_span):
                self.cells[y][x] = letter
        self.refresh(region)

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append(crop)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        return Strip([Segment("".join(self.cells[y]))])


class Recorded(PartialFrames):
    """Keeps each frame as a terminal would get it."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[CompositorUpdate] = []

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        update = super().render_full_update(simplify)
        self.frames.append(update)
        return update

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        if update is not None:
            self.frames.append(update)
        return update


class LettersScreen(Screen[None]):
    """Widgets that lie over each other, and in part outside the screen."""

    def __init__(self, places: list[Region]) -> None:
        super().__init__()
        self.recorded = self._compositor = Recorded()
        self.letters = [Letters(place) for place in places]

    def compose(self) -> ComposeResult:
        yield from self.letters


class LettersApp(App[None]):
    def __init__(self, places: list[Region]) -> None:
        super().__init__()
        self.letters = LettersScreen(places)
        self.emulator = Emulator(COLS, ROWS)

    def get_default_screen(self) -> LettersScreen:
        return self.letters

    def shown(self) -> list[str]:
        """What a terminal shows that got all frames."""
        for frame in self.letters.recorded.frames:
            self.emulator.feed(frame.render_segments(self.console).encode())
        self.letters.recorded.frames.clear()
        return self.emulator.text().split("\n")

    def whole(self) -> list[str]:
        """What the whole screen looks like when it is painted anew."""
        return [strip.text for strip in self.letters.recorded.render_strips(self.size)]


def choose_region(choice: random.Random, width: int, height: int) -> Region:
    """Choose a region with at least one cell."""
    x, y = choice.randrange(width), choice.randrange(height)
    return Region(x, y, choice.randint(1, width - x), choice.randint(1, height - y))


@requirement("frames.changed-cells-only")
async def test_after_any_changes_the_terminal_shows_what_a_whole_screen_would():
    for seed in range(4):
        choice = random.Random(seed)
        places = [choose_region(choice, COLS + 6, ROWS + 4).translate((-3, -2)) for _ in range(6)]
        app = LettersApp(places)
        async with app.run_test(size=(COLS, ROWS)) as pilot:
            for step in range(30):
                for widget in choice.sample(app.letters.letters, choice.randint(1, 3)):
                    width, height = len(widget.cells[0]), len(widget.cells)
                    widget.change(choose_region(choice, width, height), choice.choice("abcdefgh"))
                await pilot.pause()
                assert app.shown() == app.whole(), (seed, step)


@requirement("frames.changed-cells-only")
async def test_only_rows_that_changed_of_widgets_that_changed_are_asked_for():
    left, right, below = Region(0, 0, 10, 8), Region(10, 0, 30, 8), Region(0, 8, 40, 4)
    app = LettersApp([left, right, below])
    async with app.run_test(size=(COLS, ROWS)) as pilot:
        await pilot.pause()
        for widget in app.letters.letters:
            widget.asked.clear()
        one, other, third = app.letters.letters
        one.change(Region(1, 3, 1, 1), "x")
        other.change(Region(4, 5, 2, 2), "y")
        await pilot.pause()
        assert (one.asked, other.asked, third.asked) == ([Region(0, 3, 10, 1)], [Region(0, 5, 30, 2)], [])
        assert app.shown() == app.whole()


@requirement("frames.changed-cells-only")
async def test_the_chat_and_its_dialogs_are_painted_so(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        assert isinstance(t.chat._compositor, PartialFrames)  # pyright: ignore[reportPrivateUsage]  # no public name
        await t.press("ctrl+p")
        await t.until(lambda: isinstance(t.app.screen, CommandsDialog), "the palette")
        assert isinstance(t.app.screen._compositor, PartialFrames)  # pyright: ignore[reportPrivateUsage]  # no public name
