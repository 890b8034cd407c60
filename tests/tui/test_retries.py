"""A retry replaces the reply that broke off."""

from textual import events

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateRun, Page
from app.models.model import Finished, ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

NO = ModelError("No.")


@requirement("windows.retry-replaces")
async def test_a_retry_replaces_what_broke_off_once_it_writes(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Dead one", NO), Reply("Dead two", NO), Reply(gate, "Alive.")])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("Dead one")
        await t.shows("failed · ")
        await t.press("f5")
        await t.shows("Dead two")
        await t.shows_not("Dead one")
        await t.shows("failed · ")
        await t.press("f5")
        await t.shows("in_progress")
        assert "Dead two" in t.text(), "nothing replaces it yet"
        gate.open()
        await t.shows("Alive.")
        await t.shows_not("Dead two")
        texts = [one.text for one in (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data]
        assert texts == ["Hello", "Alive."]
        await t.shows("3/3")
    async with terminal(settings, Script()) as t:
        await t.shows("Alive.")
        assert "Dead" not in t.text()


@requirement("windows.retry-replaces")
async def test_a_cancelled_reply_is_replaced_and_so_is_one_that_was_cut_off(settings: Settings) -> None:
    script = Script([Reply("Dead one", Gate()), Reply("Cut short", Finished("length")), "Alive."])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("Dead one")
        await t.press("escape")
        await t.shows("· F5 Retry")
        await t.press("f5")
        await t.shows("Cut short")
        await t.shows_not("Dead one")
        await t.shows("Cut off: ")
        await t.press("f5")
        await t.shows("Alive.")
        assert "Cut short" not in t.text()
        await t.shows("3/3")
        t.history.focus()
        await t.press("left_square_bracket")
        await t.shows("Cut short")
        await t.press("left_square_bracket")
        await t.shows("Dead one")


@requirement("windows.retry-replaces", "windows.live")
async def test_a_retry_elsewhere_replaces_it_here(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Dead one", NO), Reply("Alive ", gate, "again.")])) as t:
        await t.send("Hello")
        await t.shows("failed · ")
        await t.assistants.create_run(t.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        await t.shows("Alive")
        await t.shows_not("Dead one")
        gate.open()
        await t.shows("Alive again.")


@requirement("windows.retry-then-cancel")
async def test_escape_right_behind_a_retry_cancels_it(settings: Settings) -> None:
    script = Script([Reply("Dead one", NO), Reply("Once upon ", Gate())])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed · ")
        for key in ("f5", "escape"):  # in a burst
            t.app.post_message(events.Key(key, None))
        await t.shows("· F5 Retry")


@requirement("windows.retry-replaces")
async def test_with_nothing_to_retry_it_says_so(settings: Settings) -> None:
    script = Script(["Whole."])
    async with terminal(settings, script) as t:
        await t.press("f5")
        await t.shows("There is nothing to retry")
        await t.send("Hello")
        await t.shows("Whole.")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        await t.press("f5")
        await t.shows("There is nothing to retry")
        assert len(script.requests) == 1
