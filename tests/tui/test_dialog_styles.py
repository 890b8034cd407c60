"""When the styles of what opens above the chat are parsed."""

from collections.abc import Iterable

import pytest
from textual.css import parse as css_parse
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.types import CSSLocation

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("dialogs.styles-before-the-key")
async def test_a_dialog_parses_no_styles_of_ours_once_a_key_was_typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse = css_parse.parse

    def note(scope: str, css: str, read_from: CSSLocation, **options: object) -> Iterable[RuleSet]:
        parsed.append(css)
        return parse(scope, css, read_from, **options)  # pyright: ignore[reportArgumentType]  # as it was called

    monkeypatch.setattr(stylesheet, "parse", note)

    def count_picker() -> int:
        return sum("#model-picker" in css for css in parsed)

    async with terminal(settings, Script()) as t:
        await t.shows("script · ")
        assert count_picker() == 0
        await t.type("x")
        await t.until(lambda: count_picker() == 1)
        await t.press("ctrl+l")
        await t.shows("Choose a model")
        assert count_picker() == 1
