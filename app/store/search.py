"""Full-text search over messages and titles: SQLite's FTS5 with trigrams, so that Japanese works too.

The table modules keep the index in step; `finding` asks. Three characters are the least that trigrams find.
"""

from app.store.transaction import Transaction


def learn_message(tx: Transaction, seq: int, text: str) -> None:
    """Make a finished message findable."""
    if text:
        tx.change("insert into message_search(rowid, text) values(?, ?)", seq, text)


def forget_message(tx: Transaction, seq: int, text: str) -> None:
    """Take a message out of the index; `text` must be what was learned."""
    if text:
        tx.change("insert into message_search(message_search, rowid, text) values('delete', ?, ?)", seq, text)


def learn_title(tx: Transaction, seq: int, title: str) -> None:
    """Make a thread findable by the title that the user gave it; an empty one takes it out."""
    tx.change("delete from title_search where rowid = ?", seq)
    if title:
        tx.change("insert into title_search(rowid, title) values(?, ?)", seq, title)


def match_expression(words: list[str]) -> str | None:
    """The words that the index can serve, as an FTS query; `None` when it can serve none."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words if len(word) >= 3]
    return " AND ".join(quoted) or None


def matching_line(text: str, words: list[str], width: int = 120) -> str:
    """The first line of a text that holds one of the words, cut around it."""
    for line in text.splitlines():
        folded = line.casefold()
        for word in words:
            if (at := folded.find(word)) >= 0:
                start = max(0, at - width // 3)
                piece = line[start : start + width].strip()
                return f"…{piece}" if start else piece
    return text[:width]
