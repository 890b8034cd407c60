"""Links of messages: what the terminal is told of them, and how they are opened."""

import re

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from rich.console import Console
from textual.app import App

from app.models.script import Script
from app.settings import Settings
from app.tui.history.render.lines import Room
from app.tui.history.render.markdown import markdown_lines, parse
from app.tui.screens.messages.link_hosts import describe_host
from app.tui.screens.messages.link_list import LinkList
from app.tui.text.escapes import remove_escapes
from tests.requirements import requirement
from tests.tui.history.fragments import FRAGMENTS
from tests.tui.history.stage import replied, stage
from tests.tui.hostile import HOSTILE
from tests.tui.messages.plain_rows import Plain, builder
from tests.tui.messages.tools import Tools
from tests.tui.terminal import Terminal, stored, terminal

LINK = re.compile(r"\x1b\]8;(?:id=[0-9-]+)?;((?:https?://|mailto:)[!-~]+|)\x1b\\", re.I)
"""The one sequence that may be written: with an address in ASCII, or the end of a link."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CONSOLE = Console(force_terminal=True, color_system="truecolor")
ADDRESSES = (
    *("https://a.example/x;y", "http://пример.рф/日本?q=1", "mailto:a@b.example", "HTTPS://A.example"),
    *("javascript:x()", "ftp://a.example/x", "tel:1"),
    *("https://a.example/\x07\x1b]8;;", "https://a.example/\x9c", "file:///etc/passwd", "data:text/html,x", "//x.y"),
    *("https://a.example/&#27;]8;;&#7;", "https://a.example/%1b%07", "https://\u202ea.example"),
    "https://x/" + "y" * 3000,
)
SHAPES = (
    *("[{}]({})", "[a **b** {}](<{}>)", "{} {}", "<{}> <{}>", "![{}]({})", "| {} | {} |\n|---|---|\n"),
    "[{}]\n\n[x]: {}\n",
)
PIECES = (
    st.builds(str.format, st.sampled_from(SHAPES), st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES))
    | st.sampled_from(FRAGMENTS)
    | st.sampled_from(HOSTILE)
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)
TOOL_TAKES_ADDRESS = 'printf %s "$1" > "$(dirname "$0")/opened"'


@requirement("contents.links-of-terminals")
@checks(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.integers(0, 400))
@example("[a](https://a.example/&#27;]8;;&#7;)", 400)
def test_nothing_in_a_message_ends_the_sequence_of_a_link(text: str, cut: int) -> None:
    rows = builder()
    source = remove_escapes(text[:cut])
    for line in markdown_lines(parse(source), Room(57, 57), after=False, highlighter=Plain()):
        for row in rows.rows(line):
            written = COLOURS.sub("", row.strip.render(CONSOLE))
            assert "\x1b" not in LINK.sub("", written), repr(written)
            assert [bool(one) for one in LINK.findall(written)] == [True, False] * (len(LINK.findall(written)) // 2)


@requirement("contents.links-of-terminals")
async def test_all_rows_of_a_link_are_the_same_link_to_the_terminal() -> None:
    async with stage(width=40) as s:
        await s.show(
            [replied("[words that take **several** rows of a narrow window](https://a.example/x) [b](ftp://b.x)")]
        )
        written = "".join(strip.render(CONSOLE) for strip in s.painted())
        begun = re.findall(r"\x1b\]8;id=([0-9-]+);(https?:[^\x1b]+)\x1b", written)
        assert len(begun) > 2
        assert len(set(begun)) == 1


async def open_browser(t: Terminal, tools: Tools) -> str:
    """Wait until the browser was given an address."""
    file = tools.folder / "opened"
    await t.until(lambda: file.exists() and file.read_text(), "the browser")
    return file.read_text()


@requirement("contents.links-shown-whole")
async def test_a_link_opens_by_a_key_and_by_a_click_once_its_address_was_seen(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/".join(f"part-{number}" for number in range(30))
    long = f"https://a.example/{path}"
    await stored(settings, ["Where?", f"[here]({long}) or [bank.example](https://bank.example@xn--80ak6aa92e.com/)"])
    tools.add("xdg-open", first=TOOL_TAKES_ADDRESS)
    monkeypatch.setenv("DISPLAY", ":0")
    async with terminal(settings, Script()) as t:
        await t.shows("here")
        t.history.focus()
        await t.press("o")
        await t.until(lambda: isinstance(t.app.screen, LinkList), "the links")
        await t.shows("Leads to a.example.")
        shown = "".join(row.strip(" │") for row in t.text().split("\n"))
        assert long in shown
        await t.press("down")
        await t.shows("Leads to xn--80ak6aa92e.com.")
        await t.shows("user name, not the host: bank.example")
        await t.shows("written аррӏе.com, with Cyrillic letters")
        await t.press("up")
        await t.shows("Leads to a.example.")
        await t.press("enter")
        assert await open_browser(t, tools) == long
        await t.shows("Opened https://a.example/")
        await click_word(t, "bank.example")
        await t.shows("Leads to xn--80ak6aa92e.com.")
        await t.press("enter")
        await t.until(lambda: "xn--" in (tools.folder / "opened").read_text(), "the other link")


async def click_word(t: Terminal, word: str) -> None:
    """Click on a word in the history."""
    rows = t.text().split("\n")
    y = next(y for y, row in enumerate(rows) if word in row)
    await t.pilot.click(offset=(rows[y].index(word) + 1, y))
    await t.until(lambda: isinstance(t.app.screen, LinkList), "the links")


@requirement("contents.links-shown-whole")
async def test_without_a_browser_the_address_is_copied_and_without_a_link_it_is_said(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.add("w3m")  # it would draw in this terminal
    monkeypatch.setenv("BROWSER", "w3m")
    await stored(settings, ["Where?", "Nowhere: [x](file:///etc/passwd)"], ["Where?", "https://a.example/"])
    async with terminal(settings, Script()) as t:
        await t.shows("https://a.example/")
        t.history.focus()
        await t.press("o")
        await t.shows("Leads to a.example.")
        await t.press("enter")
        await t.shows("told to copy the address, since no browser opens here")
        assert t.app.clipboard == "https://a.example/"
        await t.press("ctrl+down")
        await t.shows("Nowhere")
        t.history.focus()
        await t.press("o")
        await t.shows("No link to open")


@requirement("contents.links-shown-whole")
async def test_a_key_that_comes_before_the_address_is_on_the_screen_only_shows_it() -> None:
    class Above(App[None]):
        """An app for one dialog."""

    app, results = Above(), list[str | None]()
    async with app.run_test() as pilot:
        dialog = LinkList(["https://a.example/"])
        await app.push_screen(dialog, results.append)
        dialog.list.action_take()  # before the next frame
        dialog.list.action_take()
        await pilot.pause()
        assert results == []
        await pilot.press("enter")
        assert results == ["https://a.example/"]


@requirement("contents.links-shown-whole")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://a.example:8443/x", "Leads to a.example."),
        ("mailto:a@b.example?subject=x", "Writes a mail to a@b.example."),
        ("https://xn--e1afmkfd.xn--p1ai/", "written пример.рф, with Cyrillic letters"),
        ("https://xn--pple-koa.example/", "Latin"),
        ("https://[x/", "No browser may know"),
        ("https://xn--\u0661.example/", "Leads to"),
    ],
)
def test_the_host_is_named_as_what_it_is(address: str, said: str) -> None:
    assert said in describe_host(address)
