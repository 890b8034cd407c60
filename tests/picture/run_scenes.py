"""The scenes of runs, of what they cost, of a search and of the versions of a message."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import cast

from app.api.conversation.month_days import Month
from app.api.endpoints import Endpoint, Origin
from app.api.objects import Usage
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished, ModelError
from app.models.script import Reply, Script
from tests.picture import texts
from tests.picture.drawing import Scene
from tests.tui.elsewhere import end, say
from tests.tui.terminal import Terminal

OPENAI = endpoint_at("https://api.openai.com/v1", Origin.ENVIRONMENT)
OLLAMA = endpoint_at("http://127.0.0.1:11434/v1", Origin.ENVIRONMENT)
HOSTED, LOCAL = "gpt-4o", "qwen3:8b"
MONTH = Month(2026, 10)
"""Fixed: the picture names it, and months differ in length."""
NOON_S = 43_200


def hosted() -> Script:
    """A provider, to which the plays add what it answers."""
    return Script(models=[HOSTED], endpoint=OPENAI)


def reply(text: str, read: int, written: int) -> Reply:
    """A reply with reported tokens."""
    return Reply(
        text, Finished("stop", Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written))
    )


async def ask(t: Terminal, endpoint: Endpoint, model: str, question: str, answer: Reply, thread_id: str) -> str:
    """Have one question answered from elsewhere; return the id of its run."""
    assert t.chat.services
    script = cast("Script", t.chat.services.endpoints)
    script.endpoint, script.names = endpoint, (model,)
    script.replies.append(answer)
    run = await say(t, thread_id, question)
    await end(t, run)
    return run.id


async def play_usage(t: Terminal) -> None:
    """Use two models on some days of a month, and open the page of that month."""
    days, dated = MONTH.days(), list[tuple[int, str]]()
    for day, read, written in texts.SPENT_ON_DAYS:
        endpoint, model = (OLLAMA, LOCAL) if day % 3 == 0 else (OPENAI, HOSTED)
        run_id = await ask(t, endpoint, model, "And then?", reply("So.", read, written), t.thread_id)
        dated.append((days[day - 1] + NOON_S, run_id))
    with closing(sqlite3.connect(t.app.settings.data_dir / "chat.db")) as database, database:
        database.executemany("update runs set created_at = ? where id = ?", dated)
    t.chat.action_show_usage()
    await t.shows("This conversation")
    for _ in range(600):  # months since then, at most
        if "October 2026" in t.text():
            break
        await t.press("left")
        await t.shows_not("Reading")
    await t.shows("Tokens of each day")


async def play_runs(t: Terminal) -> None:
    """Have runs with and without an error, and list them."""
    await ask(t, OPENAI, HOSTED, "Broth?", reply("Slowly.", 2_310, 402), t.thread_id)
    await ask(t, OPENAI, HOSTED, "How long?", Reply(ModelError("Rate limited: try again in a minute.")), t.thread_id)
    await ask(t, OPENAI, HOSTED, "How long?", reply("Six hours.", 2_745, 118), t.thread_id)
    await ask(t, OLLAMA, LOCAL, "And without bones?", reply("With kombu.", 2_890, 236), t.thread_id)
    await t.press("ctrl+t")
    await t.shows("all runs: ")


async def play_search(t: Terminal) -> None:
    """Search all conversations, and open the hit in its conversation."""
    await t.press("ctrl+s")
    await t.type("sequential")
    await t.shows("The plan shows")
    await t.controller.pages.finish_search("sequential")  # the first hit may be one of its first letters
    await t.until(lambda: t.threads.row and t.threads.row.match, "the hit")


async def play_siblings(t: Terminal) -> None:
    """Have a reply written again, so that there are two of it."""
    assert t.chat.services
    script = cast("Script", t.chat.services.endpoints)
    script.replies += [reply(text, 412, 96) for text in texts.TWO_REPLIES]
    await t.press("ctrl+n")
    await t.send(texts.ASKED_TWICE)
    await t.shows(texts.TWO_REPLIES[0][:20])
    await t.until(lambda: not t.controller.conversation.is_busy, "the end of the reply")
    t.history.focus()
    await t.press("end", "up", "R")
    await t.shows(texts.TWO_REPLIES[1][:20])
    await t.shows("2/2")
    await t.until(lambda: not t.controller.conversation.is_busy, "the end of the second reply")
    await t.shows("context")  # the last row tells it when the run is over


RUN_SCENES: Sequence[Scene] = (
    Scene("runs", (112, 20), hosted, play_runs, ("failed", "completed", "tokens", "cost", "Steps")),
    Scene("usage", (112, 34), hosted, play_usage, ("October", "Cost", "nothing:", "Tokens", "Month")),
    Scene("search", (112, 22), hosted, play_search, ("sequential", "Postgres")),
    Scene("versions", (112, 22), hosted, play_siblings, ("0/0", "completed")),
)
