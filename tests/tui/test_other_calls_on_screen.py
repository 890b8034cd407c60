"""What a summary used, on the screen: in the sums of tokens and cost, not in the sum of the runs."""

from app.api.objects import Usage
from app.models.model import Finished
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.run_stage import boxed
from tests.tui.terminal import terminal


def spent(text: str, tokens: int) -> Reply:
    return Reply(text, Finished("stop", Usage(prompt_tokens=tokens - 5, completion_tokens=5, total_tokens=tokens)))


@requirement("usage.titles-and-summaries")
async def test_the_sum_of_the_runs_is_without_summaries_and_the_usage_names_them(settings: Settings) -> None:
    script = Script([spent("Red.", 100), spent("They spoke of apples.", 400)])
    async with terminal(settings, script, size=(110, 50)) as t:
        await t.send("Apples?")
        await t.shows("Red.")
        source = t.thread_id
        await t.send("/compact")
        await t.shows("They spoke of apples.")
        await t.controller.open(source)
        await t.shows("Red.")
        await t.press("ctrl+t")
        await t.shows("all runs: 100 tokens")
        await t.press("escape")
        await t.send("/usage")
        await t.shows("This conversation")
        rows = boxed(t)
        assert rows[1].startswith("Tokens            500 · 490 read")
        at = next(at for at, row in enumerate(rows) if row.endswith("script-1 (for summaries)"))
        assert rows[at + 1].startswith("1 call · 400 tokens")
