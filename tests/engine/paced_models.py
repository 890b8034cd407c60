"""Scripted models whose answers come late, echo_slowly or unevenly."""

import asyncio
from collections.abc import AsyncGenerator
from random import Random

from app.models.model import CallPiece, Finished, ModelRequest, Piece, RefusalPiece, TextPiece
from app.models.script import Gate, Reply, Script, play_echo


class SlowList(Script):
    """An endpoint that lists its models only once the gate is open."""

    def __init__(self, gate: Gate, *replies: Reply | str) -> None:
        super().__init__(replies)
        self.gate = gate
        self.given_up = asyncio.Event()

    async def resolve_model(self, model: str, /) -> str:
        """Wait for the gate."""
        try:
            await self.gate.wait_until_open()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        return await super().resolve_model(model)


async def echo_slowly(request: ModelRequest) -> AsyncGenerator[Piece]:
    """Answer with the newest message, in about half a second."""
    async for piece in play_echo(request):
        await asyncio.sleep(0.01)
        yield piece


def erratic_script(chance: Random, answers: int) -> Script:
    """Make a model that sends pieces of random size and pace, and calls functions in all but its last answer."""

    async def play(request: ModelRequest) -> AsyncGenerator[Piece]:
        for _ in range(chance.randrange(60)):
            if chance.random() < 0.2:
                await asyncio.sleep(chance.random() / 50)
            kind = TextPiece if chance.random() < 0.95 else RefusalPiece
            yield kind("x" * chance.randrange(9))
        if len(request.earlier_answers) < answers:
            for index in range(chance.randrange(1, 3)):
                yield CallPiece(index, "look", '{"at":')
                yield CallPiece(index, "", "1}")
        yield Finished("stop")

    return Script(play=play)
