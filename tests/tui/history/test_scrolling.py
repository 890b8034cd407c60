"""Moving through a thread: following, scrolling, older pages, other sizes."""

import random

from textual.widgets import TextArea

from app.tui.history import History
from app.tui.history.document.document import MAX_BUILT_MESSAGES
from tests.requirements import requirement
from tests.tui.history.stage import conversation, finished, opened, replied, said, stage


def numbers(rows: list[str]) -> list[int]:
    """The numbers of the messages on screen."""
    return [int(row.split()[1]) for row in rows if row.startswith(("question", "answer"))]


@requirement("history.follows")
async def test_a_thread_opens_at_its_end_and_follows():
    async with stage() as s:
        await s.show(conversation(50))
        assert s.history.following
        assert numbers(s.rows())[-1] == 49
        s.transcript.append(said("question 50"))
        await s.settled()
        assert numbers(s.rows())[-1] == 50


@requirement("history.follows")
async def test_scrolled_up_nothing_moves_and_the_screen_learns_what_is_below():
    async with stage() as s:
        await s.show(conversation(50))
        reply = opened()
        s.transcript.begin(reply)
        first, later = ([f"{word} {number}\n\n" for number in range(20)] for word in ("line", "later"))
        await s.stream(reply, first)
        assert "line 19" in s.rows()
        await s.scroll(-15)
        before = s.rows()
        await s.stream(reply, later)
        s.transcript.append(said("new"))
        s.transcript.append(said("newer"))
        s.transcript.finish(finished(reply, "".join(first + later)))
        await s.settled()
        assert not s.history.following
        assert s.rows() == before
        assert [event.count for event in s.posted(History.NewBelow)] == [1, 2]
        assert [event.following for event in s.posted(History.FollowingChanged)] == [False]


@requirement("history.follows")
async def test_end_follows_again():
    async with stage() as s:
        await s.show(conversation(50))
        reply = opened()
        s.transcript.begin(reply)
        s.history.focus()
        await s.pilot.press("pageup")
        await s.stream(reply, ["a\n\n" * 30])
        assert not s.history.following
        await s.pilot.press("end")
        assert s.history.following
        await s.stream(reply, ["b\n\n" * 30, "the last"])
        assert s.text()[-1] == "the last"
        assert [event.count for event in s.posted(History.NewBelow)] == []
        assert [event.following for event in s.posted(History.FollowingChanged)] == [False, True]


@requirement("history.follows")
async def test_the_wheel_leaves_the_end_and_comes_back():
    async with stage() as s:
        await s.show(conversation(50))
        await s.wheel()
        await s.until(lambda: not s.history.following)
        s.transcript.append(said("question 50"))
        await s.settled()
        for _ in range(9):
            await s.wheel(down=True)
        await s.until(lambda: s.history.following and s.history.scroll_y == s.history.max_scroll_y)
        assert numbers(s.rows())[-1] == 50
        assert [event.count for event in s.posted(History.NewBelow)] == [1, 0]


@requirement("history.follows")
async def test_a_higher_box_does_not_end_following():
    async with stage() as s:
        await s.show(conversation(50))
        for height in (6, 10, 3, 9):
            s.app.query_one(TextArea).styles.height = height
            await s.settled()
            await s.until(lambda: numbers(s.rows())[-1] == 49)
            assert s.history.following


@requirement("history.scrolling")
async def test_every_row_is_seen_once():
    async with stage() as s:
        await s.show(conversation(40))
        seen = s.rows()
        while s.history.scroll_y > 0:
            before = s.rows()
            step = min(7, round(s.history.scroll_y))
            await s.scroll(-step)
            assert s.rows()[step:] == before[:-step]
            seen = s.rows()[:step] + seen
        assert numbers(seen) == list(range(40))
        while not s.history.following:
            await s.scroll(15)
        assert numbers(s.rows())[-1] == 39


@requirement("history.scrolling")
async def test_the_wheel_and_the_page_keys_move_exactly_as_far_as_they_should():
    # These messages are much lower than their source suggests: heights change on the way.
    async with stage() as s:
        await s.show([replied(f"answer {number}" + "\n" * 90 + "end") for number in range(50)])
        before = s.rows()
        for _ in range(8):
            await s.wheel()
        turned = 8 * round(s.app.scroll_sensitivity_y)
        assert s.rows()[turned:] == before[:-turned]
        before = s.rows()
        s.history.scroll_page_up()
        s.history.scroll_page_down()
        await s.settled()
        assert s.rows() == before
        s.history.scroll_page_up()
        await s.settled()
        await s.scroll(s.history.size.height - 1)
        assert s.rows()[1:] == before[:-1]


