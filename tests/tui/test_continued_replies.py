"""A reply that was cut off is continued from the message box."""

from app.api.objects import Usage
from app.models.model import Finished
from app.models.script import Reply, Script
from app.settings import Settings
from app.tui.session.runs.run_requests import CONTINUE
from tests.requirements import requirement
from tests.tui.terminal import terminal

SPENT = Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2)


@requirement("runs-seen.continued-at-hand")
async def test_a_reply_that_was_cut_off_is_continued_where_it_is_read(settings: Settings) -> None:
    script = Script([Reply("One, two,", Finished("length", SPENT)), "three."])
    async with terminal(settings, script) as t:
        await t.send("/continue")
        await t.shows("nothing to continue")
        await t.send("Count")
        await t.shows("F5 Retry · /continue Continue")
        await t.send("/continue")
        await t.shows("three.")
        await t.shows("completed")
        assert "— cut off" in t.text()
        assert script.requests[1].messages[-1].text == "One, two,"
        assert CONTINUE in script.requests[1].instructions
