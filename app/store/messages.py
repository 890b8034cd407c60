"""The table of messages. A message is in the search index once it is finished; a copy, once what it copies is gone."""

from collections.abc import Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from app.api.objects import Message, RefusalPart, Text, TextPart
from app.api.requests import Listing, Page
from app.store import deletion, huge_rows, long_texts, paging, search_index
from app.store.long_texts import LONG_CHARS
from app.store.transaction import INDEX_ROOM_CHARS, Row, Transaction, Value

_decoder = msgspec.json.Decoder(Message)
COLUMNS = f"""{paging.DATA}, case when instr(data, '"content":[]') then text else '' end"""
"""Where `data` has the content, `text` is not read. Within a text the quotes in it would be escaped."""
CHUNK_ROWS = 100
HEAD_BYTES = 4 * 2**20
"""How much is read of a message that is too large to be read whole."""
MAX_UNINDEXED_CHARS = INDEX_ROOM_CHARS
"""How much text is taken out of the index in one transaction, so that hardly any is left for later."""
ALL_CHARS = 2**62
SHORTENED = "\n\n[Only the beginning of this message is shown: it has {megabytes} MB.]"


def _decode(tx: Transaction, row: Row, max_chars: int = ALL_CHARS) -> Message:
    """Return a message; `max_chars`: how much is read of a long one."""
    return _with_text(tx, _decoder.decode(row[0]), row[1], max_chars)


def _with_text(tx: Transaction, message: Message, text: str, max_chars: int) -> Message:
    if not text or message.content:
        return message
    if len(text) == LONG_CHARS and long_texts.has_any(tx, message.id):
        if max_chars > LONG_CHARS:
            tx.begin_large()
        return replace(message, content=long_texts.content(tx, message.id, max_chars))
    return replace(message, content=[TextPart(text=Text(value=text))])


def _read(tx: Transaction, where: str, *values: Value, max_chars: int = ALL_CHARS) -> Message | None:
    """Return a message, shortened if it is too large to be read."""
    row = tx.one(f"select seq from messages where {where}", *values)
    if row is None:
        return None
    found = tx.rows_up_to(1, f"select {paging.DATA} from messages where seq = ?", row[0])
    if not found.rows:
        return _read_huge(tx, row[0])
    message: Message = _decoder.decode(found.rows[0][0])
    if message.content:
        return message
    del found  # so that a large object and its text are not in memory together
    texts = tx.rows_up_to(1, "select text from messages where seq = ?", row[0])
    if not texts.rows:
        return _read_huge(tx, row[0])
    return _with_text(tx, message, texts.rows[0][0], max_chars)


def _read_large(tx: Transaction, seq: int) -> Message:
    """Return a message that is read alone."""
    message = _read(tx, "seq = ?", seq)
    assert message is not None
    return message


def _read_state(tx: Transaction, seq: int) -> Message:
    """Return a message as `data` has it, or what is known without that if it is too large to be read."""
    rest = tx.rows_up_to(1, "select data from messages where seq = ?", seq)
    if rest.rows:
        return _decoder.decode(rest.rows[0][0])
    row = tx.rows("select id, thread_id, run_id, role, status, created_at from messages where seq = ?", seq)[0]
    return Message(
        id=row[0], thread_id=row[1], run_id=row[2], role=row[3], status=row[4], created_at=row[5], content=[]
    )


