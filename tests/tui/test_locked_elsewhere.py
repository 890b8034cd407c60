"""Another program's run holds the conversation: nothing that it reads is changed, and the refusals are the API's."""

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateRun, Page, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def choose(t: Terminal, text: str) -> None:
    """Choose a message."""
    t.history.cursor.choose(next(one for one in t.history.document.entries if one.is_message and text in one.source))


async def says(t: Terminal, words: str) -> None:
    """Wait until the screen says something, wherever its lines are broken."""
    await t.until(lambda: words in " ".join(t.text().replace("│", " ").split()), words)


async def texts(engine: Engine, thread_id: str) -> list[str]:
    """Return the texts of a thread, oldest first."""
    return [one.text for one in (await engine.list_messages(thread_id, Page(order="asc"))).data]


async def edit(t: Terminal, text: str) -> None:
    """Add to a message of the user."""
    choose(t, text)
    t.chat.action_edit()
    await t.shows("Edit your message")
    await t.type("!")
    await t.press("ctrl+s")


def delete_message(t: Terminal) -> None:
    """Delete the chosen message: the key is pressed twice."""
    t.chat.action_delete_message()
    t.chat.action_delete_message()


@requirement("replacing.locked-elsewhere", "branches.locked", "messages.deleted")
async def test_nothing_that_the_run_of_another_program_reads_is_changed(settings: Settings) -> None:
    gate, others = Gate(), Script()
    others.replies.append(Reply("Begun", gate, " and ended."))
    async with (
        terminal(settings, Script(["ONE", Reply("Half", ModelError("No.")), "ALONE"])) as t,
        open_engine(settings, others, reclaims=False) as other,
    ):
        for sent, reply in (("one", "ONE"), ("two", "Half")):
            await t.send(sent)
            await t.shows(reply)
            await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        thread_id = t.thread_id
        run = await other.create_run(thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        await gate.reached.wait()
        await t.shows("Begun")
        active, locked = f"already has an active run {run.id}", f"of {thread_id} while a run {run.id} is active"
        await edit(t, "two")
        await says(t, active)
        assert t.box.text == "two!"
        await t.press("ctrl+c")
        choose(t, "Begun")
        t.chat.action_regenerate()
        await says(t, active)
        for text in ("one", "Begun"):
            choose(t, text)
            delete_message(t)
            await says(t, f"Can't delete messages {locked}")
        t.chat.action_fork()
        await says(t, f"fork {thread_id} at")
        await t.press("f5")
        await says(t, "Retry when it is over.")
        await t.send("/compare Hello")
        await says(t, "Compare when it is over.")
        assert t.box.text == "Hello"
        await t.press("ctrl+c")
        await t.send("/compact")
        await says(t, "Wait for the reply")
        assert [row.id for row in (await other.list_threads(ThreadQuery())).data] == [thread_id]
        await edit(t, "one")  # in a fork, which changes nothing here
        await t.shows("ALONE")
        assert await texts(other, thread_id) == ["one", "ONE", "two", "Half", ""]
        gate.open()
        async for _ in other.follow(thread_id, run.id):
            pass
        assert await texts(other, thread_id) == ["one", "ONE", "two", "Half", "Begun and ended."]
        assert [one.text for one in others.requests[0].messages] == ["one", "ONE", "two"]
