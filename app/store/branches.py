"""Branches: copies of messages in another thread, and the messages that stand in each other's place.

Two messages are siblings if copies of the same message, or the message itself, come before them. A copy of a message is
no sibling of it.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.requests import Sibling, ThreadRow
from app.store import long_texts, messages, threads
from app.store.threads import FORKED_FROM, Hidden
from app.store.transaction import Transaction


class Place(Struct, frozen=True):
    """The message that a thread has at a place. `original_id`: what it is a copy of, or its own id."""

    thread_id: str
    message_id: str
    original_id: str
    created_at: int
    seq: int


class Copied(Struct, frozen=True):
    """What of a thread is copied into a branch. `seq`: the last message. `is_partial`: it is copied without the rows
    of its long text behind `place`.
    """

    seq: int = 0
    is_partial: bool = False
    place: int = 0


SLICE_MESSAGES = 250
"""How many messages are copied in one transaction: other writes wait for it."""
SLICE_BYTES = 2**20
"""How much the long ones among them have; a longer one is copied alone, and the rows of its text in other ones."""
IDS_BYTES = 1024
"""Within how much of an object its own ids are, which come before its content."""

_BETWEEN = "thread_id = ? and seq > ? and seq <= ?"
_PLACE = "m.thread_id, m.id, coalesce(m.copy_of, m.id), m.created_at, m.seq"


def unfinished_run(tx: Transaction, thread_id: str, last_seq: int) -> str | None:
    """Return the run that still writes one of the messages up to this one; `None` if all are finished."""
    where = "thread_id = ? and seq <= ? and status = 'in_progress'"
    row = tx.one(f"select run_id from messages where {where}", thread_id, last_seq)
    return row[0] if row else None


def copy_some(tx: Transaction, thread_id: str, copied: Copied, last_seq: int, branch_id: str) -> Copied:
    """Copy the next messages of a thread, up to the last one, into a branch; return what is copied, in SQL for speed.

    They are not added to the search index, which would take ten times as long and double it: the text is found where
    it was written first.
    """
    if copied.is_partial:
        return _copy_long_text(tx, thread_id, copied, branch_id)
    end = _end_of_slice(tx, thread_id, copied.seq, last_seq)
    large_seq = _only_large(tx, thread_id, copied.seq, end)
    if large_seq is None:
        _copy_together(tx, thread_id, copied.seq, end, branch_id)
    else:
        _copy_large(tx, large_seq, branch_id)
    # A message with a long text has so much of it in its own row that it is the only one of its slice.
    source_id = _id_of(tx, thread_id, end)
    return Copied(end, is_partial=source_id is not None and long_texts.has_any(tx, source_id))


def _copy_long_text(tx: Transaction, thread_id: str, copied: Copied, branch_id: str) -> Copied:
    """Copy the next rows of a long text to the newest message of the branch."""
    copy_id = tx.rows("select id from messages where thread_id = ? order by seq desc limit 1", branch_id)[0][0]
    source_id = _id_of(tx, thread_id, copied.seq)
    if source_id is None:  # deleted meanwhile: as if it had been before
        messages.delete(tx, branch_id, copy_id)
        return Copied(copied.seq)
    place = long_texts.copy_some(tx, source_id, copy_id, copied.place, SLICE_BYTES)
    if place is None:
        return Copied(copied.seq)
    return Copied(copied.seq, is_partial=True, place=place)


def _id_of(tx: Transaction, thread_id: str, seq: int) -> str | None:
    row = tx.one("select id from messages where seq = ? and thread_id = ?", seq, thread_id)
    return row[0] if row else None


def _end_of_slice(tx: Transaction, thread_id: str, after_seq: int, last_seq: int) -> int:
    """Return the last message that is copied with those behind this one."""
    limited = f"(select seq from messages where {_BETWEEN} order by seq limit {SLICE_MESSAGES})"
    first, end = tx.rows(f"select min(seq), max(seq) from {limited}", thread_id, after_seq, last_seq)[0]
    if first is None:
        return last_seq
    room = SLICE_BYTES
    for (seq,) in tx.rows(f"select seq from long_messages where {_BETWEEN} order by seq", thread_id, after_seq, end):
        room -= sum(tx.head("messages", column, seq, 0)[1] for column in ("text", "data"))
        if room < 0:
            return max(first, seq - 1)
    return end


def _only_large(tx: Transaction, thread_id: str, after_seq: int, end: int) -> int | None:
    """Return the message of a slice if it is one alone whose object is large."""
    seqs = tx.rows(f"select seq from messages where {_BETWEEN} limit 2", thread_id, after_seq, end)
    if len(seqs) == 1 and tx.head("messages", "data", seqs[0][0], 0)[1] > SLICE_BYTES:
        return seqs[0][0]
    return None


def _copy_large(tx: Transaction, seq: int, branch_id: str) -> None:
    """Copy a message whose object is large: `json_set` would hold it in memory many times over."""
    new_id = tx.rows("select 'msg_' || lower(hex(randomblob(12)))")[0][0]
    id, thread_id, data = tx.rows("select id, thread_id, cast(data as blob) from messages where seq = ?", seq)[0]
    head = data[:IDS_BYTES]
    for name, old, new in (("id", id, new_id), ("thread_id", thread_id, branch_id)):
        head = head.replace(f'"{name}":"{old}"'.encode(), f'"{name}":"{new}"'.encode(), 1)
    data = b"".join((head, memoryview(data)[IDS_BYTES:]))
    tx.change(
        "insert into messages(id, thread_id, run_id, role, status, created_at, text, copy_of, data)"
        " select ?, ?, run_id, role, status, created_at, text, coalesce(copy_of, id), cast(? as text)"
        " from messages where seq = ?",
        new_id,
        branch_id,
        data,
        seq,
    )


def _copy_together(tx: Transaction, thread_id: str, after_seq: int, end: int, branch_id: str) -> None:
    tx.change(
        # Materialized, since a random id must be the same one wherever it is used.
        "with copies as materialized (select seq as copied, 'msg_' || lower(hex(randomblob(12))) as new_id"
        f" from messages where {_BETWEEN})"
        " insert into messages(id, thread_id, run_id, role, status, created_at, text, copy_of, data)"
        " select new_id, ?, run_id, role, status, created_at, text, coalesce(copy_of, id),"
        " json_set(data, '$.id', new_id, '$.thread_id', ?)"
        " from copies cross join messages on seq = copied order by copied",
        thread_id,
        after_seq,
        end,
        branch_id,
        branch_id,
    )


def seq_of(tx: Transaction, thread_id: str, message_id: str) -> int | None:
    """Return the place of a message in its thread; `None` if it is not there."""
    row = tx.one("select seq from messages where id = ? and thread_id = ?", message_id, thread_id)
    return row[0] if row else None


def newest_ids(tx: Transaction, thread_id: str, first_seq: int, limit: int) -> list[str]:
    """Return the messages of a thread from this place on, the newest first."""
    where = "thread_id = ? and seq >= ? order by seq desc limit ?"
    return [row[0] for row in tx.rows(f"select id from messages where {where}", thread_id, first_seq, limit)]


def siblings(tx: Transaction, message_ids: Sequence[str]) -> list[ThreadRow]:
    """Return the threads that go on differently where each of these messages is, with its own, oldest first."""
    found: list[ThreadRow] = []
    if tx.one("select 1 from threads where forked_from is not null limit 1") is None:
        return found
    for message_id in message_ids:
        places = _variants(tx, message_id)
        rows = {row.id: row for row in threads.of_ids(tx, {place.thread_id: None for place in places})}
        found += [
            replace(rows[place.thread_id], sibling=Sibling(instead_of=message_id, message_id=place.message_id))
            for place in places
            if place.thread_id in rows
        ]
    return found


def _variants(tx: Transaction, message_id: str) -> list[Place]:
    """Return the message and its siblings, each in one thread, oldest first; nothing if it has none."""
    row = tx.one(f"select {_PLACE} from messages m where m.id = ?", message_id)
    if row is None:
        return []
    own = Place(*row)
    variants: dict[str, Place] = {}
    for place in _next_places(tx, own):
        # The thread that was forked last, since that is likely to be the one that went on.
        variants[place.original_id] = place
    variants[own.original_id] = own
    if len(variants) < 2:
        return []
    return sorted(variants.values(), key=lambda place: (place.created_at, _oldest_seq(tx, place)))


def _oldest_seq(tx: Transaction, place: Place) -> int:
    """Return when a message was stored, itself or the first copy that is left of it."""
    where = "id = ? or copy_of = ?"
    return tx.rows(f"select min(seq) from messages where {where}", place.original_id, place.original_id)[0][0]


def _next_places(tx: Transaction, own: Place) -> list[Place]:
    """Return what comes in any thread after the message before this one, as it was stored."""
    before = tx.one(
        "select coalesce(copy_of, id) from messages where thread_id = ? and seq < ? order by seq desc limit 1",
        own.thread_id,
        own.seq,
    )
    if before is None:
        return _first_places(tx, own.thread_id)
    return _places(tx, "select thread_id, seq from messages where id = ? or copy_of = ?", before[0], before[0])


def _first_places(tx: Transaction, thread_id: str) -> list[Place]:
    """Return the first messages of all threads that were forked from the same one, directly or not."""
    root_id, passed = thread_id, set[str]()  # any program can write metadata in which threads are forks of each other
    while root_id not in passed:
        passed.add(root_id)
        origin = tx.one("select forked_from from threads where id = ? and forked_from is not null", root_id)
        if origin is not None:
            root_id = origin[0].partition("/")[0]
    family = (
        "with recursive family(id) as (select ? union select t.id from family f join threads t"
        f" on {FORKED_FROM.format('f.id')}) select id as thread_id, 0 as seq from family"
    )
    return _places(tx, family, root_id)


def _places(tx: Transaction, starts: str, *values: str) -> list[Place]:
    """Return the messages that come right after these places, `thread_id` and `seq`."""
    rows = tx.rows(
        f"select {_PLACE}"
        f" from ({starts}) s join threads t on t.id = s.thread_id and t.hidden <> {Hidden.UNFINISHED}"
        " join messages m on m.seq ="
        " (select min(n.seq) from messages n where n.thread_id = s.thread_id and n.seq > s.seq) order by m.seq",
        *values,
    )
    return [Place(*row) for row in rows]
