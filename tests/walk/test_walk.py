"""1,000 steps of the walk, from seeds that do not change; `python -m tests.walk` takes others and more."""

import asyncio
from collections import deque
from itertools import islice

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.terminal import held, terminal
from tests.walk.drafts import Drafts
from tests.walk.drawing import draw_steps
from tests.walk.errors import noted_errors
from tests.walk.steps import Restart, Send, Step
from tests.walk.walk import walk
from tests.walk.walker import Walker

STEPS = 500
REACHED = {
    *("AnswerCalls", "AssistantEditor", "AssistantList", "CommandsDialog", "CompareScreen", "HelpScreen"),
    *("ModelPicker", "RunPage", "RunPanel", "TemplateList", "UsageScreen", "VariableValue", "WaitingRuns"),
}
"""Dialogs that the walks open: what they say of the app is said of these."""
MISSED = 6
"""How many of them one walk may miss: what a command finds to do depends on the pace of the replies."""


@requirement("walk.alive")
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_app_is_alive_and_keeps_drafts_whatever_is_pressed(seed: int) -> None:
    last = deque[str](maxlen=20)

    def note(number: int, step: Step) -> None:
        last.append(f"{number} {step!r}")

    try:
        dialogs = await walk(seed, STEPS, note)
    except Exception as error:
        error.add_note("\n".join([f"python -m tests.walk --seed {seed} --steps {STEPS}", "The last steps:", *last]))
        raise
    assert len(REACHED - dialogs) <= MISSED, REACHED - dialogs


@requirement("walk.alive")
def test_a_seed_draws_the_same_steps_again() -> None:
    assert list(islice(draw_steps(7), 200)) == list(islice(draw_steps(7), 200))
    assert list(islice(draw_steps(7), 200)) != list(islice(draw_steps(8), 200))


@requirement("walk.alive", "box.draft-is-kept")
async def test_a_conversation_stored_while_the_app_ends_has_its_draft_at_the_next_start(settings: Settings) -> None:
    gate, drafts = asyncio.Event(), Drafts()
    with noted_errors() as errors:
        async with terminal(
            settings, Script(["Yes."]), wrap=lambda assistants: held(assistants, gate, "create_thread_and_run")
        ) as t:
            walker = Walker(t, drafts, errors)
            await walker.take(Send("w1x hello", "draft", "w1x"))
            asyncio.get_running_loop().call_later(0.1, gate.set)
            await walker.take(Restart())
            thread_id = t.thread_id
        assert drafts.kept == {"": Draft(), thread_id: Draft(text="draft")}
        async with terminal(settings, Script()) as t:
            await Walker(t, drafts, errors).check_start()
            assert (t.thread_id, t.box.text) == (thread_id, "draft")
