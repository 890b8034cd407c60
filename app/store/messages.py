"""The table of messages. A message is in the search index once it is finished."""

import msgspec
from msgspec.structs import replace

from app.api.objects import Message, Text, TextPart
from app.api.requests import Listing, Page
from app.store import paging, search_index
from app.store.transaction import Row, Transaction

_decoder = msgspec.json.Decoder(Message)
COLUMNS = "data, text"
CHUNK_ROWS = 100


def _decode(row: Row) -> Message:
    message = _decoder.decode(row[0])
    if row[1] and not message.content:
        return replace(message, content=[TextPart(text=Text(value=row[1]))])
    return message


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
    old = tx.one("select seq, status, text from messages where id = ?", message.id)
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
            search_index.remove_message(tx, seq, old[2])
        tx.change(
            "update messages set status = ?, text = ?, data = ? where seq = ?",
            message.status,
            text,
            _encode(message),
            seq,
        )
    if message.status != "in_progress":
        search_index.add_message(tx, seq, text)


def get(tx: Transaction, thread_id: str, message_id: str) -> Message | None:
    """Return the message with this id in this thread."""
    row = tx.one(f"select {COLUMNS} from messages where id = ? and thread_id = ?", message_id, thread_id)
    return _decode(row) if row else None


def delete(tx: Transaction, thread_id: str, message_id: str) -> None:
    """Delete a message of this thread."""
    row = tx.one("select seq, status, text from messages where id = ?", message_id)
    if row is not None:
        if row[1] != "in_progress":
            search_index.remove_message(tx, row[0], row[2])
        paging.delete(tx, "messages", message_id, thread_id)


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Delete all messages of a thread."""
    for seq, text in tx.rows(
        "select seq, text from messages where thread_id = ? and status <> 'in_progress'", thread_id
    ):
        search_index.remove_message(tx, seq, text)
    tx.change("delete from messages where thread_id = ?", thread_id)
    paging.delete_cursors(tx, "messages", thread_id)


def page(tx: Transaction, thread_id: str, page: Page, run_id: str | None) -> Listing[Message]:
    """Return a page of a thread's messages, or of those that one run wrote."""
    where, values = "thread_id = ?", (thread_id,)
    if run_id is not None:
        where, values = "thread_id = ? and run_id = ?", (thread_id, run_id)
    return paging.select(tx, "messages", COLUMNS, page, _decode, kind="message", where=where, values=values)


def of_run(tx: Transaction, run_id: str) -> list[Message]:
    """Return the messages that a run wrote, oldest first."""
    return [_decode(row) for row in tx.rows(f"select {COLUMNS} from messages where run_id = ? order by seq", run_id)]


def newest(tx: Transaction, thread_id: str, *, max_chars: int, max_count: int | None) -> list[Message]:
    """Return the newest messages of a thread, oldest first, with about `max_chars` of text in all."""
    found: list[Message] = []
    before, room = 2**62, max_chars
    while room > 0 and (max_count is None or len(found) < max_count):
        rows = tx.rows(
            f"select {COLUMNS}, seq from messages where thread_id = ? and seq < ? order by seq desc limit {CHUNK_ROWS}",
            thread_id,
            before,
        )
        for row in rows:
            room -= len(row[1])
            found.append(_decode(row))
            before = row[2]
            if room <= 0 or max_count == len(found):
                break
        if len(rows) < CHUNK_ROWS:
            break
    return found[::-1]