@requirement("history.scrolling")
async def test_jumps_land_where_the_scrollbar_is():
    choice = random.Random(1)
    async with stage() as s:
        await s.show(conversation(1000))
        for _ in range(12):
            s.history.scroll_to(y=choice.randrange(round(s.history.max_scroll_y)), animate=False)
            await s.settled()
            found = numbers(s.rows())
            assert found == list(range(found[0], found[-1] + 1))
            # A place of the scrollbar is a share of the thread.
            share = s.history.scroll_y / s.history.max_scroll_y
            assert abs(found[0] / 1000 - share) < 0.05
        s.history.scroll_home(animate=False)
        await s.settled()
        assert s.rows()[0] == "You"
        assert numbers(s.rows())[0] == 0


@requirement("history.bounded")
async def test_rows_are_kept_for_at_most_200_messages():
    async with stage() as s:
        await s.show(conversation(300))
        while s.history.scroll_y > 0:
            await s.scroll(-100)
        kept = [entry for entry in s.history.document.entries if entry.body is not None]
        assert 100 < len(kept) <= MAX_BUILT_MESSAGES


@requirement("history.bounded")
async def test_opening_renders_only_what_is_on_screen():
    async with stage() as s:
        await s.show(conversation(1000))
        assert sum(entry.body is not None for entry in s.history.document.entries) < 20


@requirement("history.older")
async def test_older_pages_are_requested_near_the_top_and_shift_nothing():
    everything = conversation(500)

    async with stage() as s:
        await s.show(everything[-100:], more=True)
        assert not s.posted(History.OlderRequested)
        loaded = 100
        while loaded < 500:
            before_scrolling = len(s.posted(History.OlderRequested))
            while len(s.posted(History.OlderRequested)) == before_scrolling:
                assert s.history.scroll_y > 0
                await s.scroll(-50)
            before, at = s.rows(), s.history.scroll_y
            s.transcript.prepend(everything[-loaded - 100 : -loaded], more=loaded < 400)
            await s.settled()
            assert s.rows() == before
            assert s.history.scroll_y > at
            loaded += 100
        assert len(s.posted(History.OlderRequested)) == 4
        s.history.scroll_home(animate=False)
        await s.settled()
        assert numbers(s.rows())[0] == 0
        assert len(s.posted(History.OlderRequested)) == 4


@requirement("history.older")
async def test_a_page_is_requested_once():
    async with stage() as s:
        await s.show(conversation(2), more=True)
        s.transcript.append(said("more"))
        await s.settled()
        assert len(s.posted(History.OlderRequested)) == 1
        s.transcript.prepend(conversation(1), more=True)
        await s.settled()
        assert len(s.posted(History.OlderRequested)) == 2


@requirement("history.older")
async def test_messages_that_are_known_do_not_come_in_twice():
    page = conversation(10)
    async with stage() as s:
        await s.show(page[4:], more=True)
        s.transcript.prepend(page[:6], more=False)
        await s.settled()
        assert [entry.message for entry in s.history.document.entries] == page


@requirement("history.theme")
async def test_another_width_keeps_the_place_and_the_end():
    long = [replied(f"answer {number} " + "word " * 60) for number in range(60)]
    async with stage(width=80) as s:
        await s.show(long)
        for width in (40, 100, 30, 80):
            await s.pilot.resize_terminal(width, 30)
            await s.settled()
            assert s.history.following
            assert s.text()[-1].endswith("word")
        await s.scroll(-80)
        here = numbers(s.rows())[0]
        for width in (50, 100, 80):
            await s.pilot.resize_terminal(width, 30)
            await s.settled()
            assert abs(numbers(s.rows())[0] - here) <= 1


@requirement("history.theme")
async def test_another_theme_changes_no_text():
    async with stage() as s:
        await s.show(conversation(50))
        await s.scroll(-40)
        before = s.rows()
        s.app.theme = "textual-light"
        await s.settled()
        assert s.rows() == before


@requirement("history.scrolling")
async def test_a_thread_replaces_the_one_shown_before():
    async with stage() as s:
        await s.show(conversation(50))
        await s.scroll(-60)
        await s.show([said("only this")])
        assert s.text() == ["You", "only this"]
        assert s.history.following
        await s.show([])
        assert s.text() == []
        await s.pilot.press("pageup", "home", "end")
