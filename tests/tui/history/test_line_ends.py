"""The line ends of a message: on screen as the model or the user wrote them."""

from collections.abc import Callable

import pytest

from app.api.objects import Message
from tests.requirements import requirement
from tests.tui.history.stage import replied, said, stage

POEM = "Über allen Gipfeln\nIst Ruh,\n**In allen\nWipfeln**\nSpürest du"

SHOWN = {
    "poem": (POEM, POEM.replace("**", "").split("\n")),
    "address": ("Ada Lovelace  \n12 St James's Square\\\nLondon\n", ["Ada Lovelace", "12 St James's Square", "London"]),
    "windows line ends": ("one\r\ntwo\r\n\r\nthree", ["one", "two", "", "three"]),
    "in a list": ("- one\n  two\nthree\n- four", ["• one", "  two", "  three", "• four"]),
    "in a quote": ("> one\n> two", ["▌ one", "▌ two"]),
    "japanese": ("古池や\n蛙飛びこむ\n水の音", ["古池や", "蛙飛びこむ", "水の音"]),
    "in a link": ("[one\ntwo](https://a.example)", ["one", "two (https://a.example)"]),
    "html": ("<p>\none\n</p>", ["<p>", "one", "</p>"]),
    "in a heading": ("one\ntwo\n===\nthree\nfour", ["one", "two", "", "three", "four"]),
    "a Japanese heading": ("第一章\n始まり\n---\n本文", ["第一章", "始まり", "", "本文"]),
    "indented lines of a poem": (
        "Tyger\n  burning\n\tbright\\\n    in the\n  forests  \n of",
        ["Tyger", "  burning", "    bright", "    in the", "  forests", " of"],
    ),
    "an indented first line": ("one\n\n   two\nthree\n\n four", ["one", "", "   two", "three", "", "four"]),
    "indented in a list": ("- one\n    two\n  three", ["• one", "    two", "  three"]),
    "indented in a quote": ("> one\n>    two", ["▌ one", "▌    two"]),
    "backslashes at all ends": ("one\\\ntwo\\", ["one", "two"]),
    "paths": ("in C:\\\nor C:\\dir\\\nor \\", ["in C:\\", "or C:\\dir\\", "or \\"]),
    "html line breaks at line ends": ("one<br>\ntwo<br/> three", ["one", "two", "three"]),
    "not in code": ("`one\ntwo`", ["one two"]),
    "table": ("| a |\n|---|\n| b |\n| c |", ["a", "─", "b", "c"]),
}


@requirement("markdown.line-ends")
async def test_line_ends_are_shown():
    async with stage() as s:
        found: dict[str, list[str]] = {}
        for name, (source, _) in SHOWN.items():
            await s.show([replied(source)])
            found[name] = "\n".join(s.rows()[1:]).rstrip().split("\n")
        assert found == {name: rows for name, (_, rows) in SHOWN.items()}


@requirement("markdown.line-ends")
@pytest.mark.parametrize("message", [said, replied], ids=["user", "reply"])
async def test_a_copy_has_the_source(message: Callable[[str], Message]):
    async with stage() as s:
        await s.show([message(POEM)])
        assert [row for row in s.text() if row in ("Ist Ruh,", "Spürest du")] == ["Ist Ruh,", "Spürest du"]
        s.history.focus()
        await s.pilot.press("y")
        assert s.app.clipboard == POEM
