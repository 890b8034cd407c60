"""A reply that grows without an end of line or paragraph: each frame draws no more than its newest end."""

import pytest

from tests.requirements import requirement
from tests.tui.history.stage import Stage, finished, opened, replied, stage

MIB = 2**20
MAX_CELLS = 60_000
"""Of the 25,000 characters that are drawn again with each piece: Japanese takes two cells, a table has frames."""
MAX_ROWS = 25_000 // 40
"""Of as many characters in a view of 57 cells."""
PIECES = 8
KINDS = {
    "one word": "x" * 8192,
    "words": "lorem ipsum dolor sit amet " * 300,
    "lines": "a line of a paragraph without an end\n" * 220,
    "Japanese": "日本語の文。" * 1400,
    "items": "- an item of a list\n" * 400,
    "rows": "| a | table |\n" * 600,
}


def rows(s: Stage) -> list[str]:
    """The rows of the last message, without the gutter and the spaces at their ends."""
    document = s.history.document
    return [row.strip.text[2:].rstrip() for row in document.rows(len(document.entries) - 1)]


@requirement("history.streaming")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_frame_draws_a_bounded_part_of_a_paragraph_without_an_end(kind: str) -> None:
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        for _ in range(PIECES):
            await s.stream(reply, [KINDS[kind]])
            assert sum(map(len, rows(s))) < MAX_CELLS
            assert s.history.following
        s.transcript.finish(finished(reply, KINDS[kind] * PIECES))
        await s.settled()
        streamed = rows(s)
        await s.show([replied(KINDS[kind] * PIECES)])
        assert streamed == rows(s)


@requirement("history.streaming")
async def test_two_megabytes_in_one_line_cost_time_that_grows_with_their_length() -> None:
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        piece = "word " * 13_000
        for count in range(1, 2 * MIB // len(piece) + 2):
            await s.stream(reply, [f"{piece}{count}. "])
            shown = rows(s)
            assert len(shown) < MAX_ROWS
            assert "earlier characters" in shown[1]
            assert s.text()[-1].endswith(f"{count}.")


@requirement("history.streaming", "history.follows")
async def test_who_reads_further_up_keeps_the_text_and_finds_the_rest_below() -> None:
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, [" ".join(f"w{number}" for number in range(2000))])
        await s.scroll(-60)
        before = s.rows()
        for first in range(2000, 20_000, 1000):
            await s.stream(reply, [" " + " ".join(f"w{number}" for number in range(first, first + 1000))])
            assert s.rows() == before, "nothing on screen moves"
            assert len(rows(s)) < MAX_ROWS
        assert "more characters" in rows(s)[-2]
        s.history.action_scroll_end()
        await s.stream(reply, [" end"])
        assert s.text()[-1].endswith("w19999 end")
        assert len(rows(s)) < MAX_ROWS
        text = " ".join(f"w{number}" for number in range(20_000)) + " end"
        s.transcript.finish(finished(reply, text))
        await s.settled()
        streamed = rows(s)
        await s.show([replied(text)])
        assert streamed == rows(s)


@requirement("history.streaming", "history.long")
async def test_what_a_finished_reply_has_below_unfolds_whole() -> None:
    words = [f"w{number}" for number in range(20_000)]
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, [" ".join(words[:2000])])
        await s.scroll(-60)
        before = s.rows()
        await s.stream(reply, [" " + " ".join(words[2000:])])
        s.transcript.finish(finished(reply, " ".join(words)))
        await s.settled()
        assert s.rows() == before
        entry = s.history.document.entries[-1]
        while entry.folded:
            s.transcript.unfold(entry)
        assert " ".join(rows(s)[1:]).split() == words
        assert s.rows() == before
