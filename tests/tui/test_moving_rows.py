"""Rows that move because more entries arrive: a click means what the user saw, and the cursor stays where it is."""

from textual import events

from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList
from tests.requirements import requirement
from tests.tui.list_stage import Stage, entries, stage

FIRST = entries("apple", "pear", "quince", section="Fruit")
MORE = [*entries("bean", "pea", section="Beans"), *FIRST]


def press(choices: SearchList, y: int) -> None:
    """Press and release the left button in a row of the list, now."""
    region = choices.region
    for kind in (events.MouseDown, events.Click):
        choices.post_message(
            kind(
                choices, 5, y, 0, 0, button=1, shift=False, meta=False, ctrl=False,
                screen_x=region.x + 5, screen_y=region.y + y,
            )
        )  # fmt: skip


def row_of(app: Stage, name: str) -> int:
    return next(y for y, line in enumerate(app.lines()) if line.endswith(name))


@requirement("search-list.rows-that-move")
async def test_a_click_right_after_rows_have_moved_means_the_row_that_was_there() -> None:
    async with stage() as (app, pilot):
        app.list.show(FIRST)
        await pilot.pause()
        pear = row_of(app, "pear")
        app.list.show(MORE)
        assert row_of(app, "pear") != pear
        press(app.list, pear)
        await pilot.pause()
        assert app.chosen == ["pear"]


@requirement("search-list.rows-that-move")
async def test_two_moves_in_a_row_are_judged_by_what_was_there_before_both() -> None:
    async with stage() as (app, pilot):
        app.list.show(FIRST)
        await pilot.pause()
        pear = row_of(app, "pear")
        app.list.show([*entries("bean", section="Beans"), *FIRST])
        app.list.show(MORE)
        press(app.list, pear)
        await pilot.pause()
        assert app.chosen == ["pear"]


@requirement("search-list.rows-that-move")
async def test_a_row_that_was_empty_or_whose_entry_is_gone_chooses_nothing() -> None:
    async with stage() as (app, pilot):
        app.list.show(FIRST)
        await pilot.pause()
        pear, below = row_of(app, "pear"), len(app.lines())
        app.list.show([*entries("bean", "pea", "kale", "leek", section="Beans")])
        press(app.list, pear)
        press(app.list, below)
        await pilot.pause()
        assert app.chosen == []


@requirement("search-list.rows-that-move")
async def test_a_click_means_what_is_shown_once_it_could_be_seen_or_the_user_has_moved_it() -> None:
    async with stage() as (app, pilot):
        app.list.show(FIRST)
        app.list.show(MORE)
        while app.list.has_just_moved:
            await pilot.pause()
        press(app.list, row_of(app, "pea"))
        await pilot.pause()
        assert app.chosen == ["pea"]
        app.list.show(FIRST)
        app.list.action_move(1)
        press(app.list, row_of(app, "quince"))
        await pilot.pause()
        assert app.chosen == ["pea", "quince"]


@requirement("search-list.rows-that-move")
async def test_the_entry_under_the_cursor_stays_in_its_row_when_others_are_put_in_above() -> None:
    many = entries(*(f"model-{at}" for at in range(50)), section="Models")
    async with stage() as (app, pilot):
        app.list.show(many)
        await pilot.press("down", "down", "down")
        before = row_of(app, "model-3")
        app.list.show([*(Entry(f"new-{at}", f"new-{at}", section="New") for at in range(30)), *many], at="model-3")
        await pilot.pause()
        assert app.list.entry
        assert app.list.entry.name == "model-3"
        assert row_of(app, "model-3") == before
