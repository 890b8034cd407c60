"""What was learnt of model servers, kept in the data folder for a week: `dialects.json`.

Each entry belongs to a base URL and one of its models (or all of them), and says which adaptation was learnt, its
value, in whose words, and when. The file is a memory, not a record: one that cannot be read counts as empty, and one
that cannot be written is left. Of two processes that write at the same time the last one wins; each first reads what
the other wrote.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

import msgspec
from msgspec import Struct, field

from app.openai_sdk.redaction import Redactor
from app.settings.private_file import write_private

log = logging.getLogger(__name__)

KEPT_S = 7 * 24 * 3600
MAX_ENTRIES = 1000
"""In the file; the newest are kept."""
MAX_FILE_BYTES = 2**20
MAX_TEXT_CHARS = 300
VERSION = 1
WINDOW = "context_window"
"""The entry of a context window, in tokens: what a refusal told of the model, not how it is asked."""
MAX_NOTICES = 50
"""The newest. A server that runs for months takes none of them."""


class Learnt(Struct, frozen=True, kw_only=True):
    """One adaptation to a server. `model`: empty for all of its models. `value`: its meaning is the adaptation's.

    `reason`: the server's own words, shortened. `at`: Unix seconds.
    """

    base_url: str
    model: str
    adaptation: str = field(name="habit")
    value: str
    reason: str
    at: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one entry of."""
        return self.base_url, self.model, self.adaptation


class Stored(Struct, frozen=True):
    """The content of the file."""

    version: int = VERSION
    learnt: list[Learnt] = []


Entries = dict[tuple[str, str, str], Learnt]


class DialectMemory:
    """What this process knows, and the file, which is read and written in threads: a disk may be slow.

    `path`: `None` keeps it in this process only.
    """

    def __init__(self, path: Path | None, redactor: Redactor) -> None:
        self._redactor = redactor
        self._notices: deque[str] = deque(maxlen=MAX_NOTICES)
        self._path = path
        self._entries: Entries | None = None
        self._changing = Lock()

    async def load(self) -> None:
        """Read the file, once; before that nothing is known."""
        if self._entries is None:
            self._entries = await asyncio.to_thread(self._read)

    def at(self, base_url: str) -> Sequence[Learnt]:
        """Return what is known of a server, in the order in which it was learnt."""
        entries = self._entries or {}
        return [one for one in entries.values() if one.base_url == base_url and is_fresh(one)]

    def of(self, base_url: str, model: str) -> Sequence[Learnt]:
        """Return what is known of one model there."""
        return [one for one in self.at(base_url) if one.model in ("", model)]

    async def learn(self, base_url: str, model: str, adaptation: str, value: str, reason: str) -> None:
        """Keep what a server taught, in place of an earlier entry of this adaptation."""
        learnt = Learnt(
            base_url=base_url,
            model=model,
            adaptation=adaptation,
            value=value,
            reason=self._redactor.redact(on_one_line(reason)),
            at=int(time.time()),
        )

        def put(entries: Entries) -> None:
            entries.pop(learnt.key, None)  # the order is that of learning
            entries[learnt.key] = learnt

        await asyncio.to_thread(self._change, put)

    async def forget(self, base_url: str, model: str, adaptations: Container[str] | None = None) -> None:
        """Drop these adaptations of a model, or all ways of asking it: the server now says something else."""

        def drop(entries: Entries) -> None:
            for key in list(entries):
                dropped = key[2] != WINDOW if adaptations is None else key[2] in adaptations
                if dropped and key[:2] == (base_url, model):
                    del entries[key]

        await asyncio.to_thread(self._change, drop)

    def notice(self, sentence: str) -> None:
        """Keep a sentence for people, about what was learnt or who answers. It is logged too: `serve` takes none."""
        sentence = self._redactor.redact(sentence)
        self._notices.append(sentence)
        log.info("%s", sentence)

    def take_notices(self) -> Sequence[str]:
        """Return the notices since the last call, each sentence once."""
        notices = list(dict.fromkeys(self._notices))
        self._notices.clear()
        return notices

    def _change(self, change: Callable[[Entries], None]) -> None:
        """Change what others may have written meanwhile. Blocks."""
        with self._changing:
            entries = self._read()
            change(entries)
            self._write(entries)

    def _read(self) -> Entries:
        """Read the file; what this process knows if there is none, or it cannot be read."""
        stored: list[Learnt] | None = None
        if self._path is not None:
            with suppress(OSError, msgspec.DecodeError, UnicodeError, RecursionError):
                stored = read_file(self._path).learnt
        if stored is None:
            stored = list((self._entries or {}).values())
        return {one.key: one for one in stored if is_fresh(one)}

    def _write(self, entries: Entries) -> None:
        kept = list(entries.values())[-MAX_ENTRIES:]
        self._entries = {one.key: one for one in kept}
        if self._path is not None:
            with suppress(OSError):  # a disk that is full costs the next process one more request
                write_private(self._path, msgspec.json.encode(Stored(learnt=kept)))


def is_fresh(learnt: Learnt) -> bool:
    """Whether an entry is still kept; one from the future is not, since the clock was wrong then or is now."""
    return 0 <= time.time() - learnt.at < KEPT_S


def read_file(path: Path) -> Stored:
    """Read the file. Raises `OSError` and `DecodeError`."""
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    stored = msgspec.json.decode(content, type=Stored)
    if stored.version != VERSION:
        raise msgspec.DecodeError("another version")
    return stored


def on_one_line(words: str) -> str:
    """Return the words on one line, shortened, without control characters."""
    line = "".join(char for char in " ".join(words[: 4 * MAX_TEXT_CHARS].split()) if char.isprintable())
    if len(line) > MAX_TEXT_CHARS:
        line = line[:MAX_TEXT_CHARS].rstrip() + "…"
    return line
