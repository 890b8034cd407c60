"""`ask` on a terminal: Markdown is rendered block by block, and every word of the reply is there."""

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.clean_text import clean
from app.headless.markdown.open_block import RedrawnMarkdown
from app.headless.markdown.rich_blocks import MarkdownBlocks
from app.headless.printers import TextPrinter
from app.models.script import Reply, Script
from tests.fixed_reply import TEXT
from tests.headless.streams import Watched
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]


class Screen(Watched):
    """A terminal that a test can wait for."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def rendered(*pieces: str) -> str:
    """Return what is printed for a reply that comes in these pieces, without its colours."""
    blocks = MarkdownBlocks(100)
    return clean("".join([*map(blocks.feed, pieces), blocks.end()]))


@requirement("ask.markdown")
def test_no_word_is_lost_however_the_reply_is_cut():
    whole = rendered(TEXT)
    assert rendered(*TEXT) == whole
    assert re.findall(r"[a-z0-9]{3,}", whole.lower()) != []
    for word in set(re.findall(r"[A-Za-z]{4,}", TEXT)) - {"python"}:
        assert word in whole, word


@requirement("ask.markdown")
def test_html_links_and_images_show_what_they_are():
    shown = rendered("A <b>tag</b> [here](http://a.invalid/x) ![alt](http://b.invalid/y).\n\n<div>\nblock\n</div>\n")
    for text in ("<b>tag</b>", "here (http://a.invalid/x)", "alt (http://b.invalid/y)", "<div>", "block"):
        assert text in shown
    data = "data:image/png;base64,aGFsbG8="
    assert rendered(f"![alt]({data}) [link]({data})\n").split() == f"alt ({data[:22]}…) link ({data[:22]}…)".split()
    assert "\x1b]" not in MarkdownBlocks(80).feed("[a](http://x.invalid)\n\nb\n\n")


@requirement("ask.markdown")
def test_no_line_has_spaces_at_its_end_and_no_block_a_background():
    blocks = MarkdownBlocks(60)
    shown = blocks.feed("`x`\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend\n") + blocks.end()
    assert [line for line in clean(shown).split("\n") if line != line.rstrip()] == []
    assert "\n\n\n" not in clean(shown)
    assert not re.search(r"\x1b\[[0-9;]*(?<!\d)4[0-7]m", shown)


@requirement("ask.markdown")
def test_a_definition_without_use_is_shown():
    assert "http://a.invalid" in rendered("[a]: http://a.invalid\n")


@requirement("ask.markdown")
@given(st.text(alphabet="ab*_`#>-[]()|<&\n 1.~", max_size=60))
def test_any_text_is_rendered(text: str):
    letters = re.sub("[^ab]", "", text)
    assert len(re.sub("[^ab]", "", rendered(text))) >= len(letters) * ("```" not in text and "~~~" not in text) * (
        "[" not in text and "`" not in text and "|" not in text and "&" not in text
    )


@requirement("ask.markdown")
@pytest.mark.parametrize("reply", ["**bold", "```py\nx = 1\n", "| a |\n|---|\n| b |"])
async def test_a_reply_that_is_cut_off_is_printed_to_its_end(reply: str, services_on: ServicesOn):
    out = Screen()
    printer = TextPrinter(out, io.StringIO(), renderer=RedrawnMarkdown(100))
    assert await ask(services_on(Script([Reply(reply)])), Question(text="Hi"), printer) == 0
    assert clean(out.getvalue()).strip()
    assert out.getvalue().endswith("\n")
