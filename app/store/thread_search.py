"""Search for threads by their titles and messages, a slice at a time, so that no other read waits behind a search.

Titles come first, then messages, newest first. The index finds words of three characters and more, in what it has: the
page says how many messages are still to be indexed. Shorter words are searched in the texts themselves, inside SQLite,
which lets other threads of the process run meanwhile.
"""

import re
import time
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET, Struct, structs

from app.api.conversation.thread_labels import find_tags
from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import messages, paging, search_index, thread_tags, threads
from app.store.search_index import PIECE_ROWS
from app.store.thread_filter import ThreadFilter, make_filter
from app.store.transaction import Row, Transaction

SLICE_MATCHES = 64
"""How many matches are read from the index in the first slice. Most pages need no more."""
MAX_SLICE_MATCHES = 256
"""A slice reads twice as many as the one before it, up to this: the index is opened again for each."""
COMPARED_CHARS = 2**20
"""How much text of the matches a slice compares: a few milliseconds, in which no other thread of the process runs."""
SLICE_ROWS = 2_000
"""How many messages are scanned in one slice for words that are too short for the index. The long texts among them are
only compared, so that it is 8 MB of text at most.
"""
READ_S = 0.003
"""Seconds after which a slice is the last one of a read: other reads come in between, each a wait for two threads."""
MAX_SQL_WORDS = 20
"""How many words SQLite searches for; the rest are checked in the texts that it finds."""
MAX_TITLES = 1_000
"""How many titles are read; other threads are still found by their messages."""


class Match(NamedTuple):
    """The line of a message that matches, and the id of the message."""

    line: str
    message_id: str


class ThreadSearch(Struct, kw_only=True):
    """A search in progress. `page` is set when it is over.

    `found` holds the threads, best first, each with its newest match, or `None` if the title matches. `start`: how
    many of them come before the page, known once the cursor `after` is found. Messages below `next_seq` are unread.
    `tags`: beginnings of tags that each thread has, known with the first slice; `listed`: which threads are searched.
    `unindexed`: how many messages the index lacked when the search began.
    """

    query: ThreadQuery
    words: list[str]
    tags: list[str] = []
    listed: ThreadFilter = ThreadFilter("", ())
    next_seq: int | None = None
    slice_matches: int = SLICE_MATCHES
    found: dict[str, Match | None] = {}
    start: int | None = None
    unindexed: int = 0
    page: Listing[ThreadRow] | None = None

    def add(self, thread_id: str, match: Match | None) -> None:
        """Add a thread to the results, unless it is one of them."""
        self.found.setdefault(thread_id, match)
        if thread_id == self.query.after and self.start is None:
            self.start = len(self.found)

    @property
    def has_page(self) -> bool:
        """Whether enough is found: the page, and one more thread, which shows that there is a next page.

        A page that is counted from the end (`order` asc, or `before`) needs all results.
        """
        query = self.query
        if query.order == "asc" or query.before is not None:
            return False
        start = self.start
        if query.after is None:
            start = 0
        return start is not None and len(self.found) - start > query.limit

    def page_ids(self) -> tuple[list[str], bool]:
        """Return the ids of the page, and whether there are more; no ids if a cursor is not among the results."""
        query, ids = self.query, list(self.found)
        if query.order == "asc":
            ids.reverse()
        for cursor in (query.after, query.before):
            if cursor is not None and cursor not in self.found:
                return [], False
        if query.after is not None:
            ids = ids[ids.index(query.after) + 1 :]
        if query.before is not None and query.before in ids:
            ids = ids[: ids.index(query.before)]
        has_more = len(ids) > query.limit
        if query.before is not None and query.after is None:
            return ids[-query.limit :], has_more
        return ids[: query.limit], has_more


def begin(query: ThreadQuery) -> ThreadSearch:
    """Begin a search for all words of `q`, the longest first: they are the rarest."""
    return ThreadSearch(query=query, words=search_words(query.q or ""))


def search_words(text: str) -> list[str]:
    """Return the words to search for, the longest first."""
    return sorted(dict.fromkeys(text.casefold().split()), key=len, reverse=True)


def search_more(tx: Transaction, search: ThreadSearch) -> None:
    """Search one slice, or as many as take no time. Raises `NotFound` for a cursor that is no thread."""
    end = time.monotonic() + READ_S
    _search_slice(tx, search)
    while search.page is None and time.monotonic() < end:
        _search_slice(tx, search)


def _search_slice(tx: Transaction, search: ThreadSearch) -> None:
    below = search.next_seq
    if below is None:
        threads.check_cursors(tx, search.query)
        _find_tags(tx, search)
        if not search.words:
            search.page = threads.page(tx, search.query, search.tags)
            return
    words = search.words[:MAX_SQL_WORDS]
    expression = search_index.match_expression(words)
    if below is None:
        below = 1 + tx.rows("select coalesce(max(seq), 0) from messages")[0][0]
        if expression is not None:
            search.unindexed = search_index.count_missing(tx)
        _search_titles(tx, search, expression)
    if not search.has_page:
        if expression is None:
            rows, below = _scan(tx, words, below)
        else:
            rows, below = _read_matches(tx, words, below, search.slice_matches)
            search.slice_matches = min(2 * search.slice_matches, MAX_SLICE_MATCHES)
        below = _add_messages(tx, search, rows, below)
    search.next_seq = below
    if search.has_page or below <= 1:
        ids, has_more = search.page_ids()
        rows = _make_rows(tx, {thread_id: search.found[thread_id] for thread_id in ids})
        search.page = structs.replace(paging.listing(rows, has_more), unindexed=search.unindexed or UNSET)


