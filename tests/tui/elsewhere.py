"""Another window, or a program, that uses the same data."""

from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun
from tests.tui.terminal import Terminal


async def say(t: Terminal, thread_id: str, text: str) -> Run:
    """Send a message from elsewhere."""
    messages = [CreateMessage(role="user", content=text)]
    return await t.assistants.create_run(
        thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages)
    )


async def end(t: Terminal, run: Run) -> None:
    async for _ in t.assistants.follow(run.thread_id, run.id):
        pass


async def look(t: Terminal) -> None:
    """Poll for changes now."""
    await t.controller.show_changes(await t.controller.poller.poll())
