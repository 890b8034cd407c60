"""The open conversation while another window, or a program, uses the same thread."""

import asyncio
import re

import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, ModifyThread, Page
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.elsewhere import end, look, say
from tests.tui.terminal import Terminal, held, stored, terminal

RAW_ID = re.compile(r"(thread|run|msg)_\w+")


async def in_stored_order(t: Terminal) -> None:
    """Wait until the screen has each stored message once, in the stored order."""
    page = await t.assistants.list_messages(t.thread_id, Page(order="asc"))
    ids = [one.id for one in page.data]
    await t.until(lambda: [entry.message.id for entry in t.history.document.entries] == ids, "the stored order")


@requirement("windows.same-moment")
async def test_two_windows_send_the_same_text(settings: Settings) -> None:
    gate = Gate()
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    script = Script([Reply("From ", gate, "elsewhere."), "And from here."])
    async with terminal(settings, script) as t:
        await t.shows("Hi.")
        await say(t, thread_id, "yes")
        await t.send("yes")
        await t.shows("Still replying: your message is queued")
        await t.shows("queued 1  yes")
        await in_stored_order(t)
        gate.open()
        await t.shows("From elsewhere.")
        await t.shows("And from here.")
        await in_stored_order(t)


@requirement("windows.same-moment")
async def test_a_message_that_comes_second_is_queued_and_the_other_is_shown(settings: Settings) -> None:
    gate = Gate()
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    script = Script([Reply("From ", gate, "elsewhere."), "And from here."])
    async with terminal(settings, script) as t:
        await t.shows("Hi.")
        await say(t, thread_id, "Who asks?")
        await t.send("Is anybody here?")
        await t.shows("Still replying: your message is queued")
        await t.shows("Who asks?")
        await t.shows("From")
        assert t.box.text == ""
        assert t.text().count("Is anybody here?") == 1
        assert not RAW_ID.search(t.text())
        gate.open()
        await t.shows("From elsewhere.")
        await t.shows("And from here.")
        await in_stored_order(t)
        assert "Not sent" not in t.text()


