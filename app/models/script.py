"""A model that plays replies written by a test. It implements `Models`, so it can stand in for any endpoint.

    Script(replies=["Hello there", Reply("slow ", gate, "end"), Reply(ModelError("no"))])

Each call plays the next reply. A `Gate` between two steps lets a test control the timing; `requests` holds what was
asked. It ships with the package so that programs built on the engine can be tested the same way.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence

from msgspec import Struct

from app.api.endpoints import Endpoint, FetchProgress, ModelList, Weights
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import Usage
from app.models.model import (
    Answering,
    CallPiece,
    Finished,
    ModelError,
    ModelRequest,
    Piece,
    TextPiece,
)
from app.models.scripted_endpoints import SCRIPT, ScriptedEndpoints

USAGE = Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15)


class Gate:
    """Holds a reply until the test opens it; `reached` is set when the reply arrives at the gate."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Let the reply continue, now or when it arrives."""
        self._opened.set()

    async def wait_until_open(self) -> None:
        """Arrive, and wait until the gate is open."""
        self.reached.set()
        await self._opened.wait()


class Pause(Struct, frozen=True):
    """A wait inside a reply, in seconds."""

    seconds: float


Step = str | Piece | Gate | Pause | Exception
"""Text is sent as one piece; an exception is raised and ends the reply."""

Play = Callable[[ModelRequest], AsyncGenerator[Piece]]
"""A function that replies to every request, in place of a list of replies."""


class Reply:
    """The steps of one reply. `Finished("stop")` is added when the last step is not `Finished`.

    `to`: play it only for a request whose newest user message contains this text; for concurrent runs.
    """

    def __init__(self, *steps: Step, to: str = "") -> None:
        self.steps = steps
        self.to = to


def call(name: str, arguments: str = "{}", index: int = 0) -> CallPiece:
    """Make a step that is a whole tool call."""
    return CallPiece(index, name, arguments)


def last_text(request: ModelRequest) -> str:
    """Return the text of the newest user message."""
    return next((message.text for message in reversed(request.messages) if message.role == "user"), "")


async def play_echo(request: ModelRequest) -> AsyncGenerator[Piece]:
    """Yield the newest user message, a word at a time."""
    for word in re.findall(r"\s*\S+|\s+", last_text(request)):
        yield TextPiece(word)
    yield Finished("stop", USAGE)


class Script(ScriptedEndpoints):
    """Plays replies in order; an unexpected call fails with a sentence that says so.

    `requests` holds what was asked, `closed` counts the replies that were closed before their end. `endpoint`,
    `found`, `built_in` and `fetches` are what a first-run screen finds, `lists` the other profiles with their models.
    """

    def __init__(
        self,
        replies: Sequence[Reply | str] = (),
        *,
        play: Play | None = None,
        models: Sequence[str] = ("script-1",),
        endpoint: Endpoint | None = SCRIPT,
        found: Sequence[Endpoint] = (),
        built_in: Sequence[Weights] = (),
        fetches: Sequence[FetchProgress | Exception] = (),
        lists: Sequence[ModelList] = (),
    ) -> None:
        super().__init__(models, endpoint, found, built_in, fetches, lists)
        self.replies = [Reply(reply) if isinstance(reply, str) else reply for reply in replies]
        self.play = play
        self.requests: list[ModelRequest] = []
        self.closed = 0
        self._news = asyncio.Condition()

    @classmethod
    def echo(cls) -> "Script":
        """Answer every message with its own text, word by word."""
        return cls(play=play_echo)

    async def wait_for_request(self, count: int = 1) -> ModelRequest:
        """Wait for `count` requests; return the last of them."""
        async with self._news:
            while len(self.requests) < count:
                await self._news.wait()
        return self.requests[count - 1]

    def redact(self, text: str, /) -> str:
        """Return the text: a script has no keys."""
        return text

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Play the next reply."""
        endpoint = await self.profile_of(ModelReference(request.profile, "").text or request.model)
        if endpoint is None:
            raise ModelError("No model to ask.")
        self.requests.append(request)
        async with self._news:
            self._news.notify_all()
        whole = False
        play = self.play or self._play_next
        pieces = play(request)
        named = False
        try:
            async for piece in pieces:
                if not named:
                    named = True
                    model = parse_model(await self.resolve_model(request.model)).model
                    yield Answering(model, endpoint.base_url, endpoint.profile)
                whole = isinstance(piece, Finished)
                yield piece
            whole = True
        except Exception:
            whole = True
            raise
        finally:
            if not whole:
                self.closed += 1
            await pieces.aclose()

    def _next(self, request: ModelRequest) -> Reply:
        text = last_text(request)
        for place, reply in enumerate(self.replies):
            if reply.to in text:
                return self.replies.pop(place)
        return Reply(ModelError(f"The script has no reply for {text[:60]!r}."))

    async def _play_next(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        reply = self._next(request)
        for step in reply.steps:
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
        if not (reply.steps and isinstance(reply.steps[-1], Finished)):
            yield Finished("stop", USAGE)

    async def close(self) -> None:
        """Do nothing: nothing was started."""
