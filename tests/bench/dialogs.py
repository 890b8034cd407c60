"""Opening palette, picker and F1 with 10,000 conversations and 500 models, beside a key of the bare app: CPU alone.

The first opening imports what it needs.
"""

from functools import partial
from typing import NamedTuple

from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.keys import IMPORTING, KEYS
from tests.bench.row import Row
from tests.bench.sitting import BARE, Program, ours, sitting
from tests.fake_model import FakeModel

CONVERSATIONS = 10_000
OPENINGS = 8
SETTLING_S = 0.25
"""For what is painted after the text that is waited for."""
BOUND = 15.0
"""Keys of the bare app that an opening may cost."""
DIALOGS = {
    "palette": ("ctrl+p", "Enter Run"),
    "picker": ("ctrl+l", "Choose a model · 500"),
    "F1": ("f1", "Esc Close"),
}
MODELS = [f"maker-{number % 40}/model-{number:03}-instruct" for number in range(500)]


class Opening(NamedTuple):
    """CPU milliseconds of the first opening, and of each one after it."""

    first: float
    later: float


async def open_dialog(program: Program, key: str, text: str) -> Opening:
    """Open a dialog again and again."""
    async with sitting(program) as sat:
        sat.session.type("x")
        await sat.session.watch(IMPORTING)

        costs: list[float] = []
        for _ in range(1 + OPENINGS):
            start = sat.cpu
            sat.session.press(key)
            await sat.session.wait(text)
            await sat.session.watch(SETTLING_S)
            costs.append(1000 * (sat.cpu - start))
            sat.session.press("escape")
            await sat.session.wait_gone(text)
            await sat.session.watch(SETTLING_S)
        return Opening(costs[0], sum(costs[1:]) / OPENINGS)


async def type_keys(program: Program) -> Opening:
    """Type keys, and return the CPU milliseconds of one."""
    async with sitting(program) as sat:
        sat.session.type("x")
        await sat.session.watch(IMPORTING)
        start = sat.cpu
        await sat.echoes(KEYS)
        key = 1000 * (sat.cpu - start) / KEYS / 2
        return Opening(key, key)


async def measure(bench: Bench) -> list[Row]:
    """Measure each dialog in turn with the bare app."""
    contents = Contents(CONVERSATIONS // 10 if bench.quick else CONVERSATIONS)
    async with FakeModel(models=MODELS) as server:
        program = ours(bench._replace(model_url=server.base_url), await home(bench, contents), model=MODELS[0])
        return [row for name in DIALOGS for row in await measure_dialog(bench, program, name)]


async def measure_dialog(bench: Bench, program: Program, name: str) -> list[Row]:
    """Measure the first opening of a dialog, and the later ones."""
    runs, keys = await bench.alternately(partial(open_dialog, program, *DIALOGS[name]), partial(type_keys, BARE))
    opening, bare = (Opening(*map(median, zip(*one, strict=True))) for one in (runs, keys))
    return [
        Row(f"open {name}: CPU (bare: a key)", "ms", opening.later, bare.later, BOUND),
        Row(f"open {name} the first time: CPU (bare: a key)", "ms", opening.first, bare.first, BOUND),
    ]
