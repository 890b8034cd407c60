"""Walking through the hits of a search, from one conversation into the next."""

from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.chat.find_line import FindLine
from app.tui.session.finding.found_conversations import FoundConversations
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal


async def counts(t: Terminal, text: str) -> None:
    def count() -> str:
        return "".join(str(line.border_subtitle) for line in t.chat.query(FindLine))

    await t.until(lambda: count() == text, f"the count {text!r}")


@requirement("search.next-conversation")
async def test_keys_lead_from_the_last_hit_into_the_next_conversation_and_back(settings: Settings) -> None:
    old, gone, _, _ = await stored(
        settings, ["zebra A", "none", "zebra B"], ["zebra gone"], ["other"], ["zebra C", "zebra D"]
    )
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebra")
        await t.press("enter")
        await counts(t, "1 of 2, conversation 1 of 3")
        await t.assistants.delete_thread(gone)
        await t.press("shift+tab", "n")
        await counts(t, "2 of 2, conversation 1 of 3")
        assert t.history.has_focus
        await t.press("n", "n")  # the one that is gone is passed over
        await counts(t, "2 of 2, conversation 2 of 2")
        assert t.thread_id == old
        assert t.history.has_focus
        await t.press("N", "N")
        await counts(t, "2 of 2, conversation 1 of 2")
        await t.shows("zebra C")
        await t.press("n", "n", "n")
        await counts(t, "1 of 2, conversation 1 of 2")
        await t.press("escape")
        await t.until(lambda: not t.chat.query(FindLine), "the end of the line")
        await t.press("alt+left")
        await t.shows_title("New conversation")


@requirement("search.next-conversation")
async def test_a_walk_leads_to_conversations_found_by_title_and_not_on_with_other_words(settings: Settings) -> None:
    titled, _ = await stored(settings, ["Stripes?", "horses"], ["zebra"])
    async with terminal(settings, Script()) as t:
        await t.controller.pages.rename(titled, "All zebra facts")
        await t.press("ctrl+s")
        await t.type("zebra")
        await t.shows("2 hits")
        await t.press("enter")  # the titles come first: no message has the word, and no line is in the way
        await t.shows("horses")
        assert not t.chat.query(FindLine)
        await t.press("shift+tab", "n")
        await counts(t, "1 of 1, conversation 2 of 2")
        await t.press("n")
        await counts(t, "In no message, conversation 1 of 2")
        await t.press("ctrl+f")
        await t.type("horses")
        await counts(t, "1 of 1")
        await t.press("enter")
        await counts(t, "1 of 1")
        assert t.thread_id == titled


@requirement("search.next-conversation")
async def test_more_of_a_long_search_is_read_behind_its_end_only(settings: Settings) -> None:
    ids = (await stored(settings, *(["zebra"] for _ in range(4))))[::-1]
    async with open_engine(settings, Script(), reclaims=False) as engine:
        found = FoundConversations(engine, "zebra", ids[:2], ids[0], has_more=True)
        assert found.count == "conversation 1 of 2+"
        assert await found.find(-1, ()) is None
        found.open_id = ids[1]
        assert await found.find(1, {ids[2]}) == ids[3]
        assert found.count == "conversation 2 of 4"
        found.open_id = ids[3]
        assert await found.find(1, ()) == ids[0]
