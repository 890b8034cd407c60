"""Which theme is used: the one chosen on screen, else that of config.toml, else light or dark as the terminal is."""

from collections.abc import Container
from pathlib import Path

from app.tui.theme.saved_theme import load_theme, save_theme

DARK, LIGHT = "textual-dark", "textual-light"


class ThemeChoice:
    """The theme that is set, or that follows the terminal. Only a theme chosen on screen is saved."""

    def __init__(self, folder: Path, setting: str | None) -> None:
        self._folder = folder
        self.name = load_theme(folder) or setting
        """The theme that is set; None if it follows the terminal."""
        self._followed = DARK
        self._before: str | None = None
        """The theme before others were tried; None while none is."""

    def is_unknown(self, available: Container[str]) -> bool:
        """Whether a theme is set that does not exist."""
        return self.name is not None and self.name not in available

    def follow(self, *, is_dark: bool) -> str | None:
        """Return the theme for a terminal that is dark or light; None if a theme is set, or one is being tried."""
        if self.name is not None:
            return None
        self._followed = DARK if is_dark else LIGHT
        if self._before is not None:
            self._before = self._followed
            return None
        return self._followed

    def begin_trying(self, now: str) -> None:
        """Save nothing from now on. `now`: the theme in use."""
        self._before = now

    def end_trying(self, chosen: str | None) -> str:
        """Save the theme that was chosen, and return it; without one, return the theme before."""
        before, self._before = self._before or self._followed, None
        if chosen is None:
            return before
        self.on_change(chosen)
        return chosen

    def on_change(self, name: str) -> None:
        """Save a theme that the user has chosen; from now on it stays.

        The one that is set is not saved by its use at the start: config.toml could not change it any more.
        """
        if self._before is not None or name == (self.name or self._followed):
            return
        self.name = name
        save_theme(self._folder, name)
