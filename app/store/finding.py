"""Finding threads by what their titles and messages say: a slice at a time, so that nobody waits behind a search.

`Engine.list_threads` begins a `Finding` and calls `find_more` until there is a page. Titles come first, then messages,
newest first. The index finds words of three characters and more; shorter ones are looked for in the texts themselves,
inside SQLite, which lets other threads of the process run meanwhile.
"""

import re

from msgspec import Struct

from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import paging, search, threads
from app.store.transaction import Row, Transaction

MATCHES = 64
"""Matches that are read in one go from the index."""
SLICE = 20_000
"""Messages that are looked through in one go for words that the index cannot serve."""
MOST_WORDS = 20
"""Words that SQLite is asked for; the text itself is asked for the others."""
TITLES = 1_000
"""Titles that are looked at: who has more of the same name finds the others by their messages."""


class Finding(Struct, kw_only=True):
    """A search under way. `found`: the threads, best first, with the line that matches, `None` where the title does.

    `start` is the place in it behind the cursor `after`, once that was passed. `page` is there when the search is over.
    """

    query: ThreadQuery
    words: list[str]
    next_seq: int | None = None
    found: dict[str, str | None] = {}
    start: int | None = None
    page: Listing[ThreadRow] | None = None

    def add(self, thread_id: str, line: str | None) -> None:
        """Take a thread into the result, unless it is there."""
        self.found.setdefault(thread_id, line)
        if thread_id == self.query.after and self.start is None:
            self.start = len(self.found)

    @property
    def enough(self) -> bool:
        """Whether the page is found: one more than wanted tells that there is a next one.

        From the other end, `order` asc or `before` a cursor, there is no page until all is found.
        """
        query = self.query
        if query.order == "asc" or query.before is not None:
            return False
        start = 0 if query.after is None else self.start
        return start is not None and len(self.found) - start > query.limit

    def cut(self) -> tuple[list[str], bool]:
        """The ids of the page, and whether there are more; empty where the cursor was not found."""
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
        backward = query.before is not None and query.after is None
        return ids[-query.limit :] if backward else ids[: query.limit], len(ids) > query.limit


def begin(query: ThreadQuery) -> Finding:
    """A search for all words of `q`, the longest first: they tell most."""
    words = sorted(dict.fromkeys((query.q or "").casefold().split()), key=len, reverse=True)
    return Finding(query=query, words=words)


def find_more(tx: Transaction, finding: Finding) -> None:
    """Look at one slice. Raises `NotFound` for a cursor that is no thread."""
    asked = finding.words[:MOST_WORDS]
    expression = search.match_expression(asked)
    below = finding.next_seq
    if below is None:
        threads.check_cursors(tx, finding.query)
        below = 1 + tx.rows("select coalesce(max(seq), 0) from messages")[0][0]
        _find_titles(tx, finding, expression)
    if not finding.enough:
        rows, below = _scan(tx, asked, below) if expression is None else _matches(tx, expression, below)
        for _, thread_id, text in rows:
            if thread_id not in finding.found and _holds(text, finding.words):
                finding.add(thread_id, search.matching_line(text, finding.words))
                if finding.enough:
                    break
    finding.next_seq = below
    if finding.enough or below <= 1:
        ids, more = finding.cut()
        rows = threads.of_ids(tx, {thread_id: finding.found[thread_id] for thread_id in ids})
        finding.page = paging.listing(rows, more)


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
