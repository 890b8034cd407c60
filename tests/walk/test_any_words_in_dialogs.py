"""Words of others in what opens for one message or one run: runs, calls, costs, comparisons, links, tags, hits."""

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, ModifyRun
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script, call
from app.settings import Settings
from app.tui.screens.compare.compare_screen import CompareScreen
from app.tui.screens.runs.answer_calls import AnswerCalls
from app.tui.screens.runs.run_page import RunPage
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.hostile import HOSTILE, LONG_LINE, storable
from tests.tui.terminal import Terminal, terminal
from tests.walk.visit import LARGE_SIZE, Visit

LINK = "[a](http://a.invalid/\u202ex) <http://b.invalid/\x1b]0;x\x07>\n"


def replies(words: str, gate: Gate) -> list[Reply]:
    """A call with these words as arguments, a failure, two answers to compare, and one that is held."""
    return [
        Reply(call("get_weather", words)),
        Reply(words[:1_000], ModelError(words)),
        Reply(LINK, words),
        Reply(words),
        Reply("so", gate, words),
    ]


async def store(assistants: Assistants, words: str) -> str:
    """Store a conversation with words as title, tags and messages, and a run that waits; return its thread id."""
    metadata = {"title": words[:512], "tags": words[:512]}
    messages = [CreateMessage(role="assistant", content=LINK), CreateMessage(role="user", content=words[:256_000])]
    thread = await assistants.create_thread(CreateThread(messages=messages, metadata=metadata))
    tools = [FunctionTool(function=FunctionDefinition(name="get_weather", description=words[:1_000]))]
    run = await assistants.create_run(
        thread.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, tools=[*tools], model=words[:256])
    )
    async for event in assistants.follow(thread.id, run.id):
        if event.event == "thread.run.requires_action":
            break
    await assistants.modify_run(thread.id, run.id, ModifyRun(metadata={words[:64]: words[:512]}))
    return thread.id


async def open_dialog(visit: Visit, kind: type, *keys: str) -> None:
    """Press keys, and look at the dialog that they open in both sizes."""
    await visit.press(*keys)
    await visit.t.until(lambda: isinstance(visit.t.app.screen, kind), kind.__name__)
    await visit.look()


async def look_at_runs(visit: Visit) -> None:
    """Look at the runs that wait, at the calls of one, at all runs and at the page of one."""
    await visit.press("f8")
    await visit.t.until(lambda: "get_weather" in visit.t.text(), "the run that waits, beside a long title")
    await visit.look()
    await open_dialog(visit, AnswerCalls, "enter")
    await visit.paste("x[/]")
    await visit.leave()
    await visit.press("ctrl+t")
    await visit.t.until(lambda: "requires_action" in visit.t.text(), "the run")
    await visit.look()
    await open_dialog(visit, RunPage, "enter")
    await visit.press("space", "pagedown")
    await visit.press("escape", "ctrl+e")
    await visit.look()
    await visit.leave()


async def look_at_message(visit: Visit, words: str) -> None:
    """Look at what opens for a message, and at the search in the conversation."""
    for key in ("o", "S", "s", "e", "v", "q"):
        await visit.press("shift+tab", "up", key)
        await visit.leave()
        visit.t.box.show(Draft())
    await visit.press("ctrl+f")
    await visit.paste(words[:1_000])
    await visit.press("enter")
    await visit.look()
    await visit.leave()


async def send(t: Terminal, text: str) -> None:
    """Send a message, and wait for its run to begin."""
    await t.send(text)
    await t.until(lambda: t.controller.conversation.is_busy, "the run")


@requirement("walk.words-of-others", "runs.waiting-named")
async def test_any_words_are_text_where_one_message_or_run_is_shown(settings: Settings) -> None:
    gate, words = Gate(), storable("\n".join((*HOSTILE, LONG_LINE)))
    async with terminal(settings, Script(replies(words, gate), models=[words[:200], "m"]), size=LARGE_SIZE) as t:
        visit = Visit(t)
        await store(t.assistants, words)
        await look_at_runs(visit)
        await look_at_message(visit, words)
        await visit.write("/tag")
        await visit.press("enter")
        await visit.look()
        await visit.leave()
        await visit.write("/usage")
        await visit.press("enter")
        await visit.look()
        await visit.leave()
        await visit.press("ctrl+n")
        await t.send("hello")
        await t.until(lambda: "F5" in t.text(), "the failure")
        await visit.press("ctrl+t")
        await visit.look()
        await open_dialog(visit, RunPage, "enter")
        await visit.leave()
        await visit.leave()
        await visit.write("/compare x")
        await visit.press("enter")
        await visit.look()
        await open_dialog(visit, CompareScreen, "enter")
        await visit.press("enter")
        await t.until(lambda: "Keep" in t.text(), "both answers")
        await visit.look()
        await visit.press("tab", "enter")
        await t.until(lambda: t.app.screen is t.chat and not t.controller.conversation.is_busy, "the one that is kept")
        await visit.look()
        await send(t, "and")
        await t.send(words[:4_000])
        await visit.look()
        gate.open()
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        await visit.look()
