"""Conversations that are pinned, archived and tagged: in the list, by key and by command, from here and elsewhere."""

from app.api.conversation.thread_labels import parse_tags
from app.api.requests import ModifyThread
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.many_threads import add_threads
from tests.tui.terminal import Terminal, stored, terminal


def titles(t: Terminal) -> list[str]:
    return [row.title for row in t.threads.rows]


def lines(t: Terminal) -> list[str]:
    """The lines of the list that are not empty, each without its age."""
    height = t.threads.scrollable_content_region.height
    drawn = [t.threads.render_line(y).text.strip() for y in range(height)]
    return [line.removesuffix(" now").rstrip() for line in drawn if line]


async def lists(t: Terminal, *expected: str) -> None:
    await t.until(lambda: lines(t) == [*expected], f"the list {expected}")


async def command(t: Terminal, text: str) -> None:
    await t.type(text)
    await t.press("enter")


async def metadata(t: Terminal, thread_id: str) -> dict[str, str]:
    return (await t.assistants.get_thread(thread_id)).metadata


@requirement("list.pinned")
async def test_pinned_conversations_stand_first_under_their_heading(settings: Settings) -> None:
    apples, *_ = await stored(settings, ["Apples"], ["Pears"], ["Plums"])
    async with terminal(settings, Script()) as t:
        await lists(t, "Today", "Plums", "Pears", "Apples")
        await t.press("shift+tab", "shift+tab", "end", "p")
        await lists(t, "Pinned", "Apples", "Today", "Plums", "Pears")
        await t.shows("Pinned")
        assert t.threads.row
        assert t.threads.row.id == apples
        assert await metadata(t, apples) == {"pinned": "true"}
        await t.press("p")
        await lists(t, "Today", "Plums", "Pears", "Apples")
        assert await metadata(t, apples) == {}
        await t.press("escape")
        await command(t, "/pin")
        await lists(t, "Pinned", "Plums", "Today", "Pears", "Apples")
        await t.assistants.modify_thread(apples, ModifyThread(metadata={"pinned": "true", "x": "y"}))
        await t.controller.show_changes(await t.controller.poller.poll())  # what another window has pinned
        await lists(t, "Pinned", "Plums", "Apples", "Today", "Pears")
        await t.press("ctrl+n")
        await command(t, "/pin")
        await t.shows("Send a message first")


@requirement("list.pinned")
async def test_a_row_far_down_goes_up_when_it_is_pinned_and_back_to_its_place(settings: Settings) -> None:
    await add_threads(settings, 400)
    async with terminal(settings, Script()) as t:
        await t.press("shift+tab", "shift+tab", *["pagedown"] * 8)
        await t.until(lambda: len(t.threads.rows) > 100, "the second page")
        await t.press("p")
        await t.until(lambda: "pinned" in t.threads.rows[0].metadata, "the pinned row")
        title, *others = titles(t)
        assert others == sorted(others, reverse=True)
        assert t.threads.row is t.threads.rows[0]
        await t.press("p")
        await t.until(lambda: not t.threads.rows[0].metadata.get("pinned"), "no pinned row")
        await t.until(lambda: title in titles(t), "the row at its place")
        assert titles(t) == sorted(titles(t), reverse=True)


@requirement("list.archived")
async def test_archived_conversations_leave_the_list_and_are_shown_by_a_command(settings: Settings) -> None:
    pears, *_ = await stored(settings, ["Pears"], ["Plums, my dear"], ["Apples"])
    async with terminal(settings, Script(["Still here."])) as t:
        await t.press("shift+tab", "shift+tab", "end", "a")
        await lists(t, "Today", "Apples", "Plums, my dear")
        await t.shows("Archived. /archived lists it")
        assert await metadata(t, pears) == {"archived": "true"}
        await t.press("escape")
        await command(t, "/archive")
        await lists(t, "Today", "Plums, my dear")
        await command(t, "/archived")
        await lists(t, "Archived", "Apples", "Pears")
        assert t.threads.has_focus
        await t.press("home", "a")
        await lists(t, "Archived", "Pears")
        await t.press("escape")
        await lists(t, "Today", "Apples", "Plums, my dear")
        await t.press("slash")
        await t.type("pears")
        await t.until(lambda: titles(t) == ["Pears"], "the hit")
        assert "Pears archived" in lines(t)[0]
        await t.press("escape", "A")
        await lists(t, "Archived", "Pears")
        await t.press("enter")
        await t.shows_title("Pears")
        await t.send("Hi")
        await lists(t, "Today", "Pears", "Apples", "Plums, my dear")
        await t.shows("Still here.")
        await t.press("shift+tab", "shift+tab", "A")
        await t.shows("No archived conversations.")


@requirement("list.tags")
async def test_tags_are_edited_shown_and_found(settings: Settings) -> None:
    pears, *_ = await stored(settings, ["Pears of a garden"], ["Plums", "They are juicy."])
    async with terminal(settings, Script(), size=(130, 30)) as t:
        await command(t, "/tag Fruit, #blue -red")
        await lists(t, "Today", "Plums #blue #fruit", "Pears of a garden")
        await command(t, "/tag -blue kitchen")
        await lists(t, "Today", "Plums #fruit #kitchen", "Pears of a garden")
        await t.press("shift+tab", "shift+tab", "end", "t")
        await t.shows("─ Tags ─")
        await t.type("home fruit-and-more")
        await t.press("enter")
        await t.shows("#fruit-and-more #home")
        assert parse_tags((await metadata(t, pears))["tags"]) == ["fruit-and-more", "home"]
        await lists(t, "Today", "Plums #fruit #kitchen", "Pears of a garden #home")  # no room for the other one
        await t.press("slash")
        await t.type("#fruit")
        await t.until(lambda: titles(t) == ["Plums", "Pears of a garden"], "both")
        await t.type("-")
        await t.until(lambda: titles(t) == ["Pears of a garden"], "one")
        await t.press("ctrl+s")
        await t.type("tag:kitchen juicy")
        await t.until(lambda: titles(t) == ["Plums"], "the other")
        await t.press("enter")
        await t.shows("1 of 1")  # the message is shown with the words that are in it
        await t.press("escape")
        await command(t, "/tag")
        await t.shows("─ Tags ─")
        await t.press("end", *["backspace"] * 20, "enter")
        await t.shows("No tags")
        await lists(t, "Today", "Plums", "Pears of a garden #home")
