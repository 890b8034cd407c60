"""Helpers of the tests of runs on screen: a run that waits for its calls, and clicks on the keys that are shown."""

from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread, Page
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool
from tests.tui.terminal import Terminal

TOOLS = [FunctionTool(function=FunctionDefinition(name=name)) for name in ("get_weather", "get_time")]


async def start_waiting(assistants: Assistants, thread_id: str | None = None, text: str = "Weather?") -> Run:
    """Begin a run from elsewhere, and return it when it waits for the outputs of its calls."""
    if thread_id is None:
        thread_id = (await assistants.create_thread(CreateThread())).id
    messages = [CreateMessage(role="user", content=text)]
    request = CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, tools=[*TOOLS], additional_messages=messages)
    run = await assistants.create_run(thread_id, request)
    async for event in assistants.follow(thread_id, run.id):
        if event.event == "thread.run.requires_action":
            break
    return await assistants.get_run(thread_id, run.id)


async def newest_run(assistants: Assistants, thread_id: str) -> Run:
    """Return the newest run of a thread."""
    return (await assistants.list_runs(thread_id, Page(limit=1))).data[0]


async def texts(t: Terminal, thread_id: str) -> list[str]:
    """Return the texts of a thread, oldest first."""
    return [one.text for one in (await t.assistants.list_messages(thread_id, Page(limit=100, order="asc"))).data]


async def click_words(t: Terminal, words: str) -> None:
    """Click the first place on the screen with these words."""
    rows = t.text().split("\n")
    y = next(at for at, row in enumerate(rows) if words in row)
    await t.pilot.click(offset=(rows[y].index(words) + 1, y))


def boxed(t: Terminal) -> list[str]:
    """Return the rows of the box on the screen, without its border."""
    return [row.strip().strip("│").strip() for row in t.text().splitlines() if "│" in row]
