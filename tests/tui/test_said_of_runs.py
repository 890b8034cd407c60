"""What an endpoint taught in a run is said when the run ends."""

from collections.abc import Sequence

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

HANDED_OVER = "busy did not answer (HTTP 429): groq::llama-70b answers instead, its second choice."


class HandsOver(Script):
    """A model that says so once it has been asked."""

    said = False

    def take_notices(self) -> Sequence[str]:
        if not self.requests or self.said:
            return ()
        self.said = True
        return (HANDED_OVER,)


@requirement("runs.news-at-the-end")
async def test_that_a_second_choice_answered_is_said_without_another_key(settings: Settings) -> None:
    async with terminal(settings, HandsOver([Reply("Two apples.")])) as t:
        await t.send("1 + 1?")
        await t.shows("completed")
        await t.shows(HANDED_OVER[:40])


@requirement("runs.waits-are-said")
async def test_what_a_run_waits_for_is_said_while_it_waits(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, HandsOver([Reply(gate, "Two apples.")])) as t:
        await t.send("1 + 1?")
        await gate.reached.wait()
        await t.shows(HANDED_OVER[:40])
        await t.shows("Esc to cancel")
        gate.open()
        await t.shows("completed")
