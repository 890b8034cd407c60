"""What runs cost, in their list and on the page of one."""

from app.api.endpoints import Origin
from app.api.objects import Usage
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished, ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.run_stage import boxed
from tests.tui.terminal import asked, terminal

SPENT = Finished("stop", Usage(prompt_tokens=1_000, completion_tokens=200, total_tokens=1_200))
OPENAI = endpoint_at("https://api.openai.com/v1", Origin.ENVIRONMENT)
OLLAMA = endpoint_at("http://127.0.0.1:11434/v1", Origin.ENVIRONMENT)


@requirement("usage.runs-on-screen")
async def test_each_run_has_its_cost_and_all_have_their_sum(settings: Settings) -> None:
    replies = [Reply("a", SPENT), Reply("b", SPENT), Reply(ModelError("No."))]
    run, *_ = await asked(settings, Script(replies, models=["gpt-4o"], endpoint=OPENAI), "One", "Two", "Three")
    script = Script([Reply("d", SPENT), Reply("e", Finished("stop"))], models=["qwen3:8b"], endpoint=OLLAMA)
    async with terminal(settings, script, thread_id=run.thread_id) as t:
        await t.press("ctrl+t")
        await t.shows("all runs: 2,400 tokens · cost $0.0090")
        failed, second, first = boxed(t)[1:4]
        assert "failed" in failed
        assert "cost" not in failed
        assert all("1,200 tokens" in row and "$0.0045" in row for row in (second, first))
        await t.press("escape")
        await t.send("Four")
        await t.until(lambda: t.text().count("completed") == 1, "the end of the run")
        await t.press("ctrl+t")
        await t.shows("all runs: 3,600 tokens · cost $0.0090")
        assert "no cost" in boxed(t)[1]
        await t.press("enter")
        await t.shows("nothing: a local model")
        await t.press("escape", "escape")
        script.endpoint = OPENAI
        await t.send("Five")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        await t.press("ctrl+t")
        await t.shows("$0.0090 and an unknown part: 1 call")
        assert "cost not known" in boxed(t)[1]
        await t.press("enter")
        await t.shows("The endpoint reports no tokens.")


@requirement("usage.runs-on-screen")
async def test_tokens_that_no_endpoint_reports_are_not_known(settings: Settings) -> None:
    run, *_ = await asked(settings, Script([Reply("a", Finished("stop"))], models=["gpt-4o"], endpoint=OPENAI), "One")
    async with terminal(settings, Script(), thread_id=run.thread_id) as t:
        await t.press("ctrl+t")
        await t.shows("all runs: tokens not known · cost not known")
