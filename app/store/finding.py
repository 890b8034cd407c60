"""Finding threads by what their titles and messages say: a slice at a time, so that nobody waits behind a search.

`Engine.list_threads` begins a `Finding` and calls `find_more` until there is a page. Titles come first, then messages,
newest first. The index finds words of three characters and more; shorter ones are looked for in the texts themselves,
inside SQLite, which lets other threads of the process run meanwhile.
"""

import re

import msgspec
from msgspec import Struct

from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import paging, search, threads
from app.store.transaction import Row, Transaction

MATCHES = 64
"""Matches that are read in one go from the index."""
SLICE = 20_000
"""Messages that are looked through in one go for words that the index cannot serve."""
TITLES = 1_000
"""Titles that are looked at: who has more of the same name finds the others by their messages."""


class Finding(Struct, kw_only=True):
    """A search under way. `page` is there once it is over."""

    words: list[str]
    wanted: int
    after: str | None
    next_seq: int | None = None
    seen: set[str] = msgspec.field(default_factory=set)
    found: dict[str, str | None] = msgspec.field(default_factory=dict)
    page: Listing[ThreadRow] | None = None

    @property
    def enough(self) -> bool:
        """One more than wanted tells that there is a next page."""
        return len(self.found) > self.wanted

    def add(self, thread_id: str, line: str | None) -> None:
        """Take a thread into the result unless it is there; those up to the cursor `after` are only counted."""
        if thread_id in self.seen:
            return
        self.seen.add(thread_id)
        if self.after is None:
            self.found[thread_id] = line
        elif thread_id == self.after:
            self.after = None


def begin(query: ThreadQuery) -> Finding:
    """A search for all words of `q`."""
    return Finding(words=(query.q or "").casefold().split(), wanted=query.limit, after=query.after)


def find_more(tx: Transaction, finding: Finding) -> None:
    """Look at one slice."""
    expression = search.match_expression(finding.words)
    below = finding.next_seq
    if below is None:
        below = 1 + tx.rows("select coalesce(max(seq), 0) from messages")[0][0]
        _find_titles(tx, finding, expression)
    if not finding.enough:
        rows, below = _scan(tx, finding.words, below) if expression is None else _matches(tx, expression, below)
        for _, thread_id, text in rows:
            if thread_id not in finding.seen and _holds(text, finding.words):
                finding.add(thread_id, search.matching_line(text, finding.words))
                if finding.enough:
                    break
    finding.next_seq = below
    if finding.enough or below <= 1:
        rows = threads.of_ids(tx, finding.found)
        finding.page = paging.listing(rows[: finding.wanted], finding.enough)


def _matches(tx: Transaction, expression: str, below: int) -> tuple[list[Row], int]:
    """The next matches of the index below a message, and where to go on; 0 when there are no more."""
    rows = tx.rows(
        "select m.seq, m.thread_id, m.text from message_search s join messages m on m.seq = s.rowid"
        " where message_search match ? and s.rowid < ? order by s.rowid desc limit ?",
        expression,
        below,
        MATCHES,
    )
    return rows, rows[-1][0] if len(rows) == MATCHES else 0


def _scan(tx: Transaction, words: list[str], below: int) -> tuple[list[Row], int]:
    """The messages of the next slice that hold these short words, and where to go on."""
    start = max(0, below - SLICE)
    conditions, values = list[str](), list[str]()
    for word in words:
        if word.isascii():
            conditions.append("text like ? escape '!'")
            values.append("%" + re.sub("([!%_])", r"!\1", word) + "%")
        else:  # `like` knows the case of ASCII only
            spellings = sorted({word, word.upper(), word.title()})
            conditions.append("(" + " or ".join("instr(text, ?) > 0" for _ in spellings) + ")")
            values.extend(spellings)
    rows = tx.rows(
        f"select seq, thread_id, text from messages where seq < ? and seq >= ? and {' and '.join(conditions)}"
        " order by seq desc",
        below,
        start,
        *values,
    )
    return rows, start


def _holds(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _find_titles(tx: Transaction, finding: Finding, expression: str | None) -> None:
    rows = tx.rows(
        "select t.id, s.title from title_search s join threads t on t.seq = s.rowid"
        f" where {'1 = 1' if expression is None else 'title_search match ?'} order by s.rowid desc limit {TITLES}",
        *(() if expression is None else (expression,)),
    )
    for thread_id, title in rows:
        if _holds(title, finding.words):
            finding.add(thread_id, None)
            if finding.enough:
                return