def _find_tags(tx: Transaction, search: ThreadSearch) -> None:
    """Take the words that ask for tags out of the words. `#x` is a word like others where no tag begins with `x`."""
    asked = find_tags(search.query.q or "")
    known = set(thread_tags.known_beginnings(tx, list(asked.values())))
    taken = {word.casefold(): tag for word, tag in asked.items() if tag in known or not word.startswith("#")}
    search.words = [word for word in search.words if word not in taken]
    search.tags = list(dict.fromkeys(taken.values()))
    search.listed = make_filter(search.query, search.tags)


def _make_rows(tx: Transaction, found: dict[str, Match | None]) -> list[ThreadRow]:
    """Return the rows of these threads, each with its match."""
    rows = threads.of_ids(tx, {thread_id: match and match.line for thread_id, match in found.items()})
    for at, row in enumerate(rows):
        match = found[row.id]
        rows[at] = structs.replace(row, hits=[match.message_id] if match else [])
    return rows


def _add_messages(tx: Transaction, search: ThreadSearch, rows: Sequence[Row], below: int) -> int:
    """Add the threads of these messages whose texts have all words. One text is in memory at a time.

    Return where to continue: `below`, if there is not too much text to compare in one slice.
    """
    room = COMPARED_CHARS
    for seq, thread_id, message_id in rows:
        if thread_id in search.found or not threads.passes(tx, thread_id, search.listed):
            continue
        if room <= 0:
            return seq + 1
        text = messages.indexed_text(tx, seq)
        room -= len(text)
        if _has_words(text, search.words):
            search.add(thread_id, Match(search_index.matching_line(text, search.words), message_id))
            if search.has_page:
                return below
    return below


def _read_matches(tx: Transaction, words: list[str], below: int, limit: int) -> tuple[Sequence[Row], int]:
    """Return the next matches of the index below a message, and where to continue; 0 when there are no more."""
    rows = tx.rows(
        "select m.seq, m.thread_id, m.id from message_search s join messages m on m.seq = s.rowid"
        " where message_search match ? and s.rowid < ? order by s.rowid desc limit ?",
        search_index.match_expression(words),
        below,
        limit,
    )
    pieces = tx.rows(
        f"select p.rowid / {PIECE_ROWS}, m.thread_id, m.id from piece_search p"
        f" left join messages m on m.seq = p.rowid / {PIECE_ROWS}"
        " where piece_search match ? and p.rowid < ? order by p.rowid desc limit ?",
        search_index.piece_expression(words),
        search_index.piece_row(below, 0),
        limit,
    )
    end = max(some[-1][0] if len(some) == limit else 0 for some in (rows, pieces))
    if not pieces:
        return rows, end
    found = {row[0]: row for row in (*rows, *pieces) if row[0] >= end and row[1] is not None}
    return [found[seq] for seq in sorted(found, reverse=True)], end


def _scan(tx: Transaction, words: list[str], below: int) -> tuple[list[Row], int]:
    """Return the messages of the next slice that contain these short words, or may do, and where to continue."""
    start = max(0, below - SLICE_ROWS)
    conditions, values = list[str](), list[str]()
    for word in words:
        if word.isascii():
            conditions.append("text like ? escape '!'")
            values.append("%" + re.sub("([!%_])", r"!\1", word) + "%")
        else:  # `like` knows the case of ASCII only
            spellings = sorted({word, word.upper(), word.title()})
            conditions.append("(" + " or ".join("instr(text, ?) > 0" for _ in spellings) + ")")
            values.extend(spellings)
    long_seqs, start = search_index.long_rows(tx, start, below)
    condition = search_index.except_rows(long_seqs).format(" and ".join(conditions))
    rows = tx.rows(
        f"select seq, thread_id, id from messages where seq < ? and seq >= ? and {condition}", below, start, *values
    )
    rows += [row for seq in long_seqs for row in tx.rows("select seq, thread_id, id from messages where seq = ?", seq)]
    return sorted(rows, reverse=True), start


def _has_words(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _search_titles(tx: Transaction, search: ThreadSearch, expression: str | None) -> None:
    condition, values = "1 = 1", list[str]()
    if expression is not None:
        condition, values = "title_search match ?", [expression]
    rows = tx.rows(
        "select t.id, s.title from title_search s join threads t on t.seq = s.rowid"
        f" where {condition} and {search.listed.where} order by s.rowid desc limit {MAX_TITLES}",
        *values,
        *search.listed.values,
    )
    for thread_id, title in rows:
        if _has_words(title, search.words):
            search.add(thread_id, None)
            if search.has_page:
                return
