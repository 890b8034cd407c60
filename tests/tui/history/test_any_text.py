"""Any text, cut anywhere, at any width: what is drawn fits, obeys nothing, and is the same when it is opened later."""

import random
import re

import pytest
from rich.cells import cell_len

from tests.requirements import requirement
from tests.tui.history.fragments import FRAGMENTS
from tests.tui.history.stage import Stage, finished, opened, replied, stage

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
PIECES = [
    *FRAGMENTS,
    *(
        "> > x\n",
        ">> - a\n",
        "- > q\n",
        "    ind\n",
        "  two\n",
        "\t\ttab\tx\n",
        "100. a\n",
        "0) b\n",
        "* ",
        "***",
        "__",
    ),
    *("===\n", "~~~\n", "````md\n", "```text\n", "```sh\n", "<br>", "<br/>\n", "\\\n", "C:\\\n", "[^1]", "[^1]: n\n"),
    *("[a](&#27;x) ", "[x](<a\tb>) ", "[q]: http://a.b 't\nu'\n", "[q][q] ", "[Eve]: Hi\n", "![i](data:a,b)"),
    *("| a | b | c |\n|:-:|--|-:|\n", "|x|" * 40 + "\n", "|-" * 40 + "|\n", "| `a|b` |\n", "| 1 | 2 | 3 | 4 |\n"),
    *("https://例え.jp/a)。", "https://a.b/c_(d)", "$5 ", "$$", "\\[x\\]", "x" * 90, "日本語" * 30, "「" * 50),
    *("👍🏽", "🇯", "e\u0301", "👩\u200d👧", "مرحبا ", "שלום\n", "\xa0", "\u3000", "&nbsp;"),
    *("\x1b]8;;http://x\x07", "\x1b[2", "\x9b31m", "\u202e", "\x00", "\x0c", "\u2028", "\ufeff", "\ud83d"),
    *("&#27;[31m", "&#x9b;", "&#9;", "&#10;", "&#x202e;"),
]
TEXTS_PER_WIDTH = 25


def looks(s: Stage) -> list[list[tuple[str, str]]]:
    """The rows of the last message with their styles; each fits, and has nothing that a terminal obeys."""
    document = s.history.document
    rows = document.rows(len(document.entries) - 1)
    for row in rows:
        text = row.strip.text
        assert not CONTROL.search(text), repr(text)
        assert cell_len(text) == document.row_builder.width == row.strip.cell_length
    return [[(segment.text, str(segment.style)) for segment in row.strip] for row in rows]


@requirement("history.streaming", "history.escapes", "history.wrapping")
@pytest.mark.parametrize("width", [40, 80, 200])
async def test_any_text_fits_and_looks_the_same_later(width: int):
    async with stage(width=width) as s:
        for seed in range(TEXTS_PER_WIDTH):
            choice = random.Random(f"{width} {seed}")
            text = "".join(choice.choices(PIECES, k=choice.randint(1, 14)))
            reply, at = opened(), 0
            s.transcript.show([], more=False)
            s.transcript.begin(reply)
            while at < len(text):
                size = choice.choice([1, 2, 5, 17])
                s.transcript.write(reply.id, text[at : at + size])
                s.transcript.draw()
                at += size
                looks(s)
            s.transcript.finish(finished(reply, text))
            streamed = looks(s)
            s.transcript.show([replied(text)], more=False)
            assert streamed == looks(s), text
