"""A model that plays replies written by a test. It implements `Models`, so it can stand in for any endpoint.

    Script(replies=["Hello there", Reply("slow ", gate, "end"), Reply(ModelError("no"))])

Each call plays the next reply. A `Gate` between two steps lets a test control the timing; `requests` holds what was
asked. It ships with the package so that programs built on the engine can be tested the same way.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, FetchProgress, LearntAdaptation, ListProblem, Origin, Weights
from app.api.errors import NoEndpoint, WeightsError
from app.api.objects import Model, Usage
from app.models.model import (
    Answering,
    CallPiece,
    Finished,
    ModelError,
    ModelRequest,
    Piece,
    TextPiece,
)

SCRIPT = Endpoint(name="script", base_url="script:", kind="script", origin=Origin.SCRIPT)
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


class Script:
    """Plays replies in order; an unexpected call fails with a sentence that says so.

    `requests` holds what was asked, `closed` counts the replies that were closed before their end. `endpoint`,
    `found`, `built_in` and `fetches` are what a first-run screen finds.
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
    ) -> None:
        self.replies = [Reply(reply) if isinstance(reply, str) else reply for reply in replies]
        self.play = play
        self.names = models
        self.endpoint = endpoint
        self.found = found or ([endpoint] if endpoint else [])
        self.built_in = built_in
        self.fetches = fetches
        self.requests: list[ModelRequest] = []
        self.keys: list[str] = []
        self.closed = 0
        self.prepared = 0
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

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Play the next reply."""
        if self.endpoint is None:
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
                    yield Answering(await self.resolve_model(request.model), self.endpoint.base_url)
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

    async def current(self) -> Endpoint | None:
        """Return the endpoint that the test gave or chose."""
        return self.endpoint

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that the test gave as `found`."""
        return self.found

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use it, with the user's consent; the replies stay the same."""
        self.endpoint = replace(endpoint, needs_consent=False)
        return self.endpoint

    async def use_key(self, key: str, /) -> Endpoint:
        """Record the key in `keys`."""
        self.keys.append(key)
        openai = Endpoint(name="OpenAI", base_url="https://api.openai.com/v1", kind="hosted", origin=Origin.PASTED)
        return await self.choose(openai)

    async def models(self) -> Sequence[Model]:
        """Return the models that the test gave."""
        if self.endpoint is None:
            raise NoEndpoint
        return [Model(id=name) for name in self.names]

    def list_problem(self) -> ListProblem | None:
        """Return no problem."""
        return None

    async def resolve_model(self, model: str, /) -> str:
        """Return the name asked for if the test gave it, else the first one."""
        if self.endpoint is None:
            raise NoEndpoint
        return model if model in self.names else self.names[0]

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return nothing."""
        return ()

    def take_notices(self) -> Sequence[str]:
        """Return no sentences."""
        return ()

    async def prepare(self) -> None:
        """Count the call in `prepared`; there is nothing to import."""
        self.prepared += 1

    def weights(self) -> Sequence[Weights]:
        """Return the built-in models that the test gave."""
        return self.built_in

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Play `fetches`; after `done` the built-in model is in use."""
        if not self.fetches:
            raise WeightsError("The script fetches nothing.")
        for progress in self.fetches:
            if isinstance(progress, Exception):
                raise progress
            yield progress
        self.endpoint = Endpoint(name="built-in", base_url="built-in:", kind="built-in", origin=Origin.BUILT_IN)

    async def close(self) -> None:
        """Do nothing: nothing was started."""
