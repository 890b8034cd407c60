"""The screen of tokens and cost: sums, models, the chart of a month, months before, any size of the window."""

import sqlite3
import time
from contextlib import closing

import pytest

from app.api.conversation.month_days import month_of
from app.api.endpoints import Origin
from app.api.objects import Usage
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.run_stage import boxed, click_words
from tests.tui.terminal import asked, failing, terminal

SPENT = Finished("stop", Usage(prompt_tokens=1_000, completion_tokens=200, total_tokens=1_200))
OPENAI = endpoint_at("https://api.openai.com/v1", Origin.ENVIRONMENT)
OLLAMA = endpoint_at("http://127.0.0.1:11434/v1", Origin.ENVIRONMENT)
HALF_DAY_S = 43_200


async def store_calls(settings: Settings) -> str:
    """Store calls of today, and of the 3rd and the 17th of the month before; return the id of the first thread."""
    hosted = Script([Reply("a", SPENT) for _ in range(4)], models=["gpt-4o"], endpoint=OPENAI)
    (first, *earlier) = await asked(settings, hosted, "One", "Two", "Three", "Four")
    await asked(settings, Script([Reply("d", SPENT)], models=["qwen3:8b"], endpoint=OLLAMA), "Here")
    days = month_of(time.time()).step(-1).days()
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as database, database:
        for run, day in zip(earlier, (3, 3, 17), strict=True):
            when = days[day - 1] + HALF_DAY_S
            database.execute("update runs set created_at = ? where id = ?", (when, run.id))
    return first.thread_id


@requirement("usage.screen")
async def test_a_conversation_and_a_month_have_their_sums_models_and_chart(settings: Settings) -> None:
    thread_id = await store_calls(settings)
    async with terminal(settings, Script(), thread_id=thread_id, size=(110, 50)) as t:
        await t.type("/usage")
        await t.press("enter")
        await t.shows("This conversation")
        rows = boxed(t)
        assert rows[1:5] == [
            "Tokens            4,800 · 4,000 read, 800 written",
            "Cost              $0.0180",
            "Model calls       4",
            "Model             openai::gpt-4o",
        ]
        at = rows.index("ollama::qwen3:8b")
        assert rows[at + 1] == "1 call · 1,200 tokens · nothing: a local model"
        await t.press("left")
        await t.shows_not("qwen3:8b")
        rows = boxed(t)
        top = next(at for at, row in enumerate(rows) if row.startswith("2.4k"))
        chart = [row.ljust(100) for row in t.text().splitlines() if "│" in row][top : top + 7]
        numbers = chart[-1]
        third, tenth, fifteenth = numbers.index("1 ") + 6, numbers.index("10"), numbers.index("15")
        assert fifteenth - tenth == 15, "three cells a day"
        assert [row[third] for row in chart[:6]] == ["█"] * 6
        assert [row[fifteenth + 6] for row in chart[:6]] == [*"   ", *"███"]
        assert sum(row.count("█") for row in chart) == 3 * (6 + 3)
        await click_words(t, "Month after")
        await t.shows("qwen3:8b")
        assert "Month after" not in t.text()
        await t.press("right", "q")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")


@pytest.mark.parametrize("size", [(40, 10), (200, 60)])
@requirement("usage.screen")
async def test_it_fits_any_window_and_says_what_is_wrong(settings: Settings, size: tuple[int, int]) -> None:
    thread_id = await store_calls(settings)
    once = size[0] == 40

    async with terminal(
        settings,
        Script(),
        thread_id=thread_id,
        size=size,
        wrap=lambda assistants: failing(assistants, "usage", int(once)),
    ) as t:
        t.chat.action_show_usage()
        if once:
            await t.shows("The disk is full.")
            await t.press("left", "right")
        await t.shows("$0.0180")
        await t.press("end")
        await t.shows("What was deleted")
        width = max(len(row.rstrip()) for row in t.text().splitlines())
        assert width <= size[0]
        await t.press("home")
        await t.pilot.resize_terminal(*size[::-1] if size[0] > 40 else (80, 24))
        await t.shows("This conversation")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
