"""What was called and answered stays in the history: a folded line between the messages."""

from app.api.objects import Run
from app.api.requests import SubmitToolOutputs, ToolOutput
from app.api.services import Assistants
from app.models.script import Reply, Script, call
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.elsewhere import end
from tests.tui.run_stage import click_words, newest_run, start_waiting
from tests.tui.terminal import Terminal, terminal

CALLS = Reply("Let me look.", call("get_weather", '{"city": "Oslo"}'), call("get_time", "{}", 1))
LINE = '▸ get_weather(city="Oslo") → 12 °C · get_time() → {"at": "noon"}'


async def answer(assistants: Assistants, run: Run) -> None:
    """Answer both calls of a run."""
    run = await newest_run(assistants, run.thread_id)
    assert run.required_action
    first, second = run.required_action.submit_tool_outputs.tool_calls
    outputs = [
        ToolOutput(tool_call_id=first.id, output="12 °C"),
        ToolOutput(tool_call_id=second.id, output='{"at": "noon"}'),
    ]
    await assistants.submit_tool_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))


def order(t: Terminal) -> list[int]:
    """Return where the question, the first message, the calls and the second message are."""
    text = t.text()
    return [text.index(words) for words in ("Weather?\n", "Let me look.", "▸ get_weather", "It is cold.")]


@requirement("runs-seen.kept-in-the-history")
async def test_calls_stay_at_their_place_and_open(settings: Settings) -> None:
    async with terminal(settings, Script([CALLS, "It is cold."])) as t:
        run = await start_waiting(t.assistants)
        await t.controller.open(run.thread_id)
        await t.shows("Waiting for the result")
        await answer(t.assistants, run)
        await t.shows("It is cold.")
        await t.shows(LINE)
        assert order(t) == sorted(order(t))
    async with terminal(settings, Script()) as t:
        await t.shows(LINE)
        assert order(t) == sorted(order(t))
        await click_words(t, "▸ get_weather")
        await t.shows("▾ get_weather")
        rows = [row.strip() for row in t.text().splitlines()]
        at = next(place for place, row in enumerate(rows) if row.endswith('"city": "Oslo"'))
        assert rows[at + 2].endswith("→ 12 °C")
        await click_words(t, "▾ get_weather")
        await t.shows("▸ get_weather")
        await t.press("shift+tab", "k", "k", "space")
        await t.shows("▾ get_weather")
        await t.press("y")
        await t.shows("Copied")
        assert t.app.clipboard == "It is cold."


@requirement("runs-seen.kept-in-the-history")
async def test_calls_that_nobody_answered_say_so(settings: Settings) -> None:
    async with terminal(settings, Script([CALLS])) as t:
        run = await start_waiting(t.assistants)
        await t.controller.open(run.thread_id)
        await t.shows("Waiting for the result")
        await t.assistants.cancel_run(run.thread_id, run.id)
        await end(t, run)
        await t.shows('▸ get_weather(city="Oslo") → no output')
    async with terminal(settings, Script.echo()) as t:
        await t.shows('▸ get_weather(city="Oslo") → no output')
        await t.send("Never mind")
        await t.shows("completed")
        text = t.text()
        assert text.index("Let me look.") < text.index("▸ get_weather") < text.index("Never mind")
