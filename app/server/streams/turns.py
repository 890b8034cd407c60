"""Turns of the streams that have much to send: other requests wait for a few of their frames, not for all of them."""

import asyncio
from collections import deque

TURNS_IN_ROUND = 4
"""Streams that may go on in one round of the event loop, in which every other request makes a step as well."""


class Turns:
    """Gives the streams of a server their turns, first come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_serving = False

    async def wait(self) -> None:
        """Wait for a turn, which lasts until the caller waits for something else."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(turn)
        if not self._is_serving:
            self._is_serving = True
            loop.call_soon(self._serve, loop)
        await turn

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give the turns of this round."""
        given = 0
        while self._waiting and given < TURNS_IN_ROUND:
            turn = self._waiting.popleft()
            if not turn.done():  # the client has left
                turn.set_result(None)
                given += 1
        self._is_serving = bool(self._waiting)
        if self._is_serving:
            loop.call_soon(self._serve, loop)
