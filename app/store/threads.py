"""The table of threads and the list of them, by last activity.

The title is the one that the user gave, else the one that the model made, else it is derived from the first message.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

import msgspec

from app.api.conversation.thread_labels import ARCHIVED_KEY, PINNED_KEY, is_set
from app.api.conversation.thread_settings import FORKED_FROM_KEY, REPLACED_KEY, SUMMARY_KEY
from app.api.errors import NotFound
from app.api.message_text import TITLE_KEY, title_of
from app.api.objects import RunStatus, Thread
from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import paging, search_index, thread_tags
from app.store.thread_filter import ThreadFilter, make_filter
from app.store.transaction import Row, Transaction, Value

_decoder = msgspec.json.Decoder(Thread)

TITLE_CHARS = 400
"""How much of the first message a title is derived from."""
# The title comes from the first message of the user, the status from the newest run. SQLite reads a text whole to
# return the beginning of it: that of a long one is read behind the query.
_FIRST = "(select seq from messages f where f.thread_id = t.id and f.role = 'user' order by f.seq limit 1)"
_IS_LONG = "exists(select 1 from long_messages l where l.seq = m.seq)"
_ROW = f"""select t.id, t.created_at, t.active_at, t.data,
    case when {_IS_LONG} then null else substr(m.text, 1, {TITLE_CHARS}) end,
    r.status, r.id, t.seq, t.generated_title, m.seq
    from threads t left join messages m on m.seq = {_FIRST}
    left join runs r on r.seq = (select max(seq) from runs n where n.thread_id = t.id)"""

FIRST_TEXT_CHARS = 10_000
"""How much of the first message a model that makes a title can be shown."""

FORKED_FROM = "t.forked_from >= {0} || '/' and t.forked_from < {0} || '0'"
"""Whether a thread is a branch of another one, for the index: "0" is the character behind "/"."""


class Hidden(IntEnum):
    """Why a thread is in no list: it keeps what was replaced in another one, its messages are still being copied, or it
    is only there for a summary.
    """

    NO = 0
    REPLACED = 1
    UNFINISHED = 2
    SUMMARY = 3


def insert(tx: Transaction, thread: Thread, now: float) -> None:
    """Store a new thread, active now."""
    tx.change(
        "insert into threads(id, created_at, active_at, data, forked_from, hidden, pinned, archived)"
        " values(?, ?, ?, ?, ?, ?, ?, ?)",
        thread.id,
        thread.created_at,
        now,
        msgspec.json.encode(thread).decode(),
        *_columns(thread),
    )
    if thread.metadata:
        _index_metadata(tx, thread)


def get(tx: Transaction, thread_id: str) -> Thread | None:
    """Return the thread with this id."""
    row = tx.one("select data from threads where id = ?", thread_id)
    return _decoder.decode(row[0]) if row else None


def update(tx: Transaction, thread: Thread) -> None:
    """Replace a thread."""
    tx.change(
        "update threads set data = ?, forked_from = ?, hidden = ?, pinned = ?, archived = ? where id = ?",
        msgspec.json.encode(thread).decode(),
        *_columns(thread),
        thread.id,
    )
    _index_metadata(tx, thread)


def _columns(thread: Thread) -> tuple[Value, ...]:
    """Return the values of `forked_from`, `hidden`, `pinned` and `archived`."""
    metadata = thread.metadata
    hidden = Hidden.NO
    if REPLACED_KEY in metadata:
        hidden = Hidden.REPLACED
    elif SUMMARY_KEY in metadata:
        hidden = Hidden.SUMMARY
    archived = is_set(metadata, ARCHIVED_KEY)
    return metadata.get(FORKED_FROM_KEY), hidden, int(is_set(metadata, PINNED_KEY) and not archived), int(archived)


def mark_by_person(tx: Transaction, thread_id: str) -> None:
    """Note that a person began this thread, and not a program over HTTP."""
    tx.change("update threads set by_person = 1 where id = ?", thread_id)


def wants_title(tx: Transaction, thread_id: str) -> bool:
    """Return whether the model may make a title for this thread: a person began it, it is listed, and has none yet."""
    where = f"id = ? and by_person = 1 and generated_title is null and hidden = {Hidden.NO}"
    return tx.one(f"select 1 from threads where {where}", thread_id) is not None


def first_text(tx: Transaction, thread_id: str) -> str:
    """Return the beginning of the first message of the user."""
    where = "thread_id = ? and role = 'user' order by seq limit 1"
    row = tx.one(f"select seq from messages where {where}", thread_id)
    return tx.head_text("messages", "text", row[0], FIRST_TEXT_CHARS) if row else ""


def set_generated_title(tx: Transaction, thread: Thread, title: str) -> None:
    """Store the title that the model made for a thread that wants one. It is no activity: the thread stays in place."""
    if tx.change("update threads set generated_title = ? where id = ? and by_person = 1", title, thread.id):
        _index_metadata(tx, thread)


def copy_title(tx: Transaction, source_id: str, branch: Thread) -> None:
    """Give a branch the title that the model made for the thread that it left, and the same right to one."""
    columns = "by_person, generated_title"
    tx.change(
        f"update threads set ({columns}) = (select {columns} from threads where id = ?) where id = ?",
        source_id,
        branch.id,
    )
    _index_metadata(tx, branch)


def mark_unfinished(tx: Transaction, thread_id: str) -> None:
    """Hide a thread whose messages are still being copied, until it is updated."""
    tx.change("update threads set hidden = ? where id = ?", Hidden.UNFINISHED, thread_id)


def replaced_in(tx: Transaction, thread_id: str) -> list[str]:
    """Return the threads that only keep what was replaced in this one."""
    where = f"{FORKED_FROM.format('?')} and t.hidden = {Hidden.REPLACED}"
    rows = tx.rows(f"select id from threads t where {where}", thread_id, thread_id)
    return [row[0] for row in rows]


def left(tx: Transaction, why: Hidden, before: int) -> list[str]:
    """Return the threads hidden for this reason that were created before this time."""
    where = f"hidden = {int(why)} and created_at < ?"
    return [row[0] for row in tx.rows(f"select id from threads where {where}", before)]


def touch(tx: Transaction, thread_id: str, now: float) -> None:
    """Set the time of a thread's last activity."""
    # Not back: some callers have whole seconds, which would put a new thread below an older one.
    tx.change("update threads set active_at = ? where id = ? and active_at < ?", now, thread_id, now)


