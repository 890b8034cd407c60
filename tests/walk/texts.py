"""Texts that the walk types, pastes and lets the model write."""

from tests.tui.history.fragments import FRAGMENTS
from tests.tui.hostile import HOSTILE

WORDS = (
    *("hello", "x", "the quick brown fox", "日本語の文章です。", "한국어", "👩\u200d👩\u200d👧 🇯🇵 👍🏽", "שלום עולם"),
    *("مرحبا", "e\u0301te\u0301", "a/b", "ﷺ", "C:\\dir", "[bold]x[/]", "50 %", "'quoted'", "@", "tab?"),
)
"""Typed, so without control characters."""
MARKDOWN = tuple(FRAGMENTS)

__all__ = ["HOSTILE", "MARKDOWN", "WORDS"]
