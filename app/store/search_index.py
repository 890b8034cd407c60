"""The full-text index over messages and titles: SQLite's FTS5 with trigrams, so that Japanese works too.

The modules of the tables keep it up to date. It finds words of three characters and more.
"""

from app.store.transaction import Transaction

MIN_CHARS = 3
LINE_CHARS = 120
MAX_INDEXED_CHARS = 2**18
"""How much of a message is indexed: trigrams of a megabyte keep the only writer busy for a second."""


def add_message(tx: Transaction, seq: int, text: str) -> None:
    """Index the beginning of a finished message for search."""
    if text:
        tx.change("insert into message_search(rowid, text) values(?, ?)", seq, text[:MAX_INDEXED_CHARS])


def remove_message(tx: Transaction, seq: int, text: str) -> None:
    """Remove a message from the index; `text` must begin with what was indexed."""
    if text:
        tx.change(
            "insert into message_search(message_search, rowid, text) values('delete', ?, ?)",
            seq,
            text[:MAX_INDEXED_CHARS],
        )


def has_message(tx: Transaction, seq: int) -> bool:
    """Return whether a message is in the index: a copy is not, nor an unfinished one."""
    return tx.one("select 1 from message_search_docsize where id = ?", seq) is not None


def set_title(tx: Transaction, seq: int, title: str) -> None:
    """Index a thread by the title that the user gave it; an empty one removes it."""
    tx.change("delete from title_search where rowid = ?", seq)
    if title:
        tx.change("insert into title_search(rowid, title) values(?, ?)", seq, title)


def match_expression(words: list[str]) -> str | None:
    """Return an FTS query for the words that are long enough for the index; `None` when there are none."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words if len(word) >= MIN_CHARS]
    return " AND ".join(quoted) or None


def matching_line(text: str, words: list[str]) -> str:
    """Return the first line of a text that contains one of the words, cut around it."""
    for line in text.splitlines():
        folded = line.casefold()
        for word in words:
            place = folded.find(word)
            if place >= 0:
                return _cut(line, place)
    return text[:LINE_CHARS]


def _cut(line: str, place: int) -> str:
    start = max(0, place - LINE_CHARS // 3)
    piece = line[start : start + LINE_CHARS].strip()
    if start > 0:
        return f"…{piece}"
    return piece
