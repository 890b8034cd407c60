"""What the terminal says about a reply of reasoning alone."""

import pytest

from app.models.model import Finished, ReasoningPiece
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("ask.only-reasoning")
@pytest.mark.parametrize("end", [Finished("stop"), Finished("length")])
async def test_a_reply_of_reasoning_alone_is_named(end: Finished, settings: Settings) -> None:
    async with terminal(settings, Script([Reply(ReasoningPiece("So much to think of."), end)])) as t:
        await t.send("Hello")
        await t.shows("The budget of the model went on thinking")
