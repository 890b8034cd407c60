"""What the model of the walk answers: any kind of reply, fast, slow, failing and hostile."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Sequence

from app.models.model import Finished, ModelError, ModelRequest, Piece, ReasoningPiece, RefusalPiece, TextPiece
from app.models.script import USAGE, Gate, Pause, Step, call, last_text
from tests.walk.texts import HOSTILE, MARKDOWN, WORDS

LONG_LINE_CHARS = 100_000


class Replies:
    """Plays a reply to each request, drawn from the seed and the number of the request."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    async def play(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield the pieces of the next reply."""
        self._count += 1
        chance = random.Random(f"reply {self._seed} {self._count}")
        kind = chance.choices([one for one, _ in KINDS], [weight for _, weight in KINDS])[0]
        for step in kind(chance, request):
            match step:
                case str():
                    yield TextPiece(step)
                case Gate():
                    await step.wait_until_open()
                case Pause():
                    await asyncio.sleep(step.seconds)
                case Exception():
                    raise step
                case _:
                    yield step
        yield Finished("stop", USAGE)


def echo(_: random.Random, request: ModelRequest) -> Sequence[Step]:
    return [last_text(request)[:2_000]]


def slow(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [step for _ in range(chance.randint(2, 12)) for step in (f"{chance.choice(WORDS)} ", Pause(0.03))]


def markdown(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [piece for piece in chance.choices(MARKDOWN, k=chance.randint(1, 20))]


def hostile(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    text = "".join(chance.choices(HOSTILE, k=2))
    cut = chance.randrange(len(text))
    return [text[:cut], text[cut:]]


def long_line(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [chance.choice("x字 ") * LONG_LINE_CHARS]


def failing(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    text = chance.choice([*HOSTILE, "The server is busy."])
    return [*chance.choice([[], ["half an answer "]]), ModelError(text)]


def thinking(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [ReasoningPiece(chance.choice(HOSTILE)), Pause(0.02), ReasoningPiece("so"), *chance.choice([[], ["Yes."]])]


def tool(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [
        *chance.choice([[], ["Let me see."]]),
        call(chance.choice(["get_weather", *HOSTILE[:2]]), '{"city": "Oslo"}'),
    ]


def refusing(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return [RefusalPiece(chance.choice(HOSTILE))]


def cut_off(chance: random.Random, _: ModelRequest) -> Sequence[Step]:
    return ["cut", Finished(chance.choice(["length", "content_filter"]), USAGE)]


def silent(_: random.Random, __: ModelRequest) -> Sequence[Step]:
    return []


def hanging(_: random.Random, __: ModelRequest) -> Sequence[Step]:
    return ["Once upon ", Gate()]


Kind = Callable[[random.Random, ModelRequest], Sequence[Step]]
KINDS: Sequence[tuple[Kind, int]] = (
    (echo, 20),
    (slow, 15),
    (markdown, 20),
    (hostile, 15),
    (long_line, 1),
    (failing, 8),
    (thinking, 6),
    (tool, 5),
    (refusing, 2),
    (cut_off, 3),
    (silent, 2),
    (hanging, 5),
)
