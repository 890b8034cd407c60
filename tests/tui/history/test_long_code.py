"""Long code blocks: their colours come in slices, in turns of their own."""

from textual.content import Content

from app.tui.history.render.code.colouring import AT_ONCE_CHARS, PIECES_PER_SLICE, ColouringQueue, highlight
from tests.requirements import requirement
from tests.tui.history.stage import Stage, finished, opened, replied, stage

LINE = "    value = compute('first', second=2, third=[4, 5])  # words\n"
CODE = 'def f():\n    """Say it.\n\n    More words.\n    """\n' + LINE * 100
TEXT = f"Look:\n\n```python\n{CODE}```"
TOKENS_OF_LINE = 20
MOST_LINES = PIECES_PER_SLICE // TOKENS_OF_LINE


def code(s: Stage) -> list[Content]:
    """The lines of the last code block."""
    body = s.history.document.entries[-1].body
    assert body is not None
    return [line.content for line in body.lines if line.is_code]


def same(one: list[Content], other: list[Content]) -> list[bool]:
    return [a.is_same(b) for a, b in zip(one, other, strict=True)]


def queue_of(s: Stage) -> ColouringQueue:
    """The queue, which works only when it is called from here on."""
    queue = s.history.document.row_builder.colouring
    queue.wake = None
    return queue


async def until_coloured(s: Stage) -> None:
    await s.until(lambda: all(same(code(s), highlight(CODE.rstrip(), "python"))))


@requirement("rendering.colours-in-slices")
async def test_a_stored_block_is_coloured_in_slices():
    async with stage() as s:
        queue = queue_of(s)
        await s.show([replied(TEXT)])
        rows, before = s.rows(), code(s)
        assert not any(line.spans for line in before)
        slices = 0
        while not queue.is_empty:
            queue.step()
            slices += 1
            after = code(s)
            assert same(before, after).count(False) <= MOST_LINES
            before = after
        assert slices >= len(before) // MOST_LINES
        assert all(same(before, highlight(CODE.rstrip(), "python")))
        s.history.show_changes()
        assert s.rows() == rows


@requirement("rendering.colours-in-slices")
async def test_a_growing_block_is_coloured_in_slices():
    # Each line inside the string looks like code as long as it alone is read.
    source = f'text = """\n{LINE * 60}"""\n{LINE * 40}'
    text = f"Look:\n\n```python\n{source}```"
    async with stage() as s:
        queue, whole = queue_of(s), highlight(source.rstrip(), "python")
        reply = opened()
        s.transcript.begin(reply)
        before: list[Content] = []
        for start in range(0, 4500, 300):
            await s.stream(reply, [text[start : start + 300]])
            after = code(s)
            if start > AT_ONCE_CHARS:
                assert same(before[:-1], after[: len(before) - 1]) == [True] * (len(before) - 1)
            before = after
        assert not before[30].is_same(whole[30])
        while not queue.is_empty:
            queue.step()
        await s.stream(reply, [text[4500:]])
        assert code(s)[30].is_same(whole[30])
        s.transcript.finish(finished(reply, text))
        assert code(s)[30].is_same(whole[30])  # the colours that it had stay
        while not queue.is_empty:
            queue.step()
        assert all(same(code(s), whole))


@requirement("rendering.colours-in-slices")
async def test_the_colours_come_by_themselves_and_after_a_change_of_theme():
    async with stage() as s:
        await s.show([replied("Hello."), replied(TEXT)])
        top = s.history.viewport.top
        await until_coloured(s)
        s.app.theme = "textual-light"
        await s.settled()
        await until_coloured(s)
        parts = next(strip for strip in s.painted() if "value" in strip.text)
        assert len({str(part.style.color) for part in parts if part.style}) > 3
        assert s.history.viewport.top == top


@requirement("rendering.colours-in-slices")
async def test_what_is_no_longer_shown_gets_no_colours():
    async with stage() as s:
        queue = queue_of(s)
        await s.show([replied(TEXT)])
        queue.step()
        await s.show([replied("Another conversation.")])
        queue.step()
        assert queue.is_empty
