"""An app whose colours can be read, and that is light or dark as the terminal is unless a theme is set."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter

from app.tui.terminal.reports import BackgroundReported, Graphics, GraphicsReported, KeepsPictures, has_iterm_pictures
from app.tui.theme.contrast import with_contrast
from app.tui.theme.linux_console import ForLinuxConsole, is_linux_console
from app.tui.theme.no_colour import WithoutColours
from app.tui.theme.theme_choice import ThemeChoice

NO_COLOURS = (WithoutColours(),)
FOR_LINUX_CONSOLE = ForLinuxConsole()


class ThemedApp(App[None]):
    """The app. `setting`: the theme of config.toml; the one chosen on screen is in `folder`."""

    def __init__(self, driver: type[Driver] | None, folder: Path, setting: str | None) -> None:
        self._is_linux_console = is_linux_console()
        super().__init__(driver)
        self._themes = ThemeChoice(folder, setting)
        self._graphics: set[Graphics] = set()
        if has_iterm_pictures(os.environ):
            self._graphics.add("iterm")

    @property
    def can_draw_pictures(self) -> bool:
        """Whether the screen has colours, and signs that can be told apart."""
        return not (self.no_color or self._is_linux_console)

    def use_theme(self) -> str:
        """Use the theme that is set, and save one that is chosen later. Return what is wrong; empty if nothing is."""
        self.watch(self, "theme", self._themes.on_change, init=False)
        if self._themes.is_unknown(self.available_themes):
            return f"There is no theme “{self._themes.name}”."
        if self._themes.name:
            self.theme = self._themes.name
        return ""

    def try_themes(self) -> None:
        """Save no theme until one is kept."""
        self._themes.begin_trying(self.theme)

    def keep_theme(self, name: str | None) -> None:
        """Use and save a theme; with None go back to the one before the others were tried."""
        self.theme = self._themes.end_trying(name)

    def on_background_reported(self, event: BackgroundReported) -> None:
        """Be light or dark as the terminal is, unless a theme is set."""
        if theme := self._themes.follow(is_dark=event.is_dark):
            self.theme = theme

    def on_graphics_reported(self, event: GraphicsReported) -> None:
        """Draw pictures so from now on."""
        self._graphics.add(event.way)

    @property
    def picture_terminal(self) -> KeepsPictures | None:
        """The terminal, where it draws pictures as kitty does. Their numbers are colours, which must arrive as such."""
        if "kitty" in self._graphics and self.console.color_system == "truecolor" and not self.no_color:
            return self._picture_driver
        return None

    @property
    def pixel_way(self) -> Literal["iterm", "sixel"] | None:
        """How the terminal draws pixels over its cells. Those of Sixel are counted, so its cells must be known."""
        if self.no_color or self._picture_driver is None:
            return None
        if "iterm" in self._graphics:
            return "iterm"
        if "sixel" in self._graphics and all(self.cell_pixels):
            return "sixel"
        return None

    @property
    def cell_pixels(self) -> tuple[int, int]:
        """Width and height of a cell of the terminal; zeros if they are not known."""
        driver = self._picture_driver
        return driver.cell_pixels if driver else (0, 0)

    def write_pixels(self, data: str) -> None:
        """Write a picture over the cells of the terminal."""
        if self._picture_driver is not None:
            self._picture_driver.write(data)

    @property
    def _picture_driver(self) -> KeepsPictures | None:
        return self._driver if isinstance(self._driver, KeepsPictures) else None

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme, adjusted where they could not be seen; the terminal's own colours as are."""
        variables = super().get_css_variables()
        if not self.current_theme.ansi:
            variables = self.theme_variables = with_contrast(variables)
        return variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is applied to each painted row."""
        filters = NO_COLOURS if self.no_color else super().get_line_filters()
        return (*filters, FOR_LINUX_CONSOLE) if self._is_linux_console else filters
