"""1,000 steps of the walk, from seeds that do not change; `python -m tests.walk` takes others and more."""

from collections import deque
from itertools import islice

import pytest

from tests.requirements import requirement
from tests.walk.drawing import draw_steps
from tests.walk.steps import Step
from tests.walk.walk import walk

STEPS = 500


@requirement("walk.alive")
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_app_is_alive_and_keeps_drafts_whatever_is_pressed(seed: int) -> None:
    last = deque[str](maxlen=20)

    def note(number: int, step: Step) -> None:
        last.append(f"{number} {step!r}")

    try:
        await walk(seed, STEPS, note)
    except Exception as error:
        error.add_note("\n".join([f"python -m tests.walk --seed {seed} --steps {STEPS}", "The last steps:", *last]))
        raise


@requirement("walk.alive")
def test_a_seed_draws_the_same_steps_again() -> None:
    assert list(islice(draw_steps(7), 200)) == list(islice(draw_steps(7), 200))
    assert list(islice(draw_steps(7), 200)) != list(islice(draw_steps(8), 200))
