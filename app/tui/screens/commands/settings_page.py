"""The settings in use, each with its value and where it was set."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from app.settings import Settings
from app.settings.origins import SettingLine, list_settings
from app.tui.screens.commands.page import PageScreen
from app.tui.text.one_line import one_line
from app.tui.text.widths.page_columns import Section

HEADINGS = {"models": "Models used in place of others", "keymap": "Your keys"}


class SettingsScreen(PageScreen):
    """The page of all settings. Secrets are masked."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        """`folder`: the one whose `.env` was read, None if it no longer exists."""
        config = settings.config_dir / "config.toml"
        super().__init__("Settings", f"change them in {config}", make_sections(list_settings(settings, folder)))


def make_sections(lines: Sequence[SettingLine]) -> list[Section]:
    """Return the settings as sections: single values, then each table."""
    return [
        Section(
            HEADINGS.get(table, "Settings"), [(one_line(_shorten(one.name, table)), _describe(one)) for one in group]
        )
        for table, group in groupby(lines, _find_table)
    ]


def _find_table(line: SettingLine) -> str:
    table, dot, _ = line.name.partition(".")
    if dot:
        return table
    return ""


def _shorten(name: str, table: str) -> str:
    return name.removeprefix(f"{table}.")


def _describe(line: SettingLine) -> str:
    return f"{one_line(line.value)} · {one_line(line.source)}"
