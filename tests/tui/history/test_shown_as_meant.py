"""What CommonMark drops or mistakes, and a reader of a reply misses."""

from rich.style import Style

from tests.requirements import requirement
from tests.tui.history.stage import Stage, code_header, replied, stage

LOOKS = {
    "a dialogue is no list of links": (
        "[Alice]: Hello\n[Bob]: Hi\n[Eve]: Hm.",
        ["[Alice]: Hello", "[Bob]: Hi", "[Eve]: Hm."],
    ),
    "a definition that no link uses": (
        "See below.\n\n[Source]: https://a.example\n[2]: https://b.example 'B'\n\nEnd",
        ["See below.", "", "[Source]: https://a.example", "[2]: https://b.example 'B'", "", "End"],
    ),
    "a definition that a link uses": (
        "[one][1] [2]\n\n[1]: https://a.example\n[2]: https://b.example",
        ["one (https://a.example) 2 (https://b.example)"],
    ),
    "footnotes": (
        "a[^1] b[^n]\n\n[^1]: Smith\n[^n]: https://a.example",
        ["a¹ b[^n]", "", "¹: Smith", "[^n]: https://a.example"],
    ),
    "cells that are too many": (
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| `x | y` | z |\n| 4 \\| 5 | 6 |",
        ["a     │ b", "──────┼───────", "1     │ 2 | 3", "`x    │ y` | z", "4 | 5 │ 6"],
    ),
    "numbers as they are written": (
        "0. a\n1. b\n\n--\n\n100) c\n101) d",
        ["0. a", "1. b", "", "--", "", "100) c", "101) d"],
    ),
    "tabs in prose": ("a\tb\n**ab**\tc", ["a   b", "ab  c"]),
    "an image inside its address": ("![a](data:image/png;base64,aGFsbG8=)", ["[picture: a, PNG]"]),
    "a link without an address": ("[a]()", ["a"]),
    "money": ("**$5** or *$6*, US$3–$4, \\$7", ["$5 or $6, US$3–$4, $7"]),
    "a fence in a block of text that does not end": (
        "```text\na\n```python\nb\n```\nc",
        [code_header("text"), " a", " ```python", " b", " ```", " c"],
    ),
    "a fence in a block without a language": (
        "```\na\n```js\nb\n```\nc",
        [code_header("text"), " a", " ```js", " b", " ```", " c"],
    ),
}

LINKS = {
    "a full stop": ("请看https://a.example/b。然后", "https://a.example/b"),
    "a comma": ("见https://a.example，然后", "https://a.example"),
    "letters behind a host": ("https://a.example然后", "https://a.example"),
    "letters in a path": ("「https://a.example/日本語」を", "https://a.example/日本語"),
    "a host of letters": ("https://例え.jp/a、", "https://例え.jp/a"),
    "a host with an umlaut": ("https://münchen.example!", "https://münchen.example"),
    "brackets of its own": ("(see https://a.example/b_(c)), d", "https://a.example/b_(c)"),
    "brackets around it": ("(https://a.example/b)と", "https://a.example/b"),
    "emphasis around it": ("**https://a.example/b**", "https://a.example/b"),
    "a query": ("https://a.example/?a=1&b=2#c.", "https://a.example/?a=1&b=2#c"),
    "letters in angle brackets": ("<https://a.example/日本>", "https://a.example/日本"),
}


async def shown(s: Stage, text: str) -> list[str]:
    await s.show([replied(text)])
    return "\n".join(s.rows()[1:]).rstrip().split("\n")


@requirement("history.markdown")
async def test_nothing_of_a_reply_is_dropped():
    async with stage() as s:
        found = {name: await shown(s, source) for name, (source, _) in LOOKS.items()}
        assert found == {name: rows for name, (_, rows) in LOOKS.items()}


@requirement("history.markdown")
async def test_an_address_ends_where_a_reader_sees_its_end():
    async with stage() as s:
        found: dict[str, str] = {}
        for name, (source, _) in LINKS.items():
            await s.show([replied(source)])
            parts = s.history.document.rows(0)[1].strip
            found[name] = "".join(part.text for part in parts if (part.style or Style()).link)
        assert found == {name: address for name, (_, address) in LINKS.items()}


@requirement("history.markdown")
async def test_a_link_is_opened_in_the_letters_of_addresses():
    async with stage() as s:
        await s.show([replied("https://a.example/日本")])
        (part,) = [part for part in s.history.document.rows(0)[1].strip if (part.style or Style()).link]
        assert (part.style or Style()).link == "https://a.example/%E6%97%A5%E6%9C%AC"
