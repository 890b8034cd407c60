"""The table of threads and the list of them, by last activity. A title is derived here and never stored."""

import msgspec
from msgspec import Struct

from app.api.errors import NotFound
from app.api.objects import RunStatus, Thread
from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import paging, search
from app.store.transaction import Row, Transaction, Value

_decoder = msgspec.json.Decoder(Thread)
TITLE_LENGTH = 60

# The first thing the user said gives the title, the newest run the badge.
_ROW = """select t.id, t.created_at, t.active_at, t.data,
    (select substr(text, 1, 400) from messages m where m.thread_id = t.id and m.role = 'user' order by m.seq limit 1),
    r.status, r.id, t.seq
    from threads t left join runs r on r.seq = (select max(seq) from runs n where n.thread_id = t.id)"""


def insert(tx: Transaction, thread: Thread, now: float) -> None:
    """Keep a new thread, active now."""
    tx.change(
        "insert into threads(id, created_at, active_at, data) values(?, ?, ?, ?)",
        thread.id,
        thread.created_at,
        now,
        msgspec.json.encode(thread).decode(),
    )
    if thread.metadata.get("title"):
        _learn(tx, thread)


def get(tx: Transaction, thread_id: str) -> Thread | None:
    """The thread of this id."""
    row = tx.one("select data from threads where id = ?", thread_id)
    return _decoder.decode(row[0]) if row else None


def update(tx: Transaction, thread: Thread) -> None:
    """Replace a thread."""
    tx.change("update threads set data = ? where id = ?", msgspec.json.encode(thread).decode(), thread.id)
    _learn(tx, thread)


def touch(tx: Transaction, thread_id: str, now: float) -> None:
    """Say that something happened in a thread."""
    tx.change("update threads set active_at = ? where id = ?", now, thread_id)


def delete(tx: Transaction, thread_id: str) -> None:
    """Remove a thread; its messages and runs are the caller's to remove."""
    row = tx.one("select seq from threads where id = ?", thread_id)
    if row is not None:
        search.learn_title(tx, row[0], "")
        tx.change("delete from threads where seq = ?", row[0])


def page(tx: Transaction, query: ThreadQuery) -> Listing[ThreadRow]:
    """A page of all threads by last activity; newest first with `order` desc. One query."""
    conditions, values = ["1 = 1"], list[Value]()
    for cursor, earlier in ((query.after, query.order == "desc"), (query.before, query.order == "asc")):
        if cursor is not None:
            found = tx.one("select active_at, seq from threads where id = ?", cursor)
            if found is None:
                raise NotFound("thread", cursor)
            conditions.append(f"(t.active_at, t.seq) {'<' if earlier else '>'} (?, ?)")
            values.extend(found)
    backward = query.before is not None and query.after is None
    direction = "desc" if (query.order == "desc") != backward else "asc"
    rows = tx.rows(
        f"{_ROW} where {' and '.join(conditions)} order by t.active_at {direction}, t.seq {direction} limit ?",
        *values,
        query.limit + 1,
    )
    data = [_row(row) for row in rows[: query.limit]]
    if backward:
        data.reverse()
    return paging.listing(data, len(rows) > query.limit)


class Finding(Struct, kw_only=True):
    """A search under way: what was found so far, and where the next slice begins."""

    words: list[str]
    wanted: int
    after: str | None
    next_seq: int = 2**62
    titles_done: bool = False
    exhausted: bool = False
    seen: set[str] = msgspec.field(default_factory=set)
    found: list[ThreadRow] = msgspec.field(default_factory=list)

    @property
    def done(self) -> bool:
        """Enough was found (one more than wanted tells that there is more), or there is nothing left to look at."""
        return self.exhausted or len(self.found) > self.wanted

    def add(self, tx: Transaction, thread_id: str, line: str | None) -> None:
        """Take a thread into the result unless it is there; those up to the cursor `after` are only counted."""
        if thread_id in self.seen:
            return
        self.seen.add(thread_id)
        if self.after is not None:
            if thread_id == self.after:
                self.after = None
            return
        row = tx.one(f"{_ROW} where t.id = ?", thread_id)
        if row is not None:
            self.found.append(_row(row, line))


def begin_finding(query: ThreadQuery) -> Finding:
    """A search for all words of `q`: titles first, then messages, newest first."""
    return Finding(words=(query.q or "").casefold().split(), wanted=query.limit, after=query.after)


def find_more(tx: Transaction, finding: Finding) -> None:
    """Look at one slice; the caller goes on until `done`, letting others read in between."""
    expression = search.match_expression(finding.words)
    if not finding.titles_done:
        finding.titles_done = True
        _find_titles(tx, finding, expression)
        return
    if expression is not None:
        rows = tx.rows(
            "select m.seq, m.thread_id, m.text from message_search s join messages m on m.seq = s.rowid"
            " where message_search match ? and s.rowid < ? order by s.rowid desc limit 100",
            expression,
            finding.next_seq,
        )
        whole = len(rows) == 100
    else:
        rows = tx.rows(
            "select seq, thread_id, text from messages where seq < ? order by seq desc limit ?",
            finding.next_seq,
            search.SLICE,
        )
        whole = len(rows) == search.SLICE
    for seq, thread_id, text in rows:
        finding.next_seq = seq
        if thread_id in finding.seen:
            continue
        folded = text.casefold()
        if all(word in folded for word in finding.words):
            finding.add(tx, thread_id, search.matching_line(text, finding.words))
            if finding.done:
                return
    finding.exhausted = not whole


def found_page(finding: Finding) -> Listing[ThreadRow]:
    """What a finished search found, as a page."""
    return paging.listing(finding.found[: finding.wanted], len(finding.found) > finding.wanted)


def _find_titles(tx: Transaction, finding: Finding, expression: str | None) -> None:
    if expression is not None:
        rows = tx.rows(
            "select t.id, s.title from title_search s join threads t on t.seq = s.rowid"
            " where title_search match ? order by s.rowid desc limit 500",
            expression,
        )
    else:
        rows = tx.rows(
            "select t.id, s.title from title_search s join threads t on t.seq = s.rowid order by s.rowid desc"
        )
    for thread_id, title in rows:
        if all(word in title.casefold() for word in finding.words):
            finding.add(tx, thread_id, None)
            if finding.done:
                return


def _learn(tx: Transaction, thread: Thread) -> None:
    row = tx.one("select seq from threads where id = ?", thread.id)
    if row is not None:
        search.learn_title(tx, row[0], thread.metadata.get("title", ""))


def _row(row: Row, match: str | None = None) -> ThreadRow:
    thread = _decoder.decode(row[3])
    status: RunStatus | None = row[5]
    return ThreadRow(
        id=row[0],
        created_at=row[1],
        title=thread.metadata.get("title") or shorten(row[4] or ""),
        last_active_at=int(row[2]),
        run_status=status,
        run_id=row[6],
        match=match,
        metadata=thread.metadata,
    )


def shorten(text: str) -> str:
    """A title from a first message: its words on one line, at most 60 characters."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{head if space and len(head) > TITLE_LENGTH // 2 else cut}…"
