"""Draws the steps of a walk from its seed."""

import random
from collections.abc import Callable, Iterator, Sequence

from app.tui.keys.table import COMMANDS
from tests.walk.errands import CALLS, draw_errands
from tests.walk.steps import Call, Home, LookAway, Mouse, Paste, Press, Resize, Restart, Send, Step, Type, Wait
from tests.walk.terminal_bytes import WHEEL
from tests.walk.texts import HOSTILE, WORDS

QUIT_IDS = ("app.quit",)
COMMAND_KEYS = tuple(
    key.strip() for one in COMMANDS if one.id not in QUIT_IDS for key in one.keys.split(",") if key.strip()
)
"""Every key of every command, as often as there are commands that have it."""
OPENING_KEYS = ("f1", "f2", "f4", "ctrl+p", "ctrl+l", "ctrl+s", "ctrl+n", "ctrl+b", "tab", "shift+tab", "ctrl+r")
EDITING_KEYS = (
    *("left", "right", "up", "down", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+a"),
    *("ctrl+e", "ctrl+f", "ctrl+d", "ctrl+x", "ctrl+left", "ctrl+right", "shift+left", "shift+right", "shift+up"),
    *("shift+down", "ctrl+underscore", "ctrl+y", "ctrl+v"),
)
VIM_KEYS = tuple("hjklwbe0$gGftdcypuiaoAIOvx")
ERRANDS_SHARE = 0.1
"""Of what is drawn. Each has several steps: of these it is nearly a half."""
SIZES = ((110, 34), (80, 24), (40, 10), (60, 16), (79, 15))
RARE_SIZES = ((200, 60), (1, 1), (2, 40), (39, 9), (120, 3))


def draw_steps(seed: int) -> Iterator[Step]:
    """Yield the steps of a seed, without an end."""
    kinds, weights = [kind for kind, _ in KINDS], [weight for _, weight in KINDS]
    number, errands = 0, draw_errands(seed)
    while True:
        number += 1
        chance = random.Random(f"step {seed} {number}")
        marker = f"w{number}x"
        if chance.random() < ERRANDS_SHARE:
            yield from next(errands)(chance, marker)
        else:
            yield chance.choices(kinds, weights)[0](chance, marker)


def press(chance: random.Random, _: str) -> Step:
    return Press((chance.choice(chance.choice([COMMAND_KEYS, OPENING_KEYS, EDITING_KEYS])),))


def press_together(chance: random.Random, _: str) -> Step:
    keys = [*COMMAND_KEYS, *EDITING_KEYS, *VIM_KEYS]
    return Press(tuple(chance.choices(keys, k=chance.randint(2, 5))))


def press_vim(chance: random.Random, _: str) -> Step:
    return Press(("escape", *chance.choices(VIM_KEYS, k=chance.randint(1, 4))))


def enter(_: random.Random, __: str) -> Step:
    return Press(("enter",))


def escape(_: random.Random, __: str) -> Step:
    return Press(("escape",))


def type_text(chance: random.Random, marker: str) -> Step:
    return Type(f"{marker} {chance.choice(WORDS)}", marker)


def paste(chance: random.Random, marker: str) -> Step:
    kind = chance.random()
    if kind < 0.5:
        text = f"{marker} {chance.choice(WORDS)}\nsecond line"
    elif kind < 0.8:
        text = f"{marker} {chance.choice(HOSTILE)}"
    else:
        text = f"{marker} " + "\n".join(chance.choices([*WORDS, *HOSTILE], k=chance.choice([6, 30, 200])))
    return Paste(text, marker)


def send(chance: random.Random, marker: str) -> Step:
    return Send(f"{marker} {chance.choice(WORDS)}", chance.choice(["", "y", "next one"]), marker)


def call(chance: random.Random, _: str) -> Step:
    return Call(f"{chance.choice(CALLS)}{chance.choice(['', '', ' x', ' light'])}")


def click(chance: random.Random, _: str) -> Step:
    at = (chance.random(), chance.random())
    return Mouse(chance.choice([0, 0, 0, 0, 1, 2]), at, at, chance.choice([1, 1, 2, 3]))


def drag(chance: random.Random, _: str) -> Step:
    return Mouse(0, (chance.random(), chance.random()), (chance.random(), chance.random()))


def turn_wheel(chance: random.Random, _: str) -> Step:
    at = (chance.random(), chance.random())
    return Mouse(chance.choice(WHEEL), at, at, chance.choice([1, 3, 10]))


def resize(chance: random.Random, _: str) -> Step:
    cols, rows = chance.choice([*SIZES, chance.choice(RARE_SIZES), (chance.randint(1, 200), chance.randint(1, 60))])
    return Resize(cols, rows)


def wait(chance: random.Random, _: str) -> Step:
    return Wait(chance.choice([0.01, 0.05, 0.1]))


def look_away(chance: random.Random, _: str) -> Step:
    return LookAway(chance.choice([0.0, 0.05]))


def home(_: random.Random, __: str) -> Step:
    return Home()


def quit_and_start(_: random.Random, __: str) -> Step:
    return Restart()


Draw = Callable[[random.Random, str], Step]
KINDS: Sequence[tuple[Draw, int]] = (
    (press, 300),
    (press_together, 60),
    (press_vim, 30),
    (enter, 50),
    (escape, 60),
    (type_text, 150),
    (paste, 40),
    (send, 60),
    (call, 30),
    (click, 70),
    (drag, 15),
    (turn_wheel, 25),
    (resize, 30),
    (wait, 20),
    (look_away, 10),
    (home, 120),
    (quit_and_start, 3),
)
