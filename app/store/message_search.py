"""Search in the messages of one thread: in the index where that is quicker, else a slice of the texts at a time.

The index has the messages of all threads: for a common word it would be read from end to end. It is asked only about a
long thread that was written with few other messages in between, so that what it finds there is mostly of this thread.
A thread of 10,000 messages has 3 MB of text. SQLite looks for ASCII words itself, in a fifth of the time that it takes
to read all texts; it knows no case but that of ASCII, so texts with other characters are read and compared, and so is
each text it finds.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from app.store import messages, search_index
from app.store.schema import ACTIVE
from app.store.transaction import Transaction

SLICE_BYTES = 2**20
"""How much text is compared in one slice: a few milliseconds, in which no other thread of the process runs."""
SLICE_ROWS = 2_000
MAX_SQL_WORDS, MAX_SQL_WORD_CHARS = 20, 1_000
"""How many words SQLite looks for, and how long they are; the rest are compared in the texts that it finds."""
NEWEST = 2**62
MIN_INDEX_MESSAGES = 1_000
"""In a shorter thread the texts are compared in a millisecond or two."""
MAX_INDEX_SPREAD = 2
"""How many messages of all threads the index may have between the ends of a thread, for each of its own."""
MAX_INDEX_MATCHES = 500
"""Of more, each of which is read alone, the slices are as quick."""


class MessageSearch(Struct, kw_only=True):
    """A search in progress. `hits`: ids of messages with all words, newest first; those below `below` are unread.

    As in the search of all threads, upper and lower case are the same and only the beginning of a long text counts.
    """

    thread_id: str
    words: list[str]
    below: int = NEWEST
    hits: list[str] = []
    line: str | None = None
    """The line with a word in the newest of them."""

    @property
    def is_over(self) -> bool:
        """Whether all messages were read."""
        return self.below <= 0


def search_more(tx: Transaction, search: MessageSearch) -> None:
    """Search one slice, or all messages where the index answers at once."""
    if search.below == NEWEST and (found_seqs := _ask_index(tx, search)) is not None:
        for seq, message_id in found_seqs:
            _compare(search, message_id, messages.indexed_text(tx, seq))
        search.below = 0
        return
    [(start, count)] = tx.rows(
        "select min(seq), count(*) from"
        " (select seq from messages where thread_id = ? and seq < ? order by seq desc limit ?)",
        search.thread_id,
        search.below,
        SLICE_ROWS,
    )
    if not count:
        search.below = 0
        return
    long_seqs, start = search_index.long_rows(tx, start, search.below, search.thread_id)
    condition, values = _make_condition(search)
    found = tx.rows_up_to(
        SLICE_BYTES,
        "select seq, id, text from messages where thread_id = ? and seq < ? and seq >= ?"
        f" and {search_index.except_rows(long_seqs).format(condition)} order by seq desc",
        search.thread_id,
        search.below,
        start,
        *values,
    )
    if not found.are_all:
        start = found.rows[-1][0]
    texts = {seq: (message_id, text) for seq, message_id, text in found.rows}
    room = SLICE_BYTES
    for seq in sorted({*texts, *(seq for seq in long_seqs if seq >= start)}, reverse=True):
        if room <= 0:
            start = seq + 1
            break
        message_id, text = texts.get(seq) or _read_long(tx, seq)
        _compare(search, message_id, text)
        room -= len(text)
    search.below = start


def _read_long(tx: Transaction, seq: int) -> tuple[str, str]:
    """Return the id of a message with a long text, and what is searched of that."""
    return tx.rows("select id from messages where seq = ?", seq)[0][0], messages.indexed_text(tx, seq)


def _ask_index(tx: Transaction, search: MessageSearch) -> Sequence[tuple[int, str]] | None:
    """Return the messages that may have the words, newest first; `None` where the texts are to be compared."""
    expression = search_index.match_expression(search.words)
    [(first, last, count)] = tx.rows(
        "select min(seq), max(seq), count(*) from messages where thread_id = ?", search.thread_id
    )
    if expression is None or count < MIN_INDEX_MESSAGES or last - first > MAX_INDEX_SPREAD * count:
        return None
    if not _has_all_in_index(tx, search.thread_id, first, last):
        return None
    rows = tx.rows(
        "select rowid from message_search where message_search match ? and rowid >= ? and rowid <= ?"
        " order by rowid desc limit ?",
        expression,
        first,
        last,
        MAX_INDEX_MATCHES + 1,
    )
    if len(rows) > MAX_INDEX_MATCHES:
        return None
    ids = (tx.one("select id from messages where seq = ? and thread_id = ?", seq, search.thread_id) for (seq,) in rows)
    return [(seq, row[0]) for (seq,), row in zip(rows, ids, strict=True) if row]


def _has_all_in_index(tx: Transaction, thread_id: str, first: int, last: int) -> bool:
    """Whether no message is a copy, which would come before all others, and none is still being written or indexed."""
    if not search_index.has_all_whole(tx, first, last):
        return False
    is_copy = tx.one("select 1 from messages where seq = ? and copy_of is not null", first)
    is_active = tx.one(f"select 1 from runs where thread_id = ? and status in {ACTIVE}", thread_id)
    return not is_copy and not is_active


def _make_condition(search: MessageSearch) -> tuple[str, list[str]]:
    """Return a condition that every text with all words meets, and its values."""
    words = [one for one in search.words if one.isascii() and len(one) <= MAX_SQL_WORD_CHARS][:MAX_SQL_WORDS]
    if not words:
        return "1 = 1", []
    has_words = " and ".join("text like ? escape '!'" for _ in words)
    values = ["%" + re.sub("([!%_])", r"!\1", word) + "%" for word in words]
    return f"({has_words} or length(text) <> length(cast(text as blob)))", values


def _compare(search: MessageSearch, message_id: str, text: str) -> None:
    folded = text.casefold()
    if not all(word in folded for word in search.words):
        return
    search.hits.append(message_id)
    if search.line is None:
        search.line = search_index.matching_line(text, search.words)
