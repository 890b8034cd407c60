"""Messages sent while a run is active: queued in sight, edited, dropped, sent when it is over, paused."""

import pytest
from textual.geometry import Offset

from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def asked(script: Script) -> list[str]:
    """The last message of each request."""
    return [request.messages[-1].text for request in script.requests]


async def begin(t: Terminal, *queued: str) -> None:
    """Send a message whose reply is being written, and then others."""
    await t.send("A story")
    await t.shows("Once")
    for text in queued:
        await t.send(text)


def text_of_queue(t: Terminal) -> str:
    """What is above the message box."""
    return t.chat.panes.status.render().plain


@requirement("queue.waits-in-sight", "queue.sent-when-over", "tui.enter-while-active")
async def test_messages_wait_in_sight_and_are_sent_one_after_the_other(settings: Settings) -> None:
    first, second = Gate(), Gate()
    script = Script([Reply("Once ", first, "upon."), Reply("Another ", second, "one."), "The last."])
    async with terminal(settings, script) as t:
        await begin(t, "And another", "And a last one")
        await t.shows("queued 1  And another")
        await t.shows("queued 2  And a last one")
        await t.shows("Still replying: your message is queued (Esc to cancel the reply)")
        assert t.box.text == ""
        await t.type("my draft")
        first.open()
        await t.shows("Another")
        await t.shows("queued 1  And a last one")
        await t.shows_not("queued 2")
        second.open()
        await t.shows("The last.")
        await t.shows_not("queued 1")
        assert asked(script) == ["A story", "And another", "And a last one"]
        assert t.box.text == "my draft"


@requirement("queue.sent-when-over")
async def test_a_queue_goes_on_while_another_conversation_is_open(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Once ", gate, "upon."), "Another.", "Last."])
    async with terminal(settings, script) as t:
        await begin(t, "And another", "And a last one")
        await t.press("ctrl+n")
        await t.shows_not("queued 1")
        gate.open()
        await t.until(lambda: len(script.requests) == 3, "the queue")
        assert asked(script) == ["A story", "And another", "And a last one"]
        await t.press("alt+down")
        await t.shows("Last.")
        assert "queued" not in text_of_queue(t)


@requirement("queue.edited-or-dropped")
async def test_up_in_an_empty_box_takes_the_last_one_back(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Once ", gate, "upon."), "Good."])
    async with terminal(settings, script) as t:
        await begin(t, "first", "secnod")
        await t.press("up")
        assert t.box.text == "secnod"
        await t.shows_not("queued 2")
        await t.press("backspace", "backspace", "backspace")
        await t.type("ond")
        await t.press("enter")
        await t.shows("queued 2  second")
        await t.press("up", "up")
        assert t.box.text != "first"
        gate.open()
        await t.shows("Good.")
        assert asked(script) == ["A story", "first"]


@requirement("queue.edited-or-dropped")
async def test_the_buttons_edit_and_drop_the_clicked_message(settings: Settings) -> None:
    script = Script([Reply("Once ", Gate(), "upon.")])
    async with terminal(settings, script) as t:
        await begin(t, "first", "second", "third")
        await t.shows("queued 3  third")
        await click(t, 1, "Edit")
        await t.until(lambda: t.box.text == "second", "the second in the box")
        await t.shows("queued 2  third")
        await click(t, 0, "Drop")
        await t.shows("Dropped.")
        await t.shows("queued 1  third")
        await t.press("ctrl+c", "up")
        await t.until(lambda: t.box.text == "third", "the third in the box")


async def click(t: Terminal, row: int, label: str) -> None:
    """Click a button of a row above the message box."""
    status = t.chat.panes.status
    line = text_of_queue(t).splitlines()[row]
    await t.pilot.click(status, Offset(line.index(label) + 1, row))


@requirement("queue.edited-or-dropped")
async def test_drop_is_a_command_and_a_dropped_message_can_be_recalled(settings: Settings) -> None:
    script = Script([Reply("Once ", Gate(), "upon.")])
    async with terminal(settings, script) as t:
        await begin(t, "not this")
        await t.send("/drop")
        await t.shows("Dropped.")
        await t.shows_not("queued 1")
        await t.press("up")
        assert t.box.text == "not this"
        await t.press("ctrl+c")
        await t.send("/drop")
        await t.shows("No message is queued here.")


@requirement("queue.paused")
@pytest.mark.parametrize("ending", ["cancelled", "failed"])
async def test_a_queue_is_paused_behind_a_run_that_was_not_completed(settings: Settings, ending: str) -> None:
    gate = Gate()
    script = Script([Reply("Once ", gate, ModelError("The model is broken.")), "Another.", "Last."])
    async with terminal(settings, script) as t:
        await begin(t, "And another", "And a last one")
        if ending == "cancelled":
            await t.press("escape")
        else:
            gate.open()
        await t.shows("Queue paused: Enter sends the next message, ↑ takes the last one back")
        await t.shows("queued 2  And a last one")
        assert len(script.requests) == 1
        await t.press("enter")
        await t.shows("Last.")
        await t.shows_not("Queue paused")
        assert asked(script) == ["A story", "And another", "And a last one"]


@requirement("queue.paused", "queue.kept")
async def test_a_queue_survives_a_restart_paused(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate(), "upon.")])) as t:
        await begin(t, "And another")
        await t.shows("queued 1  And another")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    script = Script(["Once upon.", "Another."])
    async with terminal(settings, script) as t:
        await t.shows("queued 1  And another")
        await t.shows("Queue paused")
        await t.shows("Once upon.")
        await t.shows("completed")
        assert len(script.requests) == 1
        await t.press("enter")
        await t.shows("Another.")
        await t.shows_not("queued 1")
    async with terminal(settings, Script()) as t:
        await t.shows("Another.")
        assert "queued" not in text_of_queue(t)


@requirement("queue.kept")
async def test_the_queue_of_a_new_conversation_belongs_to_its_thread(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Once ", gate, "upon."), "Another."])) as t:
        await t.type("A story")
        await t.press("enter")
        await t.type("And another")
        await t.press("enter")
        await t.shows("queued 1  And another")
        await t.shows("Once")
        await t.shows("queued 1  And another")
        gate.open()
        await t.shows("Another.")


@requirement("queue.kept")
async def test_a_message_that_another_window_has_sent_is_not_sent_again(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate(), "upon.")])) as t:
        await begin(t, "And another")
        await t.shows("queued 1  And another")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    script, others = Script(["Once upon."]), Script(["Another."])
    async with terminal(settings, script) as t:
        await t.shows("Once upon.")
        await t.shows("completed")
        async with terminal(settings, others) as other:
            await other.shows("queued 1  And another")
            await other.press("enter")
            await other.shows("Another.")
        await t.press("enter")
        await t.shows_not("queued 1")
        assert len(script.requests) == 1
        assert len(others.requests) == 1


@requirement("queue.waits-in-sight")
async def test_a_long_queue_and_a_low_window_leave_room_for_the_conversation(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate(), "upon.")])) as t:
        await begin(t, "1st [bold]x[/]", "2nd\n\x1b[31mred", "3rd", "4th")
        await t.shows("queued 2  2nd")
        await t.shows("2 more queued")
        assert "queued 1  1st [bold]x[/]" in text_of_queue(t)
        await t.pilot.resize_terminal(40, 10)
        await t.shows("4 queued")
        await t.shows_not("queued 1")
