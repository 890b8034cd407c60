"""The reader of an answer: CPU for each chunk, however many of them arrive together."""

import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from app.models.chat.reading.stream import ChatStream
from tests.bench.bench import Bench, median
from tests.bench.row import Row
from tests.fake_model import Json, event

CHUNKS = 20_000
WORD: Json = {"content": "word "}
THOUGHT: Json = {"reasoning_content": "word "}
BESIDE: Json = {"role": "assistant", "content": "word ", "reasoning": None, "reasoning_details": [], "tool_calls": []}
FRAGMENT: Json = {"tool_calls": [{"index": 0, "function": {"arguments": '"word": "x"'}}]}
CALL: Json = {"tool_calls": [{"index": 0, "id": "call_0", "function": {"name": "look", "arguments": "{"}}]}
DECODER = msgspec.json.Decoder()


class Load(NamedTuple):
    """Chunks of one kind behind a first one, so many in each block.

    `ratio`: the bound, a little above what was measured when this was written.
    """

    what: str
    first: Json
    delta: Json
    each: int
    ratio: float


LOADS = (
    Load("text, one chunk a block", WORD, WORD, 1, 2.8),
    Load("text, 5 a block", WORD, WORD, 5, 2.3),
    Load("text, 100 a block", WORD, WORD, 100, 1.9),
    Load("text, with empty fields beside it", WORD, BESIDE, 5, 2.1),
    Load("reasoning, one a block", THOUGHT, THOUGHT, 1, 2.7),
    Load("reasoning, 100 a block", THOUGHT, THOUGHT, 100, 2.1),
    Load("arguments of a call, one a block", CALL, FRAGMENT, 1, 2.7),
    Load("arguments of a call, 100 a block", CALL, FRAGMENT, 100, 2.4),
)


def per_chunk(load: Load, feed: Callable[[bytes], object]) -> float:
    """Measure the CPU microseconds for each chunk of `feed`."""
    block = event(load.delta) * load.each
    blocks = CHUNKS // load.each
    start = time.process_time()
    for _ in range(blocks):
        feed(block)
    return 1e6 * (time.process_time() - start) / (blocks * load.each)


async def ours(load: Load) -> float:
    """Read them with the reader of the program."""
    stream = ChatStream()
    stream.feed(event(load.first))
    return per_chunk(load, stream.feed)


async def decoding(load: Load) -> float:
    """Cut them at the line ends and decode the JSON, and no more."""
    return per_chunk(load, decode_lines)


def decode_lines(block: bytes) -> list[object]:
    """Decode each event of a block."""
    return [DECODER.decode(line[6:]) for line in block.split(b"\n") if line]


async def measure(bench: Bench) -> list[Row]:
    """Read each load with both in turn."""
    rows: list[Row] = []
    for load in LOADS:
        reads, decodes = await bench.alternately(lambda load=load: ours(load), lambda load=load: decoding(load))
        rows.append(
            Row(f"{load.what}: CPU a chunk (bare: its JSON alone)", "µs", median(reads), median(decodes), load.ratio)
        )
    return rows
