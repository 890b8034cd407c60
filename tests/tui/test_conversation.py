"""One message in the terminal: sent, answered, refused, cancelled, retried."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import cast

from app.api.events import Event
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    Page,
    ThreadQuery,
)
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.model import Finished, ModelError
from app.models.script import Gate, Reply, Script, call
from app.settings import Settings
from app.tui.widgets.frames.spinner import FRAMES
from tests.requirements import requirement
from tests.tui.terminal import failing, held, stored, terminal


@requirement("tui.message-shows-at-once")
async def test_a_message_shows_before_the_store_has_answered(settings: Settings) -> None:
    gate = asyncio.Event()
    async with terminal(settings, Script(["Yes."]), wrap=lambda one: held(one, gate, "create_thread_and_run")) as t:
        await t.send("Are you there?")
        await t.shows("Are you there?")
        assert t.box.text == ""
        assert not (await t.assistants.list_threads(ThreadQuery())).data
        gate.set()
        await t.shows("Yes.")


@requirement("tui.message-shows-at-once", "tui.drafts")
async def test_the_screen_takes_keys_while_a_message_is_on_its_way(settings: Settings) -> None:
    gate = asyncio.Event()
    (other,) = await stored(settings, ["Other", "Text."])
    async with terminal(settings, Script(["Yes."]), wrap=lambda one: held(one, gate, "create_thread_and_run")) as t:
        await t.press("ctrl+n")
        await t.send("Are you there?")
        await t.shows("Are you there?")
        await t.type("and")
        assert t.box.text == "and"
        await t.press("enter")
        await t.shows("Still replying")
        assert t.box.text == ""
        await t.press("up")
        assert t.box.text == "and"
        gate.set()
        await t.shows("Yes.")
        await t.shows("completed")
        assert t.box.text == "and"
        asked = t.thread_id
        await t.controller.open(other)
        await t.shows("Text.")
        assert t.box.text == ""
        await t.controller.open(asked)
        await t.until(lambda: t.box.text == "and", "the draft of the new thread")


@requirement("tui.refused-message-comes-back", "tui.drafts")
async def test_a_refused_message_becomes_the_draft_of_a_thread_that_was_left(
    settings: Settings,
) -> None:
    gate, operation = asyncio.Event(), "create_run"
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(), wrap=lambda one: held(failing(one, operation, 1), gate, operation)) as t:
        await t.shows("Green.")
        await t.send("Always?")
        await t.shows("Always?")
        await t.press("ctrl+down")
        await t.shows("Red.")
        gate.set()
        await t.shows("The disk is full.")
        assert t.box.text == ""
        assert "Not sent" not in t.text()
        await t.press("ctrl+up")
        await t.until(lambda: t.box.text == "Always?", "the text in the box")


@requirement("tui.status-moves", "tui.reply-streams")
async def test_the_status_moves_and_the_reply_streams(settings: Settings) -> None:
    gate = Gate()
    async with terminal(
        settings, Script([Reply("Good **mor", gate, "ning**\n\n```python\nx = 1\n```\n日本語 👋")])
    ) as t:
        await t.send("Hello")
        await t.shows("Good")
        await t.shows("in_progress")
        assert "Esc to cancel" in t.text()
        assert "completed" not in t.text()
        gate.open()
        await t.shows("completed")
        assert "in_progress" not in t.text()
        await t.shows("Good morning")
        assert "日本語 👋" in t.text()
        assert "**" not in t.text()
        assert " s" in t.text().split("completed", 1)[1].split("\n", 1)[0]


@requirement("tui.blank-sends-nothing")
async def test_blank_input_sends_nothing(settings: Settings) -> None:
    script = Script()
    async with terminal(settings, script) as t:
        await t.press("enter")
        await t.type("  ")
        await t.press("ctrl+j", "enter")
        await t.pilot.pause()
        assert not script.requests
        assert t.controller.current.id is None


@requirement("tui.enter-while-active")
async def test_enter_while_a_run_is_active_queues_the_message_and_says_so(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Once ", gate, "upon."), "Second."])
    async with terminal(settings, script) as t:
        await t.send("A story")
        await t.shows("Once")
        await t.send("And another")
        await t.shows("Still replying: your message is queued")
        assert t.box.text == ""
        assert len(script.requests) == 1
        gate.open()
        await t.shows("Second.")


@requirement("tui.cancel")
async def test_escape_cancels_and_keeps_the_partial_text(settings: Settings) -> None:
    script = Script([Reply("Once upon a ", Gate(), "time"), "Well."])
    async with terminal(settings, script) as t:
        await t.send("A story")
        await t.shows("Once upon a")
        await t.type("my draft")
        await t.press("escape")
        assert "Esc to cancel" not in t.text()
        await t.shows("cancelled ")
        assert "Once upon a" in t.text()
        assert t.text().count("cancelled") == 1
        assert t.box.text == "my draft"
        await t.press("enter")
        await t.shows("Well.")


@requirement("tui.cancel")
async def test_cancelling_shows_in_the_frame_of_the_key(settings: Settings) -> None:
    gate = asyncio.Event()

    async with terminal(
        settings,
        Script([Reply("Once ", Gate())]),
        wrap=lambda one: held(one, gate, "cancel_run"),
    ) as t:
        await t.send("A story")
        await t.shows("Once")
        await t.press("escape")
        await t.shows("cancelling")
        gate.set()
        await t.shows("cancelled")


@requirement("tui.failed-and-again")
async def test_a_failed_run_shows_code_and_message_and_r_retries_it(settings: Settings) -> None:
    script = Script([Reply(ModelError("Slow down, [b]please[/b].", "rate_limit_exceeded")), "Better now."])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("rate_limit_exceeded")
        assert "Slow down, [b]please[/b]." in t.text()
        await t.press("shift+tab")
        assert t.history.has_focus
        await t.press("R")
        await t.shows("Better now.")
        await t.shows_not("rate_limit_exceeded")
        messages = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data
        assert [message.text for message in messages] == ["Hello", "Better now."]


@requirement("tui.failed-and-again")
async def test_f5_retries_from_the_box_and_another_message_works_too(settings: Settings) -> None:
    script = Script([Reply(ModelError("No.")), Reply(ModelError("No again.")), "Fine."])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("No.")
        await t.press("f5")
        await t.shows("No again.")
        await t.send("Come on")
        await t.shows("Fine.")
        await t.shows_not("No again.")
        assert "F5 Retry" not in t.text()


@requirement("tui.refused-message-comes-back")
async def test_a_message_that_cannot_be_stored_is_marked_and_comes_back(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    async with terminal(settings, Script(["Welcome."])) as t:
        await t.shows("Hi.")
        await t.assistants.delete_thread(thread_id)
        await t.send("Are you there?")
        await t.shows("Not sent")
        await t.until(lambda: t.box.text == "Are you there?", "the text in the box")
        await t.press("ctrl+n")
        await t.shows("New conversation")
        await t.send("Hello again")
        await t.shows("Welcome.")


@requirement("tui.cancel")
async def test_a_cancel_of_a_message_that_was_not_stored_is_forgotten(settings: Settings) -> None:
    gate, operation = asyncio.Event(), "create_thread_and_run"
    async with terminal(
        settings, Script(["Yes."]), wrap=lambda one: held(failing(one, operation, 1), gate, operation)
    ) as t:
        await t.send("Are you there?")
        await t.press("escape")
        gate.set()
        await t.shows("Not sent")
        await t.until(lambda: t.box.text == "Are you there?", "the text in the box")
        await t.press("enter")
        await t.shows("Yes.")
        await t.shows("completed")


@requirement("tui.failed-and-again", "tui.refused-message-comes-back")
async def test_a_failed_run_can_still_be_retried_after_the_next_message_was_refused(settings: Settings) -> None:
    script = Script([Reply(ModelError("Slow down.", "rate_limit_exceeded")), "Better now."])
    async with terminal(settings, script, wrap=lambda one: failing(one, "create_run", 1)) as t:
        await t.send("Hello")
        await t.shows("Slow down.")
        await t.send("Are you there?")
        await t.shows("Not sent: The disk is full.")
        await t.shows("Slow down.")
        await t.press("f5")
        await t.shows("Better now.")
        await t.shows_not("Slow down.")


@requirement("tui.message-is-the-stored-one")
async def test_a_sent_message_has_the_id_of_its_stored_one(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Half ", gate, "and whole."), "Next."])) as t:
        for text, reply in (("A story", "Half"), ("And now?", "Next.")):
            await t.send(text)
            await t.shows(reply)
            messages = (await t.assistants.list_messages(t.thread_id, Page())).data
            (sent,) = [one for one in messages if one.role == "user" and one.text == text]
            await t.until(lambda sent=sent: t.history.transcript.get(sent.id) == sent, "the stored message")
            gate.open()
            await t.shows("completed")
        ids = [entry.message.id for entry in t.history.document.entries]
        assert ids == [one.id for one in (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data]
        assert t.text().count("And now?") == 1


@requirement("tui.message-is-the-stored-one")
async def test_a_stored_message_that_could_not_be_read_is_joined_when_the_run_ends(settings: Settings) -> None:
    script = Script(["Once upon a time."])
    async with terminal(settings, script, wrap=lambda assistants: failing(assistants, "list_messages", 1)) as t:
        await t.send("A story")
        await t.shows("completed")
        messages = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data
        await t.until(lambda: t.history.transcript.get(messages[0].id) == messages[0], "the stored message")


@requirement("tui.run-notes")
async def test_a_run_that_waits_for_a_tool_says_for_which_call(settings: Settings) -> None:
    script = Script([Reply(call("get_weather", '{"city": "Oslo", "days": 3}'))])
    async with terminal(settings, script) as t:
        weather = FunctionTool(function=FunctionDefinition(name="get_weather"))
        assistant = await t.assistants.create_assistant(CreateAssistant(model="script-1", tools=[weather]))
        thread = CreateThread(messages=[CreateMessage(role="user", content="Rain?")])
        run = await t.assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=assistant.id, thread=thread))
        await t.controller.open(run.thread_id)
        await t.shows('Waiting for the result of get_weather(city="Oslo", days=3).')
        await t.press("escape")
        await t.shows("· F5 Retry")
        await t.shows_not("Waiting for the result")


@requirement("tui.run-notes")
async def test_a_run_that_took_too_long_says_after_how_long(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", config_dir=tmp_path / "config", run_ttl=1)
    async with terminal(settings, Script([Reply("Half ", Gate())])) as t:
        await t.send("Hello")
        await t.shows("Timed out after 1 s.")


@requirement("tui.run-notes")
async def test_a_reply_that_was_cut_off_says_so(settings: Settings) -> None:
    script = Script([Reply("Half", Finished("length")), Reply("Half", Finished("content_filter"))])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("Cut off: the reply reached its token limit.")
        await t.press("f5")
        await t.shows("Stopped by the provider's content filter.")
        await t.shows_not("Cut off")


@requirement("tui.follows-runs-of-others")
async def test_a_run_started_elsewhere_is_followed_when_its_thread_is_opened(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("From ", gate, "elsewhere.")])
    async with terminal(settings, script) as t:
        thread = await t.assistants.create_thread(
            CreateThread(messages=[CreateMessage(role="user", content="Who asks?")])
        )
        await t.assistants.create_run(thread.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        await asyncio.wait_for(gate.reached.wait(), 10)
        await t.controller.open(thread.id)
        await t.shows("From")
        await t.shows("in_progress")
        gate.open()
        await t.shows("From elsewhere.")
        await t.shows("completed")
        assert t.text().count("From elsewhere.") == 1


@requirement("tui.background-runs")
async def test_a_run_continues_while_another_thread_is_open(settings: Settings) -> None:
    gate = Gate()
    (other,) = await stored(settings, ["Other", "Text."])
    script = Script([Reply("Slow ", gate, "answer.")])
    async with terminal(settings, script) as t:
        await t.press("ctrl+n")
        await t.send("Question")
        await t.shows("Slow")
        first = t.thread_id
        await t.controller.open(other)
        await t.shows("Text.")
        assert t.thread_id == other
        await t.until(lambda: any(f" {frame} Question" in t.text() for frame in FRAMES), "the sign of the run")
        gate.open()
        await t.shows(" • Question")
        await t.controller.open(first)
        await t.shows("Slow answer.")
        await t.shows_not("•")


class TakenOver:
    """The engine, whose runs are taken over after their first piece: everything since `queued` comes again."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistants, name)

    async def follow(self, thread_id: str, run_id: str, after: int = 0) -> AsyncGenerator[Event]:
        sent: list[Event] = []
        again = True
        async for event in self._assistants.follow(thread_id, run_id, after):
            yield event
            sent.append(event)
            if again and event.event == "thread.message.delta":
                again = False
                for one in sent:
                    yield one


@requirement("tui.take-over")
async def test_a_run_taken_over_shows_its_message_once(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Half ", gate, "and whole.")])
    async with terminal(settings, script, wrap=lambda one: cast(Assistants, TakenOver(one))) as t:
        await t.send("A story")
        await t.shows("Half")
        gate.open()
        await t.shows("completed")
        await t.shows("Half and whole.")
        assert t.text().count("Half") == 1
        assert t.text().count("Assistant") == 1