def delete(tx: Transaction, thread_id: str) -> None:
    """Delete a thread; the caller deletes its messages and runs."""
    row = tx.one("select seq from threads where id = ?", thread_id)
    if row is not None:
        search_index.set_title(tx, row[0], "")
        thread_tags.delete(tx, row[0])
        tx.change("delete from threads where seq = ?", row[0])


def page(tx: Transaction, query: ThreadQuery, tags: Sequence[str] = ()) -> Listing[ThreadRow]:
    """Return a page of the threads by last activity, newest first with `order` desc; hidden ones are left out.

    `tags`: beginnings of tags that each of them has.
    """
    where, values = make_filter(query, tags)
    conditions, values = [where], [*values]
    places = ["t.active_at", "t.seq"]
    if query.pinned == "first":
        places.insert(0, "t.pinned")
    columns = ", ".join(places)
    for name, cursor, earlier in (
        ("after", query.after, query.order == "desc"),
        ("before", query.before, query.order == "asc"),
    ):
        if cursor is not None:
            found = tx.one(f"select {columns} from threads t where id = ?", cursor)
            if found is None:
                raise NotFound("thread", cursor, name)
            conditions.append(f"({columns}) {'<' if earlier else '>'} ({', '.join('?' * len(found))})")
            values.extend(found)
    backward = query.before is not None and query.after is None
    direction = "desc" if (query.order == "desc") != backward else "asc"
    rows = tx.rows(
        f"{_ROW} where {' and '.join(conditions)}"
        f" order by {', '.join(f'{place} {direction}' for place in places)} limit ?",
        *values,
        query.limit + 1,
    )
    data = [_with_count(tx, _row(tx, row), query.counts_in) for row in rows[: query.limit]]
    if backward:
        data.reverse()
    return paging.listing(data, len(rows) > query.limit)


def _with_count(tx: Transaction, row: ThreadRow, counted_id: str | None) -> ThreadRow:
    """Return a row with the number of its messages, if it is the thread that is counted."""
    if row.id != counted_id:
        return row
    count = tx.one("select count(*) from messages where thread_id = ?", row.id)
    return msgspec.structs.replace(row, message_count=count[0] if count else 0)


def check_cursors(tx: Transaction, query: ThreadQuery) -> None:
    """Raise `NotFound` for a cursor that is no thread."""
    for name, cursor in (("after", query.after), ("before", query.before)):
        if cursor is not None and get(tx, cursor) is None:
            raise NotFound("thread", cursor, name)


def passes(tx: Transaction, thread_id: str, listed: ThreadFilter) -> bool:
    """Return whether a thread is one of those that a list shows."""
    return tx.one(f"select 1 from threads t where t.id = ? and {listed.where}", thread_id, *listed.values) is not None


def of_ids(tx: Transaction, matches: Mapping[str, str | None]) -> list[ThreadRow]:
    """Return the rows of these threads with their matching lines, in the order given."""
    marks = ", ".join("?" * len(matches))
    rows = {row[0]: row for row in tx.rows(f"{_ROW} where t.id in ({marks})", *matches)}
    return [_row(tx, rows[thread_id], line) for thread_id, line in matches.items() if thread_id in rows]


def _index_metadata(tx: Transaction, thread: Thread) -> None:
    row = tx.one("select seq, generated_title from threads where id = ?", thread.id)
    if row is not None:
        search_index.set_title(tx, row[0], thread.metadata.get(TITLE_KEY) or row[1] or "")
        thread_tags.save(tx, row[0], thread)


def _row(tx: Transaction, row: Row, match: str | None = None) -> ThreadRow:
    thread = _decoder.decode(row[3])
    title = row[8] or row[4] or ""
    if not title and row[9] is not None and not thread.metadata.get(TITLE_KEY):
        title = tx.head_text("messages", "text", row[9], TITLE_CHARS)
    status: RunStatus | None = row[5]
    return ThreadRow(
        id=row[0],
        created_at=row[1],
        title=title_of(thread.metadata, title),
        last_active_at=int(row[2]),
        run_status=status,
        run_id=row[6],
        match=match,
        metadata=thread.metadata,
    )
