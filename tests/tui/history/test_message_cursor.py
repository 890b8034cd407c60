"""Keys and clicks on messages: choosing, copying, unfolding."""

from tests.requirements import requirement
from tests.tui.history.stage import Stage, code_header, conversation, replied, said, stage

CODE = "```python\nfirst = 1\n```\n\ntext\n\n```\n\tsecond\n```\n\n- in a list:\n  ```\n  third\n  ```"


def marked(s: Stage) -> list[str]:
    """The rows that have the mark of the chosen message."""
    return [row.text[2:].rstrip() for row in s.painted() if row.text.startswith("▎")]


@requirement("history.keys")
async def test_keys_move_from_message_to_message():
    messages = conversation(40)
    async with stage() as s:
        await s.show(messages)
        s.history.focus()
        await s.pilot.press("up")
        assert s.chosen == messages[39].id
        assert [" ".join(row.split()) for row in marked(s)[:2]] == ["Assistant Copy Regenerate Fork", "answer 39"]
        await s.pilot.press("k", "up", "j", "down", "down", "k")
        assert s.chosen == messages[38].id
        for _ in range(9):
            await s.pilot.press("k")
            assert marked(s)[0].split()[0] in ("You", "Assistant")
        assert s.chosen == messages[29].id
        await s.pilot.press("g")
        assert s.history.scroll_y == 0
        assert s.chosen == messages[0].id
        for _ in range(9):
            await s.pilot.press("down")
            assert marked(s)[0].split()[0] in ("You", "Assistant")
        assert s.chosen == messages[9].id
        await s.pilot.press("G")
        assert s.history.following
        assert s.chosen is None


@requirement("history.keys")
async def test_the_chosen_message_is_marked_while_the_history_has_the_focus():
    async with stage() as s:
        await s.show(conversation(4))
        s.history.focus()
        await s.pilot.press("up")
        assert marked(s)
        s.app.query_one("#box").focus()
        await s.settled()
        assert not marked(s)


@requirement("history.keys")
async def test_the_chosen_message_stays_chosen_when_older_ones_come_in():
    messages = conversation(20)
    async with stage() as s:
        await s.show(messages[10:], more=True)
        s.history.focus()
        await s.pilot.press(*["up"] * 8)
        assert s.chosen == messages[12].id
        s.transcript.prepend(messages[:10], more=False)
        await s.settled()
        assert s.chosen == messages[12].id


@requirement("history.keys")
async def test_y_copies_the_message_as_it_was_written():
    async with stage() as s:
        await s.show([said("one"), replied("**two**")])
        s.history.focus()
        await s.pilot.press("y")
        assert s.app.clipboard == "**two**"
        await s.pilot.press("up", "up", "y")
        assert s.app.clipboard == "one"


@requirement("history.keys", "history.code")
async def test_Y_copies_one_code_block_after_the_other():
    async with stage() as s:
        await s.show([replied(CODE), said("thanks"), replied("no code")])
        s.history.focus()
        copied: list[str] = []
        for _ in range(4):
            await s.pilot.press("Y")
            copied.append(s.app.clipboard)
        assert copied == ["first = 1", "\tsecond", "third", "first = 1"]
        await s.show([replied("none")])
        await s.pilot.press("Y")
        assert s.app.clipboard == "first = 1"


@requirement("history.code")
async def test_a_click_on_the_header_copies_the_block():
    async with stage() as s:
        await s.show([replied(CODE)])
        await s.pilot.click(s.history, offset=(4, s.rows().index(code_header("text")) + 1))
        assert s.app.clipboard == "\tsecond"


@requirement("history.keys")
async def test_keys_on_an_empty_history_do_nothing():
    async with stage() as s:
        await s.show([])
        s.history.focus()
        await s.pilot.press("up", "down", "g", "G", "y", "Y", "space", "pageup", "pagedown")
        assert s.chosen is None


@requirement("history.long")
async def test_a_long_message_is_folded_and_unfolds_in_place():
    text = "\n".join(f"line {number}" for number in range(20_000))
    async with stage() as s:
        await s.show([said(text), replied("ok")])
        folded = next(row for row in s.rows() if "more lines" in row)
        shown = [row for row in s.rows() if row.startswith("line")]
        last = int(shown[-1].split()[1])
        assert folded == f"… {20_000 - last - 1:,} more lines · Space or click to show more"
        before = s.rows()
        y = before.index(folded)
        await s.pilot.click(s.history, offset=(4, y + 1))
        after = s.rows()
        assert after[:y] == before[:y]
        assert after[y] == f"line {last + 1}"


@requirement("history.long")
async def test_a_message_unfolds_with_the_space_key_until_it_is_whole():
    for make in (said, replied):
        text = "\n".join(f"line {number}  " for number in range(6000))
        async with stage(width=40) as s:
            await s.show([make(text)])
            s.history.focus()
            await s.pilot.press("up")
            for _ in range(3):
                await s.pilot.press("space")
            await s.pilot.press("end")
            assert s.text()[-1] == "line 5999"
            rows = [row.strip.text[2:].strip() for row in s.history.document.rows(0)]
            assert [row for row in rows if row.startswith("line")] == [f"line {number}" for number in range(6000)]


@requirement("history.long")
async def test_a_very_long_line_is_folded_too():
    async with stage() as s:
        for make in (said, replied):
            await s.show([make("word " * 40_000), replied("ok")])
            assert "… 180,000 more characters · Space or click to show more" in s.text()
