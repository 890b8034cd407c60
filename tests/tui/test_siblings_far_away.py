"""A message far from the end shows which of its versions it is, as one near the end does."""

from app.api.requests import CreateMessage, ForkThread, Page
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import stored, terminal


@requirement("branches.walk")
async def test_a_message_that_was_jumped_to_says_which_version_it_is(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, [f"number {at}." for at in range(200)])
    async with open_engine(settings, Script(), reclaims=False) as engine:
        first = (await engine.list_messages(thread_id, Page(order="asc", limit=1))).data[0]
        branch = await engine.fork_thread(thread_id, ForkThread(message_id=first.id))
        await engine.create_message(branch.id, CreateMessage(role="user", content="Another number 1."))
    async with terminal(settings, Script(), thread_id=thread_id) as t:
        await t.shows("number 199.")
        assert "1/2" not in t.text()
        await t.press("ctrl+home")
        await t.shows("▌ number 0.")
        await t.shows("1/2")
