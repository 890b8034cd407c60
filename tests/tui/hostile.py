"""Texts that others write (models, servers, files, titles) to break a screen or to command a terminal."""

import re
from collections.abc import Sequence

from hypothesis import strategies as st
from textual.strip import Strip

from tests.tui.terminal import Terminal

HOSTILE = (
    "[bold red]x[/] [@click=app.quit]y[/] [/nothing]",
    "\x1b[31mred\x1b]0;title\x07\x9b2J\x1b[2J\x1b[?1049l",
    "\u202eright to left\u2066 שלום\u2069",
    "\x1b]8;;http://example.invalid\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0=\x07\x1bP+q544e\x1b\\\x9d0;t\x9c",
    "a\r\nb\rc\x85d\u2028e\x0bf\x0cg\x00h",
    "\t \u200b\ufeff\u00ad\u200d",
    "日本語 👩\u200d👩\u200d👧 e\u0301" * 30,
    "x" * 3_000,
    "| a | b |\n|---|---|\n" + "| [x](javascript:alert(1)) | `\x1b[2J` |\n" * 3,
    "[link](http://a.invalid/\x1b]0;x\x07) <http://b.invalid/\u202e> ![i](\x9b)",
    "{name} {{variable}} %s \\n \\x1b \\u0041",
    "```\x1b[2J\ncode \x1b]0;t\x07\n```\n",
    "\ud83d half a pair",
    "".join(map(chr, range(0x20))) + "".join(map(chr, range(0x7F, 0xA1))),
)
LONG_LINE = "x\t\x1b[2J[b]" * 100_000
"""A line of a megabyte."""

PIECE = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=("Cs",)))
ANY_TEXT = st.lists(PIECE, max_size=3).map("".join)

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What terminals obey: C0 with the tab, C1, overrides of the writing direction; and what cannot be written to one."""


def is_harmless(strip: Strip) -> bool:
    """Whether a row has only text, also where it is a link."""
    links = [segment.style.link or "" for segment in strip if segment.style]
    return not OBEYED.search("".join((strip.text, *links)))


def assert_harmless(t: Terminal, strips: Sequence[Strip] = ()) -> None:
    """Check that the terminal gets only text, in rows as wide as the screen. `strips`: its rows, if they are known."""
    cols, rows = t.app.size
    strips = strips or t.strips()
    assert len(strips) == rows
    for at, strip in enumerate(strips):
        assert strip.cell_length == cols, f"row {at} is {strip.cell_length} columns wide, not {cols}:\n{t.text()}"
        assert is_harmless(strip), f"row {at} commands the terminal: {strip.text!r}\n{t.text()}"


def storable(text: str) -> str:
    """Return a text without what the API refuses: NUL, surrogates; and not empty."""
    return re.sub("[\0\ud800-\udfff]", "", text) or "x"
