"""A model server for tests: OpenAI's chat completions over HTTP, with every failure on demand.

    async with FakeModel(answers=[say("Hello"), refuse(429, "slow down"), cut("half a ")]) as server:
        ... server.base_url, server.requests, await server.wait_for_request(2), await server.left()

An answer is a list of steps, made by the functions below. Without an answer in the queue `fake-100` streams the fixed
reply at 100 chunks a second, `fake-max` as fast as possible, `fake-N` at N; any other name returns a short sentence.
Below `/NAME/v1` it plays a case or a play of `tests.model_cases`, whatever the model.
As a process of its own: `python -m tests.fake_model PORT LOG` (0 for any free port); LOG gets a line of JSON for
each fixed reply, with monotonic times in seconds: `recv`, `first`, `last`, and `tokens`, `model`.
"""

import asyncio
import itertools
import json
import re
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from msgspec import Struct

from app.models.script import Gate, Pause
from tests.fixed_reply import TEXT, TOKENS
from tests.model_cases import CASES, PLAYS

Json = dict[str, object]
ANSWERED = ("/chat/completions", "/embeddings")
DEADLINE_S = 30.0
"""How long an awaited request may take on a busy machine."""


class Seen(Struct, frozen=True, kw_only=True):
    """A received request. Header names are lower case; `at` is monotonic seconds; `connection` counts from 1."""

    method: str
    path: str
    headers: dict[str, str]
    body: Json
    at: float
    connection: int


class Head(Struct, frozen=True):
    """The start of a response. Its body is sent chunked, and the connection stays open."""

    status: int = 200
    type: str = "text/event-stream"
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = "Status"


class Reset(Struct, frozen=True):
    """The connection is reset here, as when a server dies."""


class End(Struct, frozen=True):
    """The connection is closed here, before the end of the body."""


Step = Head | str | bytes | Gate | Pause | Reset | End
Answer = Sequence[Step]


def event(delta: Json, finish: str | None = None, **more: object) -> bytes:
    """Make a chunk of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return data({**shell(), "choices": [choice], **more})


def shell() -> Json:
    """Make the fields that all chunks have."""
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "fake"}


def data(body: object) -> bytes:
    """Make a server-sent event."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def usage(prompt: int = 10, completion: int = 5) -> bytes:
    """Make the last chunk, without choices."""
    spent = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return data({**shell(), "choices": [], "usage": spent})


DONE = b"data: [DONE]\n\n"
CHUNKS = [event({"content": token}) for token in TOKENS]


def say(*texts: str | Gate | Pause, finish: str = "stop") -> Answer:
    """Stream these texts, then finish reason and usage; a `Gate` between them holds the stream."""
    steps: list[Step] = [Head(), event({"role": "assistant", "content": ""})]
    steps += [event({"content": text}) if isinstance(text, str) else text for text in texts]
    return [*steps, event({}, finish), usage(), DONE]


def calls(*functions: tuple[str, Json], finish: str = "tool_calls") -> Answer:
    """Call these functions, the arguments in two fragments each, as OpenAI sends them."""
    steps: list[Step] = [Head()]
    for index, (name, arguments) in enumerate(functions):
        text = json.dumps(arguments)
        half = len(text) // 2
        start = {"index": index, "id": f"call_{index}", "type": "function"}
        steps.append(event({"tool_calls": [{**start, "function": {"name": name, "arguments": ""}}]}))
        for part in (text[:half], text[half:]):
            steps.append(event({"tool_calls": [{"index": index, "function": {"arguments": part}}]}))
    return [*steps, event({}, finish), usage(), DONE]


def raw(*steps: Step, type: str = "text/event-stream", status: int = 200) -> Answer:
    """Send exactly these bytes."""
    return [Head(status, type), *steps]


