"""A model server whose answer is chosen by the name of the model: a normal one, or one of the hostile.

As a program, on any free port: `python -m tests.bench.hostile_server`. A process for each request, so that a
flood takes no time from a normal answer beside it; the hostile bodies are made while they are sent.
"""

import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ForkingMixIn
from typing import NamedTuple

from tests.fake_model import DONE, event

MIB = 2**20
BLOCK = 64 * 1024
LEVELS = 100_000
DRIP_S = 0.02
LONGEST = 63 * MIB
"""As much text as an answer may have, with a little room for what is around it."""
PACKED_BYTES = 1_300 * 10**6
GZIP = 31
"""Window bits that stand for gzip (zlib.h)."""


def normal() -> Iterator[bytes]:
    """Send a short sentence."""
    yield event({"content": "Hello."})
    yield event({}, "stop")
    yield DONE


def long_answer() -> Iterator[bytes]:
    """Send the longest answer in chunks of 64 KiB, and its end."""
    chunk = event({"content": "word " * (BLOCK // 5)})
    for _ in range(LONGEST // len(chunk)):
        yield chunk
    yield from normal()


def small_chunks() -> Iterator[bytes]:
    """Send the same bytes in chunks of one word."""
    chunk = event({"content": "word "})
    block = chunk * (BLOCK // len(chunk))
    for _ in range(LONGEST // len(block)):
        yield block
    yield from normal()


def one_delta() -> Iterator[bytes]:
    """Send a text of 50 MB in one event."""
    yield b'data: {"choices":[{"index":0,"delta":{"content":"'
    for _ in range(50 * 10**6 // BLOCK):
        yield b"x" * BLOCK
    yield b'"}}]}\n\n' + DONE


def no_line_end() -> Iterator[bytes]:
    """Send the beginning of a line and then small pieces of it, for ever."""
    yield event({"content": "Hel"}) + b"data: "
    while True:
        yield b"x" * 100


def drip() -> Iterator[bytes]:
    """Send an empty delta now and then, for ever, behind a first word."""
    yield event({"content": "Hel"})
    while True:
        time.sleep(DRIP_S)
        yield event({"content": ""})


def packed() -> Iterator[bytes]:
    """Send 1.3 GB of zeros, packed to 1.3 MB."""
    yield packed_zeros()


@cache
def packed_zeros() -> bytes:
    """Pack the zeros, without having them in memory."""
    packer = zlib.compressobj(9, wbits=GZIP)
    parts = [packer.compress(bytes(BLOCK)) for _ in range(PACKED_BYTES // BLOCK)]
    return b"".join([*parts, packer.flush()])


def large_refusal() -> Iterator[bytes]:
    """Send an error body of 2 GB."""
    yield b'{"error":{"message":"'
    for _ in range(2 * 10**9 // BLOCK):
        yield b"x" * BLOCK


def deep() -> Iterator[bytes]:
    """Send events that are nested 100,000 levels deep."""
    for _ in range(20):
        yield b'data: {"choices":' + b"[" * LEVELS + b"]" * LEVELS + b"}\n\n"
    yield from normal()


class Answer(NamedTuple):
    """How an answer is sent."""

    body: Callable[[], Iterator[bytes]]
    status: int = 200
    encoding: str = ""


NORMAL = "normal"
ANSWERS: dict[str, Answer] = {
    NORMAL: Answer(normal),
    "63 MiB": Answer(long_answer),
    "63 MiB in words": Answer(small_chunks),
    "one delta of 50 MB": Answer(one_delta),
    "no line end": Answer(no_line_end),
    "gzip of 1.3 GB": Answer(packed, encoding="gzip"),
    "refusal of 2 GB": Answer(large_refusal, status=500),
    "10⁵ levels": Answer(deep),
    "empty deltas for ever": Answer(drip),
}


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: the end of the connection is the end of a body."""

    def do_GET(self) -> None:
        """List the models."""
        self._send(200, "application/json", [json.dumps({"data": [{"id": name} for name in ANSWERS]}).encode()])

    def do_POST(self) -> None:
        """Answer as the model that was asked for."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = ANSWERS[body["model"]]
        self._send(answer.status, "text/event-stream", answer.body(), answer.encoding)

    def _send(self, status: int, type: str, body: Iterable[bytes], encoding: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        with suppress(ConnectionError):  # the client has read enough
            for part in body:
                self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class Server(ForkingMixIn, HTTPServer):
    """The server."""


def main() -> None:
    """Serve until killed."""
    packed_zeros()
    server = Server(("127.0.0.1", 0), Handler)
    print(f"Listening on http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
