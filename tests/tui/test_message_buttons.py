"""A click on a message shows what can be done with it; what is typed goes to the box."""

from app.api.requests import Page
from app.models.model import ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.clicking import TOP, press
from tests.tui.history.stage import Stage, conversation, replied, said, stage
from tests.tui.terminal import stored, terminal


async def click(s: Stage, text: str) -> None:
    """Click on a text of the history."""
    rows = [row.text for row in s.painted()]
    y = next(y for y, row in enumerate(rows) if text in row)
    await s.pilot.click(s.history, offset=(rows[y].index(text) + 1, y + TOP))
    await s.settled()


@requirement("history.buttons")
async def test_a_click_shows_buttons_and_another_takes_them_away():
    async with stage() as s:
        await s.show([said("one"), replied("two\n\n```\nthree\n```")])
        await click(s, "one")
        assert s.text()[0].split() == ["You", "Copy", "Edit", "Fork"]
        await click(s, " Copy ")
        assert s.app.clipboard == "one"
        await click(s, "two")
        assert s.text()[0].split() == ["You"]
        header = next(row for row in s.text() if row.startswith("Assistant"))
        assert header.split() == ["Assistant", "Copy", "Copy", "code", "Regenerate", "Fork"]
        await click(s, " Copy code ")
        assert s.app.clipboard == "three"
        await click(s, "two")
        assert "Assistant" in s.text()
        await click(s, "one")
        await s.pilot.click(s.history, offset=(5, 25))
        assert s.text()[0].split() == ["You"]


@requirement("history.buttons")
async def test_a_chosen_message_that_is_stored_meanwhile_keeps_its_buttons():
    async with stage() as s:
        echo, stored_message = said("one"), said("one")
        await s.show([echo])
        await click(s, "one")
        s.transcript.identify(echo.id, stored_message)
        assert s.painted()[0].text.split() == ["▎", "You", "Copy", "Edit", "Fork"]
        await click(s, " Copy ")
        assert s.app.clipboard == "one"


@requirement("history.buttons")
async def test_a_message_whose_header_is_above_the_view_has_its_buttons_in_the_topmost_row():
    async with stage(height=20) as s:
        await s.show([replied("first"), replied("\n\n".join(f"line {at}" for at in range(40)))])
        assert "Copy" not in s.painted()[0].text
        await click(s, "line 39")
        assert s.painted()[0].text.split() == ["▎", "Assistant", "Copy", "Regenerate", "Fork"]
        await click(s, " Copy ")
        assert s.app.clipboard.endswith("line 39")


@requirement("history.buttons", "history.selection")
async def test_a_selection_by_mouse_shows_no_buttons():
    async with stage() as s:
        await s.show(conversation(2))
        await s.pilot.mouse_down(s.history, offset=(3, 2))
        await s.pilot.hover(s.history, offset=(7, 2))
        await s.pilot.mouse_up(s.history, offset=(7, 2))
        await s.settled()
        assert s.app.screen.get_selected_text()
        assert not s.history.cursor.is_clicked


@requirement("history.buttons")
async def test_letters_typed_after_a_click_go_to_the_box_and_esc_takes_the_buttons_first(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await press(t, "Red.")
        await t.shows(" Copy ")
        assert t.box.has_focus
        await t.press("escape")
        await t.shows_not(" Copy ")
        await press(t, "Red.")
        await t.shows(" Copy ")
        await t.type("yes")
        assert t.box.text == "yes"
        await t.shows_not(" Copy ")


@requirement("history.buttons", "tui.failed-and-again")
async def test_the_last_message_of_a_failed_run_can_be_retried_by_a_click(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(ModelError("No.")), "Better now."])) as t:
        await t.send("Hello")
        await t.shows("F5 Retry")
        await press(t, "Hello")
        await press(t, " Retry ")
        await t.shows("Better now.")
        await press(t, "Better now.")
        await t.shows(" Copy ")
        assert " Retry " not in t.text()
        messages = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data
        assert [message.text for message in messages] == ["Hello", "Better now."]
