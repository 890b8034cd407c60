"""The full-text index over messages and titles: SQLite's FTS5 with trigrams, so that Japanese works too.

The modules of the tables keep it up to date. It finds words of three characters and more. A short text is one row of
`message_search`, a longer one several of `piece_search`: SQLite indexes a row in one go, and a quarter of a million
characters keep the only writer busy for half a second. A short text is indexed in the transaction that stores it, so
that it is found at once; for the rest see `index_backlog`.
"""

from collections.abc import Sequence

from app.store.transaction import Transaction

MIN_CHARS = 3
LINE_CHARS = 120
MAX_INDEXED_CHARS = 2**18
"""How much of a message is indexed."""
PIECE_CHARS = 2**14
"""How long a piece is: with its share of FTS5's merges 20 ms of CPU at most. Part of the format of the database."""
OVERLAP_CHARS = 2**8
"""How much of a piece the next one has too, so that a word at the border is found. Part of the format."""
MAX_LONG_ROWS = 64
"""How many long texts a slice of a search without the index has; they are compared one at a time. They have more than
4,096 characters, as the triggers of `long_messages` say.
"""
PIECE_ROWS = 2**6
"""How many row ids a message has in `piece_search`. Part of the format."""


def cut(text: str) -> list[str]:
    """Cut a text into its pieces."""
    text = text[:MAX_INDEXED_CHARS]
    step = PIECE_CHARS - OVERLAP_CHARS
    return [text[at : at + PIECE_CHARS] for at in range(0, max(1, len(text) - OVERLAP_CHARS), step)]


def piece_row(seq: int, number: int) -> int:
    """Return the row of a piece in `piece_search`: newer messages have larger ones, as in `message_search`."""
    return seq * PIECE_ROWS + number


def add_message(tx: Transaction, seq: int, text: str) -> None:
    """Index the beginning of a finished message for search, now or, if there is much of it, later."""
    if not text or tx.change("update index_backlog set is_wanted = 1 where seq = ?", seq):
        return
    if _take_room(tx, len(text)):
        add_row(tx, seq, text)
    else:
        tx.change("insert into index_backlog(seq, pieces, removed, is_wanted) values(?, 0, null, 1)", seq)
        tx.has_index_backlog = True


def remove_message(tx: Transaction, seq: int, text: str) -> None:
    """Remove a message from the index, now or later; `text` must begin with what was indexed."""
    text = text[:MAX_INDEXED_CHARS]
    if not text:
        return
    backlog = tx.one("select pieces, removed is null from index_backlog where seq = ?", seq)
    if backlog is None and has_row(tx, seq) and _take_room(tx, len(text)):
        remove_row(tx, seq, text)
    elif backlog is None:
        pieces = 0 if has_row(tx, seq) else len(cut(text))
        tx.change("insert into index_backlog(seq, pieces, removed, is_wanted) values(?, ?, ?, 0)", seq, pieces, text)
        tx.has_index_backlog = True
    elif backlog == (0, True):
        tx.change("delete from index_backlog where seq = ?", seq)
    elif backlog[1]:
        tx.change("update index_backlog set removed = ?, is_wanted = 0 where seq = ?", text, seq)
    else:
        tx.change("update index_backlog set is_wanted = 0 where seq = ?", seq)


def _take_room(tx: Transaction, chars: int) -> bool:
    """Return whether this transaction may index a text of this length."""
    if chars > min(PIECE_CHARS, tx.index_room_chars):
        return False
    tx.index_room_chars -= chars
    return True


def add_row(tx: Transaction, seq: int, text: str) -> None:
    """Index a short text as a whole."""
    tx.change("insert into message_search(rowid, text) values(?, ?)", seq, text)


def remove_row(tx: Transaction, seq: int, text: str) -> None:
    """Remove a text that was indexed as a whole, as older versions did with all."""
    tx.change("insert into message_search(message_search, rowid, text) values('delete', ?, ?)", seq, text)


def has_row(tx: Transaction, seq: int) -> bool:
    """Return whether a text is indexed as a whole."""
    return tx.one("select 1 from message_search_docsize where id = ?", seq) is not None


def has_message(tx: Transaction, seq: int) -> bool:
    """Return whether a message is in the index or soon will be: a copy is not, nor an unfinished one."""
    backlog = tx.one("select is_wanted from index_backlog where seq = ?", seq)
    if backlog is not None:
        return bool(backlog[0])
    return has_row(tx, seq) or (
        tx.one("select 1 from piece_search_docsize where id = ?", piece_row(seq, 0)) is not None
    )


def has_backlog(tx: Transaction) -> bool:
    """Return whether anything is to be added to the index or removed."""
    return tx.one("select 1 from index_backlog limit 1") is not None


def has_all_whole(tx: Transaction, first: int, last: int) -> bool:
    """Return whether `message_search` has all texts that are to be found of the messages between these two."""
    if tx.one("select 1 from index_backlog where seq >= ? and seq <= ? limit 1", first, last):
        return False
    rows = piece_row(first, 0), piece_row(last + 1, 0)
    return tx.one("select 1 from piece_search_docsize where id >= ? and id < ? limit 1", *rows) is None


def count_missing(tx: Transaction) -> int:
    """Return how many messages are not in the index yet, or not all of their text."""
    return tx.rows("select count(*) from index_backlog where is_wanted = 1")[0][0]


def long_rows(tx: Transaction, start: int, below: int, thread_id: str | None = None) -> tuple[Sequence[int], int]:
    """Return the newest messages of a range with long texts, and where the range begins if it ends with the last."""
    where, values = "seq < ? and seq >= ?", (below, start)
    if thread_id is not None:
        where, values = f"thread_id = ? and {where}", (thread_id, *values)
    sql = f"select seq from long_messages where {where} order by seq desc limit {MAX_LONG_ROWS}"
    seqs = [row[0] for row in tx.rows(sql, *values)]
    return seqs, seqs[-1] if len(seqs) == MAX_LONG_ROWS else start


def except_rows(seqs: Sequence[int]) -> str:
    """Return a condition that leaves messages out before their texts are read; other conditions go in for {}."""
    return f"case when seq in ({', '.join(map(str, seqs))}) then 0 else {{}} end"


def set_title(tx: Transaction, seq: int, title: str) -> None:
    """Index a thread by the title that the user gave it; an empty one removes it."""
    tx.change("delete from title_search where rowid = ?", seq)
    if title:
        tx.change("insert into title_search(rowid, title) values(?, ?)", seq, title)


def match_expression(words: list[str]) -> str | None:
    """Return an FTS query for the words that are long enough for the index; `None` when there are none."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words if len(word) >= MIN_CHARS]
    return " AND ".join(quoted) or None


def piece_expression(words: list[str]) -> str | None:
    """Return an FTS query for the pieces of texts that may have all words: they may be in different pieces."""
    return match_expression([word[:OVERLAP_CHARS] for word in words[:1]])


def matching_line(text: str, words: list[str]) -> str:
    """Return the first line of a text that contains one of the words, cut around it."""
    for line in text.splitlines():
        folded = line.casefold()
        for word in words:
            place = folded.find(word)
            if place >= 0:
                return _cut_line(line, place)
    return text[:LINE_CHARS]


def _cut_line(line: str, place: int) -> str:
    start = max(0, place - LINE_CHARS // 3)
    piece = line[start : start + LINE_CHARS].strip()
    if start > 0:
        return f"…{piece}"
    return piece
