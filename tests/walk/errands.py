"""Several steps in a row that lead to one command: single random keys hardly ever get to the commands of a dialog."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from app.tui.keys.table import COMMANDS
from tests.walk.steps import Call, Home, Paste, Press, Send, Step, Type, Wait
from tests.walk.texts import HOSTILE, WORDS

Errand = Callable[[random.Random, str], Sequence[Step]]
CALLS = tuple(f"/{one.slash}" for one in COMMANDS if one.slash)
FOUND_WORDS = ("pears", "green", "x", "a", "日本語", "#x", "nowhere")
TO_HISTORY, TO_LIST = ("shift+tab",), ("shift+tab", "shift+tab")


def keys_of(place: str) -> tuple[str, ...]:
    """Return every key of a place of the command table."""
    return tuple(key for one in COMMANDS if one.place == place for key in one.keys.split(",") if key)


KEYS = {place: keys_of(place) for place in {one.place for one in COMMANDS}}


def press(*names: str) -> list[Step]:
    """Press keys one after the other."""
    return [Press((name,)) for name in names]


def choose(chance: random.Random, keys: Sequence[str], most: int) -> list[Step]:
    """Press some of these keys."""
    return press(*chance.choices(keys, k=chance.randint(1, most)))


def type_words(chance: random.Random, marker: str) -> Step:
    return Type(f"{marker} {chance.choice(WORDS)}", marker)


def in_history(chance: random.Random, _: str) -> Sequence[Step]:
    """Choose a message, and run commands on it."""
    chosen = chance.choices(("up", "K", "down", "J"), k=chance.randint(0, 3))
    return [Home(), *press(*TO_HISTORY, *chosen), *choose(chance, KEYS["history"], 3)]


def branch(chance: random.Random, marker: str) -> Sequence[Step]:
    """Edit, fork or regenerate a message, and look at its versions."""
    chosen = chance.choices(("up", "K"), k=chance.randint(0, 2))
    begun = press(*TO_HISTORY, *chosen, chance.choice("efR"))
    saved = [type_words(chance, marker), *press("ctrl+s"), Wait(0.05), Home()]
    return [Home(), *begun, *saved, *press(*TO_HISTORY, *chance.choices(("[", "]", "left", "right"), k=2))]


def in_list(chance: random.Random, marker: str) -> Sequence[Step]:
    """Choose a conversation, and pin, archive, tag, rename, delete or open it."""
    steps = [*press(*TO_LIST, chance.choice(("home", "end", "j"))), *choose(chance, KEYS["list"], 2)]
    return [Home(), *steps, type_words(chance, marker), *press("enter")]


def find(chance: random.Random, _: str) -> Sequence[Step]:
    """Find words in the conversation, and go from hit to hit and back."""
    moved = chance.choices(("up", "down", "shift+enter", "enter"), k=chance.randint(0, 2))
    steps = [*press("ctrl+f"), Type(chance.choice(FOUND_WORDS)), *press(*moved, "enter")]
    return [Home(), *steps, *press(*chance.choices(("n", "N"), k=2), "alt+left")]


def search(chance: random.Random, _: str) -> Sequence[Step]:
    """Search all conversations, open a hit, and go on to the next ones."""
    steps = [*press("ctrl+s"), Type(chance.choice(FOUND_WORDS)), *choose(chance, KEYS["search line"], 2)]
    return [Home(), *steps, *press("enter", *TO_HISTORY, *chance.choices(("n", "N"), k=2), "alt+left")]


def look_at_runs(chance: random.Random, marker: str) -> Sequence[Step]:
    """Open a run, and retry, continue, answer, cancel it, or change its metadata."""
    steps = [*press("ctrl+t"), *choose(chance, KEYS["runs"], 2), *press("enter"), *choose(chance, KEYS["run"], 2)]
    return [Home(), *steps, type_words(chance, marker), *press(*chance.choices(("ctrl+s", "escape", "enter"), k=2))]


def answer_calls(chance: random.Random, marker: str) -> Sequence[Step]:
    """Answer the calls of a run that waits."""
    steps = [*press("f8"), *choose(chance, KEYS["waiting"], 1), *press("enter"), type_words(chance, marker)]
    return [Home(), *steps, *choose(chance, (*KEYS["answer"], "tab"), 2), *press("ctrl+s")]


def compare(chance: random.Random, marker: str) -> Sequence[Step]:
    """Ask two models, and keep an answer."""
    steps = [*press("ctrl+c"), Call(f"/compare {marker} {chance.choice(WORDS)}"), *press("down", "enter", "enter")]
    return [Home(), *steps, Wait(0.05), *choose(chance, KEYS["compare"], 3)]


def queue(chance: random.Random, marker: str) -> Sequence[Step]:
    """Send messages while a reply is being written, and edit or drop the last one."""
    sent = [Send(f"{marker} {chance.choice(WORDS)}", ""), Send(chance.choice(WORDS), "")]
    return [Home(), *sent, chance.choice((Call("/drop"), Press(("up",)), Press(("escape",)))), *press("enter")]


def call_alone(chance: random.Random, _: str) -> Sequence[Step]:
    """Run a slash command: the message box is emptied first, else the command is a part of its text."""
    return [Home(), *press("ctrl+c"), Call(f"{chance.choice(CALLS)}{chance.choice(('', '', ' x'))}"), Wait(0.05)]


def use_palette(chance: random.Random, _: str) -> Sequence[Step]:
    """Choose in the palette."""
    word = chance.choice([one.description.split()[0] for one in COMMANDS if one.place in ("app", "chat", "history")])
    return [Home(), *press("ctrl+p"), Type(word.strip(",;:")), *choose(chance, KEYS["palette"], 1), *press("enter")]


def change_assistants(chance: random.Random, marker: str) -> Sequence[Step]:
    """Create, edit, duplicate and delete assistants."""
    steps = [*press("f4"), *choose(chance, KEYS["assistants"], 3), type_words(chance, marker)]
    return [Home(), *steps, *choose(chance, ("tab", "right", *KEYS["dialog"], "enter"), 3)]


def choose_model(chance: random.Random, _: str) -> Sequence[Step]:
    """Choose another model."""
    return [Home(), *press("ctrl+l"), *choose(chance, (*KEYS["search line"], *KEYS["picker"]), 3), *press("enter")]


def look_at_usage(chance: random.Random, _: str) -> Sequence[Step]:
    """Look at what was used in other months."""
    return [Home(), *press("ctrl+c"), Call("/usage"), Wait(0.05), *choose(chance, KEYS["usage"], 3)]


def insert_template(chance: random.Random, marker: str) -> Sequence[Step]:
    """Insert a template, with a value for its variable."""
    value = chance.choice((type_words(chance, marker), Paste(f"{marker} {chance.choice(HOSTILE)}", marker)))
    steps = [Call("/template"), *choose(chance, KEYS["templates"], 2), *press("enter"), value, *press("enter")]
    return [Home(), *press("ctrl+c"), *steps]


ERRANDS: tuple[Errand, ...] = (
    *(in_history, branch, in_list, find, search, look_at_runs, answer_calls, compare, queue, call_alone, call_alone),
    *(use_palette, change_assistants, choose_model, look_at_usage, insert_template, in_history, in_list),
)


def draw_errands(seed: int) -> Iterator[Errand]:
    """Yield them in rounds of another order each, so that a short walk has them all."""
    for number in count():
        yield from random.Random(f"errands {seed} {number}").sample(ERRANDS, len(ERRANDS))
