"""How full the model's context is, the warning, and the mark above which the model sees nothing any more."""

from app.api.objects import DEFAULT_ASSISTANT_ID, Usage
from app.api.requests import CreateMessage, CreateRun, Page
from app.api.tools import TruncationStrategy
from app.models.model import Finished
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

SEES_NOTHING = "The model sees nothing above this line."
WARNING = "is 80 % full. /compact goes on from a summary."


def ends(tokens: int, window: int = 1000) -> Finished:
    """Make the end of a reply after which so many tokens are in the context."""
    usage = Usage(prompt_tokens=tokens - 5, completion_tokens=5, total_tokens=tokens)
    return Finished("stop", usage, context_window=window)


def meter(t: Terminal) -> str:
    return t.text().split("\n")[-1].rpartition("  ")[2]


async def shows_meter(t: Terminal, words: str) -> None:
    await t.until(lambda: meter(t) == words, f"the meter {words!r}")


@requirement("context.meter", "context.warning")
async def test_the_meter_follows_the_newest_call_and_warns_from_80_percent_on(settings: Settings) -> None:
    gate = Gate()
    replies = [Reply("One.", ends(180)), Reply("Two.", ends(799)), Reply("Thr", gate, "ee.", ends(800))]
    async with terminal(settings, Script(replies)) as t:
        assert "context" not in t.text().split("\n")[-1]
        await t.send("First?")
        await shows_meter(t, "context 18 %")
        await t.send("Second?")
        await shows_meter(t, "context 79 %")
        assert "% full" not in t.text()
        await t.send("Third?")
        await t.shows("Thr")
        assert meter(t) == "context 79 %", "nothing is counted while a reply is written"
        gate.open()
        await shows_meter(t, "context 80 %")
        await t.shows(WARNING)
        full = t.thread_id
        await t.press("ctrl+n")
        await t.shows_not("context")
        await t.controller.open(full)
        await shows_meter(t, "context 80 %")
        await t.shows(WARNING)


@requirement("context.meter")
async def test_a_window_that_the_first_call_did_not_know_yet_is_asked_for_again(settings: Settings) -> None:
    script = Script([Reply("One.", ends(180, window=0))])
    script.windows = {"script-1": 1000}
    async with terminal(settings, script) as t:
        await t.send("First?")
        await shows_meter(t, "context 18 %")


@requirement("context.next-model")
async def test_the_meter_is_about_the_model_that_answers_next(settings: Settings) -> None:
    replies = [Reply("One.", ends(180)), Reply("Two.", ends(100, window=200))]
    script = Script(replies, models=["script-1", "small", "odd"])
    script.windows = {"small": 200}
    async with terminal(settings, script, size=(130, 34)) as t:
        await t.send("First?")
        await shows_meter(t, "context 18 %")
        await choose(t, "small")
        await shows_meter(t, "context 90 %")
        await t.shows("is 90 % full. /compact goes on from a summary.")
        opened = t.thread_id
        await t.press("ctrl+n")
        await t.shows_not("context")
        await t.controller.open(opened)
        await shows_meter(t, "context 90 %")
        await choose(t, "odd")
        await shows_meter(t, "context 180 tokens, limit unknown")
        await choose(t, "script-1")
        await shows_meter(t, "context 18 %")
        await choose(t, "small")
        await t.send("Second?")
        await shows_meter(t, "context 50 %")
        await choose(t, "script-1")
        await shows_meter(t, "context 10 %")


async def choose(t: Terminal, model: str) -> None:
    await t.send(f"/model {model}")


@requirement("context.meter")
async def test_what_is_not_known_is_said_to_be_unknown(settings: Settings) -> None:
    replies = [Reply("One.", ends(4180, window=0)), Reply("Two.", Finished("stop", context_window=1000))]
    async with terminal(settings, Script(replies), size=(130, 34)) as t:
        await t.send("First?")
        await shows_meter(t, "context 4,180 tokens, limit unknown")
        await t.press("ctrl+n")
        await t.send("Second?")
        await shows_meter(t, "context unknown")


@requirement("context.warning")
async def test_in_a_narrow_window_the_warning_has_room_before_the_keys(settings: Settings) -> None:
    replies = [Reply("One.", ends(180)), Reply("Two.", ends(800))]
    async with terminal(settings, Script(replies), size=(50, 24)) as t:
        await t.send("First?")
        await t.shows("One.")
        await t.shows("Ctrl+P Commands")
        await t.send("Second?")
        await shows_meter(t, "context 80 %")


@requirement("context.left-out")
async def test_the_mark_is_above_the_first_message_sent_also_after_paging_and_reopening(settings: Settings) -> None:
    await stored(settings, [f"Text {number}." for number in range(32)])
    script = Script([Reply("Answer.", ends(180)), Reply("All of it.", ends(200))])
    async with terminal(settings, script, size=(110, 24)) as t:
        await t.shows("Text 31.")
        last_31 = TruncationStrategy(type="last_messages", last_messages=31)
        await t.assistants.create_run(  # by another program
            t.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, truncation_strategy=last_31)
        )
        await shows_meter(t, "context 18 %")
        for number in range(30):
            await t.assistants.create_message(t.thread_id, CreateMessage(role="user", content=f"More {number}."))
        opened = t.thread_id
        await t.press("ctrl+n")
        await t.controller.open(opened)
        await t.shows("More 29.")
        assert SEES_NOTHING not in t.text()
        await t.controller.conversation.messages.load_until(
            (await t.assistants.list_messages(opened, Page(limit=1, order="asc"))).data[0].id  # on the second page
        )
        await t.press("ctrl+home")
        await t.shows(SEES_NOTHING)
        rows = t.text().split("\n")
        mark = next(at for at, row in enumerate(rows) if SEES_NOTHING in row)
        below = next(row for row in rows[mark:] if "Text" in row)
        assert "Text 1." in below
        assert any("Text 0." in row for row in rows[:mark])
        await t.send("And now?")
        await t.shows_not(SEES_NOTHING)