def _read_huge(tx: Transaction, seq: int) -> Message:
    """Return the beginning of a message, and a sentence that says so."""
    message = _read_state(tx, seq)
    head, size = tx.head("messages", "text", seq, HEAD_BYTES)
    size = max(size, tx.head("messages", "data", seq, 0)[1])
    text = head.decode("utf-8", "ignore") + SHORTENED.format(megabytes=size // 10**6)
    return replace(message, content=[TextPart(text=Text(value=text))])


def _columns(message: Message) -> tuple[str, bytes]:
    """Return `text` and `data`. A large content is in one of them alone: what is searched of it is in `text` anyway."""
    match message.content:
        case [TextPart(text=Text(value=str() as value, annotations=[]))] if value:
            return value, msgspec.json.encode(replace(message, content=[]))
        case _:
            return message.text[: search_index.MAX_INDEXED_CHARS], msgspec.json.encode(message)


def _columns_of_long(message: Message) -> tuple[str, bytes] | None:
    """Return `text` and `data` of a message whose parts are stored one by one, since they have much text."""
    if len(message.content) < 2:
        return None
    texts: list[str] = []
    room = LONG_CHARS
    for part in message.content:
        if room > 0 and isinstance(part, TextPart):
            texts.append(part.text.value[:room])
            room -= len(texts[-1])
    if room > 0:
        return None
    return "".join(texts), msgspec.json.encode(replace(message, content=[]))


def save(tx: Transaction, message: Message) -> None:
    """Store a message, or replace it."""
    old = tx.one(
        "select seq, exists(select 1 from long_texts l where l.message_id = messages.id) from messages where id = ?",
        message.id,
    )
    long_columns = _columns_of_long(message)
    text, data = long_columns or _columns(message)
    if old is None:
        tx.change(
            "insert into messages(id, thread_id, run_id, role, status, created_at, text, data)"
            " values(?, ?, ?, ?, ?, ?, ?, cast(? as text))",
            message.id,
            message.thread_id,
            message.run_id,
            message.role,
            message.status,
            message.created_at,
            text,
            data,
        )
        seq = tx.rows("select seq from messages where id = ?", message.id)[0][0]
    else:
        seq = old[0]
        if search_index.has_message(tx, seq):
            search_index.remove_message(tx, seq, indexed_text(tx, seq))
        if old[1]:
            long_texts.delete(tx, message.id)
        tx.change(
            "update messages set status = ?, text = ?, data = cast(? as text) where seq = ?",
            message.status,
            text,
            data,
            seq,
        )
    if long_columns is not None:
        long_texts.add_parts(tx, message.id, message.content)
    if message.status != "in_progress":
        search_index.add_message(tx, seq, text)


def save_state(tx: Transaction, message: Message) -> None:
    """Replace everything but the content, which stays as it is stored. `message` may be without it."""
    seq = tx.rows("select seq from messages where id = ?", message.id)[0][0]
    is_huge = huge_rows.is_huge(tx, "messages", "text", seq) or huge_rows.is_huge(tx, "messages", "data", seq)
    if (is_huge or message.status == "in_progress") and search_index.has_message(tx, seq):
        search_index.remove_message(tx, seq, indexed_text(tx, seq))
    if is_huge:
        # An older version stored it. The change of any column would read the whole row.
        content = _read_huge(tx, seq).content
        message = replace(message, content=content)
        tx.change("update messages set text = ?, data = cast(? as text) where seq = ?", *_columns(message), seq)
    if not message.content:
        message = replace(message, content=_read_state(tx, seq).content)
    data = _columns(message)[1]
    tx.change("update messages set status = ?, data = cast(? as text) where seq = ?", message.status, data, seq)
    if message.status != "in_progress" and not search_index.has_message(tx, seq):
        text = message.text or indexed_text(tx, seq)
        search_index.add_message(tx, seq, text)


def append_text(tx: Transaction, message_id: str, texts: Sequence[tuple[bool, str]], *, is_first: bool) -> None:
    """Store more of a long text, each with whether it is of a refusal. `is_first`: it replaces what was stored."""
    if is_first:
        long_texts.delete(tx, message_id)
        beginning = "".join(text for _, text in texts)[:LONG_CHARS]
        data = _read_state(tx, tx.rows("select seq from messages where id = ?", message_id)[0][0])
        tx.change(
            "update messages set text = ?, data = cast(? as text) where id = ?",
            beginning,
            _columns(replace(data, content=[]))[1],
            message_id,
        )
    long_texts.append(tx, message_id, texts)


def get_without_long_text(tx: Transaction, message_id: str) -> Message | None:
    """Return a message, without its content if that is long."""
    return _read(tx, "id = ?", message_id, max_chars=0)


def get_state(tx: Transaction, thread_id: str, message_id: str) -> Message | None:
    """Return the message with this id in this thread, perhaps without its text."""
    row = tx.one("select seq from messages where id = ? and thread_id = ?", message_id, thread_id)
    return _read_state(tx, row[0]) if row else None


def get_without_text(tx: Transaction, message_id: str) -> Message | None:
    """Return a message whose text nobody needs."""
    row = tx.one("select seq from messages where id = ?", message_id)
    return _read_state(tx, row[0]) if row else None


def beginning(tx: Transaction, message_id: str) -> str:
    """Return the beginning of a message's text, as many characters as a long one has in its message."""
    row = tx.one("select substr(text, 1, ?) from messages where id = ?", LONG_CHARS, message_id)
    return row[0] if row else ""


def long_chars(tx: Transaction, message_id: str) -> int:
    """Return the length of a message's text if it is a long one, else 0."""
    return long_texts.chars(tx, message_id)


def save_metadata(tx: Transaction, message: Message) -> None:
    """Replace everything but the text, which may be shortened in `message`."""
    whole = tx.rows_up_to(HEAD_BYTES, "select data from messages where id = ?", message.id)
    if whole.rows:
        stored = _decoder.decode(whole.rows[0][0])
        changed = replace(stored, metadata=message.metadata)
        tx.change("update messages set data = ? where id = ?", msgspec.json.encode(changed).decode(), message.id)


def indexed_text(tx: Transaction, seq: int) -> str:
    """Return the text that is in the search index."""
    return tx.head_text("messages", "text", seq, search_index.MAX_INDEXED_CHARS)


def get(tx: Transaction, thread_id: str, message_id: str) -> Message | None:
    """Return the message with this id in this thread."""
    return _read(tx, "id = ? and thread_id = ?", message_id, thread_id)


def delete(tx: Transaction, thread_id: str, message_id: str, room: int = deletion.SLICE_BYTES) -> int:
    """Delete a message of this thread, of a long text up to so many bytes; return how many more it could be.

    The rest of the text, which no reader finds any more, is noted.
    """
    row = tx.one("select seq, coalesce(copy_of, id) from messages where id = ?", message_id)
    if row is not None:
        seq, original_id = row
        is_indexed = search_index.has_message(tx, seq)
        if is_indexed:
            search_index.remove_message(tx, seq, indexed_text(tx, seq))
        paging.delete(tx, "messages", message_id, thread_id)
        if is_indexed:
            _index_a_copy(tx, original_id)
        room = long_texts.delete_some(tx, message_id, room)
        if not room and long_texts.has_any(tx, message_id):
            deletion.mark_rest(tx, message_id)
    return room


def delete_some(tx: Transaction, thread_id: str, limit: int) -> int:
    """Delete the first messages of a deleted thread; return how many more could have been deleted, 0 to be asked again.

    Fewer are deleted where they have much text, which it takes long to take out of the index.
    """
    indexed: list[str] = []
    chars, room = 0, deletion.SLICE_BYTES
    where = "thread_id = ? order by seq limit ?"
    rows = tx.rows(f"select seq, id, coalesce(copy_of, id) from messages where {where}", thread_id, limit)
    long_seqs = {row[0] for row in tx.rows(f"select seq from long_messages where {where}", thread_id, limit)}
    for seq, message_id, original_id in rows:
        if seq in long_seqs:
            room = long_texts.delete_some(tx, message_id, room)
            if not room:
                limit = 0
                break
            room -= sum(tx.head("messages", column, seq, 0)[1] for column in ("text", "data"))
        if search_index.has_message(tx, seq):
            text = indexed_text(tx, seq)
            search_index.remove_message(tx, seq, text)
            indexed.append(original_id)
            chars += len(text)
        tx.change("delete from messages where seq = ?", seq)
        limit -= 1
        if chars >= MAX_UNINDEXED_CHARS or room <= 0:
            limit = 0
            break
    if limit:
        paging.delete_cursors(tx, "messages", thread_id)
    for original_id in indexed:
        _index_a_copy(tx, original_id)
    return limit


def _index_a_copy(tx: Transaction, original_id: str) -> None:
    """Index a copy of a message that is not in the index any more, if there is one: its text is found by it now."""
    row = tx.one("select seq from messages where copy_of = ? order by seq limit 1", original_id)
    if row is not None:
        search_index.add_message(tx, row[0], indexed_text(tx, row[0]))


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
        partial(_decode, tx),
        kind="message",
        where=where,
        values=values,
        within=thread_id,
        read_large=partial(_read_large, tx),
        size_of=_chars,
    )


