"""A model that plays what a test wrote. It implements `Models`, so it goes wherever an endpoint goes.

    Script(replies=["Hello there", Reply("slow ", gate, "end"), Reply(ModelError("no"))])

Each call plays the next reply. A test steers with a `Gate` between two steps and reads `requests` afterwards.
Used by the tests of every folder; it ships so that a program built on the engine can be tested the same way.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, FetchProgress, Origin, Weights
from app.api.errors import NoEndpoint, WeightsError
from app.api.objects import Model, Usage
from app.models.model import CallPiece, Finished, ModelError, ModelRequest, Piece, RefusalPiece, TextPiece

SCRIPT = Endpoint(name="script", base_url="script:", kind="script", origin=Origin.SCRIPT)
USAGE = Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15)


class Gate:
    """Holds a reply where it stands until the test opens it; `reached` is set when the reply gets there."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Let the reply go on, now or when it gets here."""
        self._opened.set()

    async def passed(self) -> None:
        """Arrive and wait to be let through."""
        self.reached.set()
        await self._opened.wait()


class Pause(Struct, frozen=True):
    """A wait inside a reply, in seconds."""

    seconds: float


Step = str | Piece | Gate | Pause | Exception
"""Text is sent whole; an exception is raised and ends the reply."""

Play = Callable[[ModelRequest], AsyncGenerator[Piece]]
"""The callable form: answers every request itself."""


class Reply:
    """The steps of one answer. `Finished("stop")` is added when the last step is no end of its own.

    `to`: play it only for a request whose newest user message contains this text; for runs side by side.
    """

    def __init__(self, *steps: Step, to: str = "") -> None:
        self.steps = steps
        self.to = to


def call(name: str, arguments: str = "{}", index: int = 0) -> CallPiece:
    """A whole tool call as a step."""
    return CallPiece(index, name, arguments)


def last_text(request: ModelRequest) -> str:
    """The newest message of the user."""
    return next((message.text for message in reversed(request.messages) if message.role == "user"), "")


async def echoed(request: ModelRequest) -> AsyncGenerator[Piece]:
    """The newest user message, a word at a time."""
    for word in re.findall(r"\s*\S+|\s+", last_text(request)):
        yield TextPiece(word)
    yield Finished("stop", USAGE)


class Script:
    """Plays replies in order; an unexpected call fails with a sentence that says so.

    `requests` holds what was asked, `closed` counts the answers that were closed before their end. `endpoint`,
    `found`, `built_in` and `fetches` set the stage for a first-run screen.
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
        """Answers every message with itself, word by word, without end."""
        return cls(play=echoed)

    async def asked(self, count: int = 1) -> ModelRequest:
        """Wait until there were `count` requests; the newest of them."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Play the next reply."""
        if self.endpoint is None:
            raise ModelError("No model to ask.")
        self.requests.append(request)
        async with self._news:
            self._news.notify_all()
        whole = False
        pieces = self.play(request) if self.play else self._played(self._next(request))
        try:
            async for piece in pieces:
                whole = isinstance(piece, Finished)
                yield piece
            whole = True
        except Exception:
            whole = True
            raise
        finally:
            self.closed += not whole
            await pieces.aclose()

    def _next(self, request: ModelRequest) -> Reply:
        text = last_text(request)
        for place, reply in enumerate(self.replies):
            if reply.to in text:
                return self.replies.pop(place)
        return Reply(ModelError(f"The script has no reply for {text[:60]!r}."))

    async def _played(self, reply: Reply) -> AsyncGenerator[Piece]:
        for step in reply.steps:
            match step:
                case str():
                    yield TextPiece(step)
                case Gate():
                    await step.passed()
                case Pause():
                    await asyncio.sleep(step.seconds)
                case Exception():
                    raise step
                case TextPiece() | RefusalPiece() | CallPiece() | Finished():
                    yield step
        if not (reply.steps and isinstance(reply.steps[-1], Finished)):
            yield Finished("stop", USAGE)

    async def current(self) -> Endpoint | None:
        """The endpoint of the stage."""
        return self.endpoint

    async def candidates(self) -> Sequence[Endpoint]:
        """What the stage says was found."""
        return self.found

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use it, with the user's consent; the replies stay the same."""
        self.endpoint = replace(endpoint, needs_consent=False)
        return self.endpoint

    async def use_key(self, key: str, /) -> Endpoint:
        """Take note of the key in `keys`."""
        self.keys.append(key)
        openai = Endpoint(name="OpenAI", base_url="https://api.openai.com/v1", kind="hosted", origin=Origin.PASTED)
        return await self.choose(openai)

    async def models(self) -> Sequence[Model]:
        """The names given."""
        if self.endpoint is None:
            raise NoEndpoint
        return [Model(id=name) for name in self.names]

    async def resolve_model(self, model: str, /) -> str:
        """The name asked for if it is there, else the first."""
        if self.endpoint is None:
            raise NoEndpoint
        return model if model in self.names else self.names[0]

    async def prepare(self) -> None:
        """Nothing to import; counted in `prepared`."""
        self.prepared += 1

    def weights(self) -> Sequence[Weights]:
        """The built-in models of the stage."""
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
        """Nothing was started."""
