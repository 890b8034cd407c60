"""The help screen: all keys, as they are bound now, and what the signs of the conversation list mean."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from app.tui.keys.command import Command, format_ways
from app.tui.screens.commands.page import PageScreen
from app.tui.screens.commands.sign_meanings import list_signs
from app.tui.text.widths.page_columns import Section

SIGNS_HEADING = "Signs in the conversation list"


class HelpScreen(PageScreen):
    """The page of all keys."""

    def __init__(self, commands: Sequence[tuple[str, Command]]) -> None:
        """`commands`: each with its heading, in order."""
        sections = [
            Section(heading, [(format_ways(one), one.description) for _, one in group])
            for heading, group in groupby(commands, itemgetter(0))
        ]
        super().__init__("Keys", "change keys in config.toml", [*sections, Section(SIGNS_HEADING, list_signs())])