def _chars(message: Message) -> int:
    """Return how much text a message has."""
    chars = 0
    for part in message.content:
        match part:
            case TextPart(text=text):
                chars += len(text.value)
            case RefusalPart(refusal=refusal):
                chars += len(refusal)
            case _:
                pass
    return chars


def of_run(tx: Transaction, run_id: str, *, max_chars: int) -> list[Message]:
    """Return the messages that a run wrote, oldest first, of a long text the beginning."""
    where = "run_id = ? and copy_of is null"
    seqs = [row[0] for row in tx.rows(f"select seq from messages where {where} order by seq", run_id)]
    return [message for seq in seqs if (message := _read(tx, "seq = ?", seq, max_chars=max_chars)) is not None]


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
            message = _decode(tx, row, max_chars=room)
            found.append(message)
            room -= _chars(message)
            before = row[2]
            if room <= 0 or max_count == len(found):
                break
        if some.are_all and len(rows) < CHUNK_ROWS:
            break
    return found[::-1]


def _newest_seq(tx: Transaction, thread_id: str, before: int) -> int:
    return tx.rows("select max(seq) from messages where thread_id = ? and seq < ?", thread_id, before)[0][0]


def has_before(tx: Transaction, message: Message, *, except_of: str) -> bool:
    """Whether the thread has text before a message. `except_of`: a run whose messages do not count."""
    row = tx.one(
        "select 1 from messages where thread_id = ? and seq < (select seq from messages where id = ?) and text <> ''"
        " and (run_id is null or run_id <> ?) limit 1",
        message.thread_id,
        message.id,
        except_of,
    )
    return row is not None