def refuse(status: int, message: str, headers: tuple[tuple[str, str], ...] = (), **error: object) -> Answer:
    """Send an error body in OpenAI's format; `error` adds fields such as `code`."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": None, **error}}
    return [Head(status, "application/json", headers), json.dumps(body)]


def html(status: int = 200) -> Answer:
    """Send a web page, like a proxy or a login screen."""
    return [Head(status, "text/html"), "<!doctype html><html><body><h1>Welcome to Example Proxy</h1></body></html>"]


def cut(*texts: str, reset: bool = False) -> Answer:
    """Send half a stream, then close or reset the connection."""
    return [Head(), *(event({"content": text}) for text in texts), Reset() if reset else End()]


def hang(*texts: str) -> Answer:
    """Never end; without texts not even a response begins."""
    return [*([Head()] if texts else []), *(event({"content": text}) for text in texts), Gate()]


def fixed(rate: float) -> Answer:
    """Send the fixed reply; `rate` in chunks per second, 0 for no limit."""
    steps: list[Step] = [Head(), event({"role": "assistant", "content": ""})]
    for place, chunk in enumerate(CHUNKS):
        steps += [Due(place / rate), chunk] if rate else [chunk]
    return [*steps, event({}, "stop"), usage(10, len(TOKENS)), DONE]


class Due(Pause, frozen=True):
    """Continue so many seconds after the start of the answer, so that the rate does not drift."""


class WatchedReader(asyncio.StreamReader):
    """Sets `gone` when the client disconnects, without reading."""

    def __init__(self) -> None:
        super().__init__(limit=2**26)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        self.gone.set()
        super().feed_eof()

    def set_exception(self, exc: Exception) -> None:
        self.gone.set()
        super().set_exception(exc)


class FakeModel:
    """The server. `key`: requests without it get a 401. `strict`: a model not in `models` gets a 404.

    `listing`: the answer to a request for the list of models, in place of one that lists `models`. `root`: the path
    below which the API lies; other paths get `elsewhere`, or a 404. `at`: the case or play whose base URL is given.

    `answers` is a queue for chat completions, or a function of the request body. `closed_early` counts the answers
    whose client disconnected before the end.
    """

    def __init__(
        self,
        answers: Sequence[Answer] | Callable[[Json], Answer] = (),
        *,
        models: Sequence[str] = ("fake-100", "fake-max"),
        key: str | None = None,
        strict: bool = False,
        listing: Answer | None = None,
        root: str = "",
        elsewhere: Answer | None = None,
        port: int = 0,
        at: str = "",
        log: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answers = answers if callable(answers) else list(answers)
        self.models = list(models)
        self.key = key
        self.strict = strict
        self.listing = listing
        self.root = root
        self.elsewhere = elsewhere
        self.paths: list[str] = []
        self.port = port
        self.at = at
        self.requests: list[Seen] = []
        self.listings = 0
        self.connections = 0
        self.closed_early = 0
        self._log = log
        self._tls = tls
        self._news = asyncio.Condition()
        self._open: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """The base URL, with `/v1`."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self.port}/{self.at}/v1".replace("//v1", "/v1")

    @property
    def bodies(self) -> list[Json]:
        """The request bodies that were answered from the queue."""
        return [seen.body for seen in self.requests]

    async def wait_for_request(self, count: int = 1) -> Seen:
        """Wait for the `count`-th request for a chat completion, and return it."""
        await self._wait_until(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    async def wait_for_listing(self, count: int = 1) -> None:
        """Wait for the `count`-th request for the list of models."""
        await self._wait_until(lambda: self.listings >= count)

    async def left(self, count: int = 1) -> None:
        """Wait until clients have disconnected from `count` answers before their end."""
        await self._wait_until(lambda: self.closed_early >= count)

    async def _wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds. Raises `TimeoutError` at the deadline: a hanging test says nothing."""
        async with asyncio.timeout(DEADLINE_S), self._news:
            await self._news.wait_for(condition)

    async def __aenter__(self) -> "FakeModel":
        loop = asyncio.get_running_loop()

        def connected() -> asyncio.StreamReaderProtocol:
            return asyncio.StreamReaderProtocol(WatchedReader(), self._connected)

        self._server = await loop.create_server(connected, "127.0.0.1", self.port, ssl=self._tls)
        self.port = cast(int, self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert isinstance(reader, WatchedReader)
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer, self.connections))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        task.add_done_callback(lambda _: writer.close())  # a task cancelled before its first step closes nothing
        if not self._server.is_serving():
            task.cancel()

    async def _serve(self, reader: WatchedReader, writer: asyncio.StreamWriter, connection: int) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._answer(await read(reader, connection), reader, writer):
                pass

    async def _answer(self, seen: Seen, reader: WatchedReader, writer: asyncio.StreamWriter) -> bool:
        """Answer a request; true if the connection may be used again."""
        if self.key is not None and seen.headers.get("authorization") != f"Bearer {self.key}":
            return await play(refuse(401, "Incorrect API key provided.", code="invalid_api_key"), writer)
        self.paths.append(seen.path)
        if not seen.path.startswith(self.root):
            return await play(self.elsewhere or refuse(404, f"Not found: {seen.path}"), writer)
        if seen.path.endswith("/models"):
            async with self._news:
                self.listings += 1
                self._news.notify_all()
            if self.listing is not None:
                return await play(self.listing, writer)
            rows = [{"id": name, "object": "model", "created": 1, "owned_by": "fake"} for name in self.models]
            return await play([Head(200, "application/json"), json.dumps({"object": "list", "data": rows})], writer)
        name = seen.path.strip("/").partition("/")[0]
        case, played = CASES.get(name), PLAYS.get(name)
        if case is not None:
            return await play([Head(200, case.type), *case.body], writer)
        if played is not None:
            answer = played(seen.body)
            return await play(itertools.chain([Head(answer.status, answer.type)], answer.body), writer)
        if not seen.path.endswith(ANSWERED):
            return await play(refuse(404, f"Not found: {seen.path}"), writer)
        async with self._news:
            self.requests.append(seen)
            self._news.notify_all()
        playing = asyncio.ensure_future(self._play(seen, writer))
        gone = asyncio.ensure_future(reader.gone.wait())
        try:
            await asyncio.wait([playing, gone], return_when=asyncio.FIRST_COMPLETED)
            if playing.done() and not isinstance(playing.exception(), ConnectionError):
                return playing.result()
            # Told by the reader, or, where that comes later, by a piece that could not be written any more.
            async with self._news:
                self.closed_early += 1
                self._news.notify_all()
            return False
        finally:
            gone.cancel()
            playing.cancel()
            await asyncio.gather(gone, playing, return_exceptions=True)

    async def _play(self, seen: Seen, writer: asyncio.StreamWriter) -> bool:
        name = str(seen.body.get("model", ""))
        rate = re.fullmatch(r"fake-(\d+|max)", name)
        if self.strict and name not in self.models:
            answer = refuse(404, f"The model `{name}` does not exist.", code="model_not_found")
        elif callable(self.answers):
            answer = self.answers(seen.body)
        elif self.answers:
            answer = self.answers.pop(0)
        elif rate:
            return await self._play_fixed(0 if rate[1] == "max" else float(rate[1]), seen, writer)
        else:
            answer = say("Hello ", "from ", "the ", "fake ", "model.")
        return await play(answer, writer)

    async def _play_fixed(self, rate: float, seen: Seen, writer: asyncio.StreamWriter) -> bool:
        first = time.monotonic()
        again = await play(fixed(rate), writer)
        if self._log:
            times = {"recv": seen.at, "first": first, "last": time.monotonic()}
            line = json.dumps({**times, "tokens": len(TOKENS), "model": seen.body.get("model")})
            with self._log.open("a") as log:
                log.write(line + "\n")
        return again


async def read(reader: asyncio.StreamReader, connection: int) -> Seen:
    """Read the next request of a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    at = time.monotonic()
    first, *lines = head.rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    text = await reader.readexactly(int(headers.get("content-length", "0")))
    body = cast(Json, json.loads(text)) if text else {}
    return Seen(method=method, path=path, headers=headers, body=body, at=at, connection=connection)


async def play(answer: Iterable[Step], writer: asyncio.StreamWriter) -> bool:
    """Send the steps; true if the connection may be used again."""
    start = time.monotonic()
    for step in answer:
        match step:
            case Head():
                extra = "".join(f"{name}: {value}\r\n" for name, value in step.headers)
                line = f"HTTP/1.1 {step.status} {step.reason}\r\nContent-Type: {step.type}\r\n{extra}"
                writer.write(f"{line}Transfer-Encoding: chunked\r\n\r\n".encode())
            case str() | bytes():
                body = step.encode() if isinstance(step, str) else step
                writer.write(b"%x\r\n%b\r\n" % (len(body), body))
            case Gate():
                await writer.drain()
                await step.wait_until_open()
            case Due():
                if (wait := start + step.seconds - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
            case Pause():
                await asyncio.sleep(step.seconds)
            case Reset():
                linger = struct.pack("ii", 1, 0)
                cast(socket.socket, writer.get_extra_info("socket")).setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, linger
                )
                await asyncio.sleep(0.02)  # the client must receive what was written before the reset discards it
                writer.transport.abort()
                return False
            case End():
                await writer.drain()
                return False
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


async def main(port: int, log: Path) -> None:
    """Serve until killed."""
    async with FakeModel(port=port, log=log) as server:
        size = f"{len(TEXT.split())} words {len(TOKENS)} tokens {len(TEXT)} chars"
        print(f"Listening on {server.base_url} {size}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
