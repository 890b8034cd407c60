"""The table of messages. A message is in the search index once it is finished."""

from functools import partial

import msgspec
from msgspec.structs import replace

from app.api.objects import Message, Text, TextPart
from app.api.requests import Listing, Page
from app.store import paging, search_index
from app.store.transaction import Row, Transaction, Value

_decoder = msgspec.json.Decoder(Message)
COLUMNS = "data, text"
CHUNK_ROWS = 100
HEAD_BYTES = 4 * 2**20
"""How much is read of a message that is too large to be read whole."""
SHORTENED = "\n\n[Only the beginning of this message is shown: it has {megabytes} MB.]"


def _decode(row: Row) -> Message:
    message = _decoder.decode(row[0])
    if row[1] and not message.content:
        return replace(message, content=[TextPart(text=Text(value=row[1]))])
    return message


def _read(tx: Transaction, where: str, *values: Value) -> Message | None:
    """Return a message, shortened if it is too large to be read."""
    found = tx.rows_up_to(HEAD_BYTES, f"select {COLUMNS} from messages where {where}", *values)
    if found.rows:
        return _decode(found.rows[0])
    if not found.next_is_huge:
        return None
    return _read_huge(tx, tx.rows(f"select seq from messages where {where}", *values)[0][0])


def _read_huge(tx: Transaction, seq: int) -> Message:
    """Return the beginning of a message, and a sentence that says so."""
    row = tx.rows("select id, thread_id, run_id, role, status, created_at from messages where seq = ?", seq)[0]
    head, size = tx.head("messages", "text", seq, HEAD_BYTES)
    message = Message(
        id=row[0], thread_id=row[1], run_id=row[2], role=row[3], status=row[4], created_at=row[5], content=[]
    )
    rest = tx.rows_up_to(HEAD_BYTES, "select data from messages where seq = ?", seq)
    if rest.rows:
        message = _decoder.decode(rest.rows[0][0])
    text = head.decode("utf-8", "ignore") + SHORTENED.format(megabytes=size // 10**6)
    return replace(message, content=[TextPart(text=Text(value=text))])


def _encode(message: Message) -> str:
    """Encode a message, without its text where the column `text` has all of it."""
    match message.content:
        case [TextPart(text=Text(value=str() as value, annotations=[]))] if value:
            message = replace(message, content=[])
        case _:
            pass
    return msgspec.json.encode(message).decode()


def save(tx: Transaction, message: Message) -> None:
    """Store a message, or replace it."""
    old = tx.one("select seq, status from messages where id = ?", message.id)
    text = message.text
    if old is None:
        tx.change(
            "insert into messages(id, thread_id, run_id, role, status, created_at, text, data)"
            " values(?, ?, ?, ?, ?, ?, ?, ?)",
            message.id,
            message.thread_id,
            message.run_id,
            message.role,
            message.status,
            message.created_at,
            text,
            _encode(message),
        )
        seq = tx.rows("select seq from messages where id = ?", message.id)[0][0]
    else:
        seq = old[0]
        if old[1] != "in_progress":
            search_index.remove_message(tx, seq, indexed_text(tx, seq))
        tx.change(
            "update messages set status = ?, text = ?, data = ? where seq = ?",
            message.status,
            text,
            _encode(message),
            seq,
        )
    if message.status != "in_progress":
        search_index.add_message(tx, seq, text)


def close(tx: Transaction, message: Message) -> None:
    """Store a message that is over, whose text is stored already."""
    seq = tx.rows("select seq from messages where id = ?", message.id)[0][0]
    tx.change("update messages set status = ?, data = ? where seq = ?", message.status, _encode(message), seq)
    search_index.add_message(tx, seq, message.text)


def save_metadata(tx: Transaction, message: Message) -> None:
    """Replace everything but the text, which may be shortened in `message`."""
    whole = tx.rows_up_to(HEAD_BYTES, "select data from messages where id = ?", message.id)
    if whole.rows:
        stored = _decoder.decode(whole.rows[0][0])
        changed = replace(stored, metadata=message.metadata)
        tx.change("update messages set data = ? where id = ?", msgspec.json.encode(changed).decode(), message.id)


def indexed_text(tx: Transaction, seq: int) -> str:
    """Return the text that is in the search index; a character of UTF-8 has up to 4 bytes."""
    head, _ = tx.head("messages", "text", seq, 4 * search_index.MAX_INDEXED_CHARS)
    return head.decode("utf-8", "ignore")[: search_index.MAX_INDEXED_CHARS]


def get(tx: Transaction, thread_id: str, message_id: str) -> Message | None:
    """Return the message with this id in this thread."""
    return _read(tx, "id = ? and thread_id = ?", message_id, thread_id)


def delete(tx: Transaction, thread_id: str, message_id: str) -> None:
    """Delete a message of this thread."""
    row = tx.one("select seq, status from messages where id = ?", message_id)
    if row is not None:
        if row[1] != "in_progress":
            search_index.remove_message(tx, row[0], indexed_text(tx, row[0]))
        paging.delete(tx, "messages", message_id, thread_id)


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Delete all messages of a thread."""
    for (seq,) in tx.rows("select seq from messages where thread_id = ? and status <> 'in_progress'", thread_id):
        search_index.remove_message(tx, seq, indexed_text(tx, seq))
    tx.change("delete from messages where thread_id = ?", thread_id)
    paging.delete_cursors(tx, "messages", thread_id)


def page(tx: Transaction, thread_id: str, page: Page, run_id: str | None) -> Listing[Message]:
    """Return a page of a thread's messages, or of those that one run wrote."""
    where, values = "thread_id = ?", (thread_id,)
    if run_id is not None:
        where, values = "thread_id = ? and run_id = ?", (thread_id, run_id)
    return paging.select(
        tx,
        "messages",
        COLUMNS,
        page,
        _decode,
        kind="message",
        where=where,
        values=values,
        read_huge=partial(_read_huge, tx),
    )


def of_run(tx: Transaction, run_id: str) -> list[Message]:
    """Return the messages that a run wrote, oldest first."""
    seqs = [row[0] for row in tx.rows("select seq from messages where run_id = ? order by seq", run_id)]
    return [message for seq in seqs if (message := _read(tx, "seq = ?", seq)) is not None]


def open_ids(tx: Transaction, run_id: str) -> list[str]:
    """Return the ids of the messages that a run has begun and not finished."""
    rows = tx.rows("select id from messages where run_id = ? and status = 'in_progress' order by seq", run_id)
    return [row[0] for row in rows]


def newest(tx: Transaction, thread_id: str, *, max_chars: int, max_count: int | None) -> list[Message]:
    """Return the newest messages of a thread, oldest first, with about `max_chars` of text in all."""
    found: list[Message] = []
    before, room = 2**62, max_chars
    while room > 0 and (max_count is None or len(found) < max_count):
        some = tx.rows_up_to(
            4 * room,
            f"select {COLUMNS}, seq from messages where thread_id = ? and seq < ? order by seq desc limit {CHUNK_ROWS}",
            thread_id,
            before,
        )
        rows = some.rows
        if some.next_is_huge and not rows:
            found.append(_read_huge(tx, _newest_seq(tx, thread_id, before)))
            break
        for row in rows:
            room -= len(row[1])
            found.append(_decode(row))
            before = row[2]
            if room <= 0 or max_count == len(found):
                break
        if some.are_all and len(rows) < CHUNK_ROWS:
            break
    return found[::-1]


def _newest_seq(tx: Transaction, thread_id: str, before: int) -> int:
    return tx.rows("select max(seq) from messages where thread_id = ? and seq < ?", thread_id, before)[0][0]
