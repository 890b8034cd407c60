"""The list that can be searched: what it finds, what it draws, and texts that were made to break it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from app.tui.text.listing import MAX_CHARS, Entry, Listing
from app.tui.text.widths.columns import Columns
from tests.requirements import requirement
from tests.tui.list_stage import entries, stage

NAMES = ("gpt-5.1", "gpt-5.1-mini", "llama-3.3-70b-versatile", "qwen3:8b", "claude-opus-4-5", "İstanbul-7b", "京都-7b")
WORST = (
    "[bold]markup[/] [/nothing]",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202eright to left\u2066",
    "line\nbreak\ttab\x00",
    "a" * 1_000_000,
    "👩‍👩‍👧‍👦" * 300,
    "",
)


@requirement("search-list.finds")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gpt", ["gpt-5.1", "gpt-5.1-mini"]),
        ("MINI 5.1", ["gpt-5.1-mini"]),
        ("70b", ["llama-3.3-70b-versatile"]),
        ("7b", ["İstanbul-7b", "京都-7b", "llama-3.3-70b-versatile"]),
        ("gpmi", ["gpt-5.1-mini"]),
        ("co45", ["claude-opus-4-5"]),
        ("京都", ["京都-7b"]),
        ("nothing like it", []),
        ("  ", list(NAMES)),
    ],
)
async def test_a_search_finds_names_by_words_and_by_letters(query: str, found: list[str]) -> None:
    async with stage() as (app, _):
        app.list.show(entries(*NAMES))
        app.list.search(query)
        assert [line.removeprefix(" › ").strip() for line in app.lines()] == found
        assert (app.list.entry.name if app.list.entry else None) == next(iter(found), None)


@requirement("search-list.finds")
async def test_the_section_with_the_best_hit_is_first_and_what_was_found_is_bold() -> None:
    async with stage() as (app, _):
        app.list.show([*entries("a-gpt-copy", section="Other"), *entries("gpt-5.1", "opus", section="OpenAI")])
        assert app.lines() == [" Other", " ›  a-gpt-copy", " OpenAI", "    gpt-5.1", "    opus"]
        app.list.search("gpt")
        assert app.lines() == [" OpenAI", " ›  gpt-5.1", " Other", "    a-gpt-copy"]
        segments = [one for one in app.strips()[3] if one.style and one.style.underline]
        assert [(one.text, one.style and one.style.bold) for one in segments] == [("gpt", True)]


@requirement("search-list.whole-names")
@pytest.mark.parametrize("columns", [20, 40, 59, 60, 80, 120])
async def test_names_are_whole_and_details_beside_or_below_them(columns: int) -> None:
    names = ["accounts/fireworks/models/llama-v3p1-70b-instruct-fp8", "accounts/fireworks/models/llama-v3p1-70b", "x"]
    async with stage((columns, 24)) as (app, _):
        app.list.show([Entry(name, name, "some details of it") for name in names])
        text = "".join(line.replace("›", " ").strip() for line in app.lines())
        for name in names:
            assert name in text
        assert text.replace(" ", "").count("somedetailsofit") == len(names)
        assert all(strip.cell_length <= columns for strip in app.strips())


@requirement("search-list.many")
async def test_of_ten_thousand_entries_only_those_on_screen_are_drawn() -> None:
    async with stage() as (app, pilot):
        app.list.show(entries(*(f"model-{at}" for at in range(10_000)), section="Many"))
        await pilot.pause()
        app.list.drawn = 0
        for key, shown in (("end", "model-9999"), ("home", "model-0"), ("pagedown", "model-11"), ("down", "model-12")):
            await pilot.press(key)
            assert app.list.entry
            assert app.list.entry.name == shown
            assert any(line.startswith(" ›") for line in app.lines())
        app.list.search("9999")
        await pilot.pause()
        assert app.list.hits == 1
        assert app.list.drawn <= 20 * app.list.size.height
        await pilot.press("enter")
        assert app.chosen == ["model-9999"]


@requirement("search-list.many")
async def test_a_click_chooses_the_entry_under_it_in_a_scrolled_list() -> None:
    async with stage() as (app, pilot):
        app.list.show(entries(*(f"model-{at}" for at in range(100)), section="Many"))
        await pilot.press("end")
        await pilot.pause()
        y = next(at for at, strip in enumerate(app.strips()) if "model-95" in strip.text)
        await pilot.click(app.list, offset=(10, y))
        assert app.chosen == ["model-95"]
        await pilot.press("home")
        await pilot.click(app.list, offset=(3, 0))  # the heading
        assert app.chosen == ["model-95"]


@requirement("search-list.any-text")
@pytest.mark.parametrize("columns", [1, 5, 40, 100])
async def test_texts_made_to_break_a_list_are_shown_as_text(columns: int) -> None:
    async with stage((columns, 24)) as (app, pilot):
        app.list.show([Entry(str(at), text, text, text, "*", text) for at, text in enumerate(WORST)])
        for query in ("", "a", "markup", "\x1b", "[", "👩"):
            app.list.search(query)
            await pilot.pause()
            text = "\n".join(app.lines())
            assert not any(letter in text for letter in "\x1b\x07\x9b\u202e\u2066\t\x00")
        app.list.search("markup")
        if columns >= 40:
            assert "[bold]markup[/]" in "\n".join(app.lines())


@requirement("search-list.any-text", "search-list.whole-names")
@given(
    name=st.text(max_size=MAX_CHARS), details=st.text(max_size=80), query=st.text(max_size=8), width=st.integers(0, 130)
)
@settings(max_examples=150)
def test_any_text_is_laid_out_whole_in_any_width(name: str, details: str, query: str, width: int) -> None:
    listing = Listing(Columns())
    listing.show([Entry("one", name, details), Entry("two", "second")])
    listing.search(query)
    rows = listing.lay_out(width)
    assert rows == sum(listing.find_rows(place)[1] for place in range(len(listing.items)))
    listing.search("")
    entry = listing.get(0)
    assert entry
    columns = Columns()
    columns.fit(width, [entry])
    parts = [
        entry.label[row.name.start : row.name.end] for row in columns.lay_out(entry.label, entry.details) if row.name
    ]
    assert "".join(parts).replace(" ", "") == entry.label.replace(" ", "")
    assert all(cell_len(part) <= max(columns.width, 2) for part in parts)