@requirement("windows.same-moment")
async def test_a_retry_that_comes_second_shows_the_other_one(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply(ModelError("No.")), Reply("From ", gate, "elsewhere.")])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed · ")
        await t.assistants.create_run(t.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        await t.press("f5")
        await t.shows("From")
        assert not RAW_ID.search(t.text())
        gate.open()
        await t.shows("From elsewhere.")


@requirement("windows.live")
@pytest.mark.parametrize("polled", [True, False])
async def test_messages_stored_before_ours_are_shown_above_it(settings: Settings, polled: bool) -> None:
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    async with terminal(settings, Script(["From elsewhere.", "And from here."])) as t:
        await t.shows("Hi.")
        await end(t, await say(t, thread_id, "Who asks?"))
        if polled:
            await look(t)
            await t.shows("From elsewhere.")
        await t.send("Is anybody here?")
        await t.shows("And from here.")
        await t.shows("Who asks?")
        await in_stored_order(t)
        await look(t)
        await in_stored_order(t)


@requirement("windows.live")
async def test_a_message_sent_elsewhere_as_our_run_ends_is_not_missed(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    gate = asyncio.Event()
    gate.set()
    script = Script(["And from here.", "From elsewhere."])
    async with terminal(settings, script, wrap=lambda one: held(one, gate, "list_threads")) as t:
        await t.shows("Hi.")
        gate.clear()  # the list is read again only when the other window has sent
        await t.send("Is anybody here?")
        await t.shows("And from here.")
        await t.shows("completed")
        await end(t, await say(t, thread_id, "Who asks?"))
        gate.set()
        await t.shows("From elsewhere.")
        await in_stored_order(t)


@requirement("windows.live")
async def test_a_reader_further_up_keeps_place_draft_and_learns_of_the_new(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["\n\n".join(f"Line {at}." for at in range(80)), "Hi."])
    async with terminal(settings, Script(["From elsewhere."])) as t:
        await t.shows("Hi.")
        await t.type("my draft")
        await t.press("ctrl+home")
        await t.shows("Line 0.")
        before = t.text().splitlines()[:20]
        await end(t, await say(t, thread_id, "Who asks?"))
        await look(t)
        await t.shows("↓ 2 new")
        assert [line[33:] for line in t.text().splitlines()[:20]] == [line[33:] for line in before]
        assert t.box.text == "my draft"
        await in_stored_order(t)
        await t.press("ctrl+end")
        await t.shows("From elsewhere.")


@requirement("windows.live")
async def test_more_messages_than_a_page_have_come_meanwhile(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [*(f"Early {at}." for at in range(32))])
    async with terminal(settings, Script(["Late."])) as t:
        await t.shows("Early 31.")
        for at in range(60):
            await t.assistants.create_message(thread_id, CreateMessage(role="user", content=f"Meanwhile {at}."))
        await end(t, await say(t, thread_id, "The last one"))
        await look(t)
        await t.shows("Late.")
        await t.press("shift+tab", "g")
        await t.shows("Early 0.")
        async with asyncio.timeout(20):
            while len(t.history.document.entries) < 94:
                await t.press("pagedown")
        texts = [entry.message.text for entry in t.history.document.entries]
        expected = [f"Early {at}." for at in range(32)] + [f"Meanwhile {at}." for at in range(60)]
        assert texts == [*expected, "The last one", "Late."]


@requirement("windows.live")
async def test_a_cancel_elsewhere_is_seen_as_it_happens(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once upon ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once upon")
        assert t.controller.conversation.run
        await t.assistants.cancel_run(t.thread_id, t.controller.conversation.run.id)
        await t.shows("cancelled")
        assert "Once upon" in t.text()


@requirement("windows.live")
async def test_a_title_given_elsewhere_is_shown_also_far_down_the_list_and_in_a_search(settings: Settings) -> None:
    oldest, *_ = await stored(settings, *[[f"Topic {at:03}"] for at in range(30)])
    async with terminal(settings, Script(), thread_id=oldest) as t:
        await t.shows_title("Topic 000")
        await t.assistants.modify_thread(oldest, ModifyThread(metadata={"title": "The oldest"}))
        await look(t)
        await t.shows_title("The oldest")
        await t.press("ctrl+s")
        await t.type("Topic 029")
        await t.shows_not(" Topic 028")
        await t.press("enter")
        await t.shows_title("Topic 029")
        await t.press("ctrl+s")
        await t.type("Topic 029")
        await t.shows_not(" Topic 028")
        await t.assistants.modify_thread(t.thread_id, ModifyThread(metadata={"title": "The newest"}))
        await look(t)
        await t.shows_title("The newest")
        await t.shows(" The newest")


@requirement("windows.deleted-elsewhere")
@pytest.mark.parametrize("others", [1, 25], ids=["among the newest", "far down"])
async def test_a_thread_deleted_elsewhere_says_so_and_leaves_the_draft(settings: Settings, others: int) -> None:
    thread_id, *_ = await stored(settings, ["Pears?", "Green."], *[[f"Topic {at:03}"] for at in range(others)])
    async with terminal(settings, Script(["Fine."]), thread_id=thread_id) as t:
        await t.shows("Green.")
        await look(t)
        await t.type("my draft")
        await t.assistants.delete_thread(thread_id)
        await look(t)
        await t.shows("“Pears?” was deleted elsewhere. Your text is in the message box.")
        await t.shows_title("New conversation")
        assert t.box.text == "my draft"
        await t.shows_not("Green.")  # the title, the history and the list are drawn each on their own
        await t.shows_not(" Pears?")
        await t.press("enter")
        await t.shows("Fine.")
        assert t.thread_id != thread_id
        assert "was deleted" not in t.text()


@requirement("windows.deleted-elsewhere")
async def test_a_message_to_a_thread_deleted_elsewhere_says_so_and_is_kept(settings: Settings) -> None:
    _, thread_id = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Fine."])) as t:
        await t.shows("Green.")
        await t.assistants.delete_thread(thread_id)
        await t.send("Still there?")
        await t.shows("Not sent: “Pears?” was deleted elsewhere. Your text is in")
        assert t.box.text == "Still there?"
        assert not RAW_ID.search(t.text())
        await t.press("enter")
        await t.shows("Fine.")


@requirement("windows.deleted-elsewhere")
async def test_a_thread_deleted_elsewhere_while_its_run_is_active(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once upon ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once upon")
        await t.type("my draft")
        await t.assistants.delete_thread(t.thread_id)
        await t.shows("“A story” was deleted elsewhere. Your text is in the message box.")
        assert t.box.text == "my draft"


@requirement("windows.deleted-elsewhere")
async def test_opening_a_thread_deleted_elsewhere_says_so_and_stays(settings: Settings) -> None:
    apples, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await t.type("my draft")
        await t.assistants.delete_thread(apples)
        await t.press("ctrl+down")
        await t.shows("“Apples?” was deleted elsewhere.")
        assert not RAW_ID.search(t.text())
        await t.shows_not(" Apples?")
        assert "Green." in t.text()
        assert t.box.text == "my draft"


@requirement("windows.draft-of-the-opened")
async def test_what_is_typed_and_sent_while_a_thread_is_read_belongs_to_it(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    apples, pears = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Fine."]), wrap=lambda one: held(one, gate, "list_runs")) as t:
        await t.shows("Green.")
        await t.type("for pears")
        gate.clear()
        await t.press("ctrl+down")
        await t.until(lambda: t.box.text == "", "the box of the next thread")
        await t.type("for apples")
        await t.press("enter")
        await t.type("and later")
        assert "for apples" not in t.text()
        gate.set()
        await t.shows("Fine.")
        assert t.thread_id == apples
        assert t.box.text == "and later"
        assert [one.text for one in (await t.assistants.list_messages(pears, Page())).data] == ["Green.", "Pears?"]
        await t.press("ctrl+down")
        await t.shows("Green.")
        assert t.box.text == "for pears"


@requirement("windows.draft-of-the-opened")
async def test_what_is_sent_to_a_thread_that_cannot_be_read_is_its_draft(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    apples, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Fine."]), wrap=lambda one: held(one, gate, "list_runs")) as t:
        await t.shows("Green.")
        await t.type("for pears")
        gate.clear()
        await t.press("ctrl+down")
        await t.until(lambda: t.box.text == "", "the box of the next thread")
        await t.type("for apples")
        await t.press("enter")
        await t.assistants.delete_thread(apples)
        gate.set()
        await t.shows("“Apples?” was deleted elsewhere.")
        assert t.box.text == "for pears"
        assert "Green." in t.text()


@requirement("windows.live")
async def test_a_thread_created_and_run_elsewhere_does_not_move_the_open_one(settings: Settings) -> None:
    await stored(settings, ["Hello", "Hi."])
    async with terminal(settings, Script(["From elsewhere."])) as t:
        await t.shows("Hi.")
        thread = await t.assistants.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Plums?")]))
        await end(t, await say(t, thread.id, "Ripe?"))
        await look(t)
        await t.shows("• Plums?")
        assert "From elsewhere." not in t.text()
        assert "Hello" in t.title()


@requirement("windows.deleted-elsewhere")
async def test_a_thread_deleted_elsewhere_is_called_what_stood_above_it(settings: Settings) -> None:
    _, thread_id = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Fine."])) as t:
        await t.shows_title("Pears?")
        await t.assistants.modify_thread(thread_id, ModifyThread(metadata={"title": "Plums"}))
        await look(t)
        await t.shows_title("Plums")
        await t.assistants.delete_thread(thread_id)
        await look(t)
        await t.shows("“Plums” was deleted elsewhere.")
        await t.send("A new start")
        await t.shows("completed")
        await t.shows_title("A new start")
        await look(t)
        await t.assistants.delete_thread(t.thread_id)
        await look(t)
        await t.shows("“A new start” was deleted elsewhere.")


@requirement("windows.deleted-elsewhere")
async def test_the_last_thread_deleted_elsewhere_leaves_the_list(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n")
        await t.shows_title("New conversation")
        await look(t)
        await t.shows(" Pears?")
        await t.assistants.delete_thread(thread_id)
        await look(t)
        await t.shows("No conversations yet.")
