"""The table of long texts: the text of a long message, in rows of about a million characters.

As one value a text of 64 MiB would be in memory several times while SQLite writes it or reads it. Its rows are written
while the answer comes, so that its end writes little.
"""

from collections.abc import Sequence

from app.api.objects import Part, RefusalPart, Text, TextPart
from app.store.transaction import Transaction

LONG_CHARS = 2**20
"""From this length on a text is a long one. The beginning of it, so many characters, is in its message as well."""


def append(tx: Transaction, message_id: str, texts: Sequence[tuple[bool, str]]) -> None:
    """Append more text, each with whether it is of a refusal."""
    place = tx.rows("select coalesce(max(place), 0) from long_texts where message_id = ?", message_id)[0][0]
    for number, (is_refusal, text) in enumerate(texts, place + 1):
        tx.change(
            "insert into long_texts(message_id, place, is_refusal, text) values(?, ?, ?, ?)",
            message_id,
            number,
            int(is_refusal),
            text,
        )


def has_any(tx: Transaction, message_id: str) -> bool:
    """Return whether a message has a long text."""
    return tx.one("select 1 from long_texts where message_id = ? limit 1", message_id) is not None


def chars(tx: Transaction, message_id: str) -> int:
    """Return the length of a long text, 0 if there is none."""
    return tx.rows("select coalesce(sum(length(text)), 0) from long_texts where message_id = ?", message_id)[0][0]


def content(tx: Transaction, message_id: str, max_chars: int) -> list[Part]:
    """Return a long text as the content of its message, up to about `max_chars`.

    A row at a time is added to the text, which Python does without a copy: the whole is in memory once.
    """
    text = refusal = ""
    first_is_refusal: bool | None = None
    rows = tx.each("select is_refusal, text from long_texts where message_id = ? order by place", message_id)
    for is_refusal, more in rows:
        if len(text) + len(refusal) >= max_chars:
            break
        if first_is_refusal is None:
            first_is_refusal = bool(is_refusal)
        if is_refusal:
            refusal += more
        else:
            text += more
    parts: list[Part] = []
    if text:
        parts.append(TextPart(text=Text(value=text)))
    if refusal:
        parts.append(RefusalPart(refusal=refusal))
    if first_is_refusal:
        parts.reverse()
    return parts


def copy(tx: Transaction, thread_id: str, after_seq: int, last_seq: int, branch_id: str) -> None:
    """Copy the long texts of some messages of a thread to their copies in a branch."""
    tx.change(
        "insert into long_texts(message_id, place, is_refusal, text) select c.id, l.place, l.is_refusal, l.text"
        " from messages m cross join long_texts l on l.message_id = m.id"
        " cross join messages c on c.copy_of = coalesce(m.copy_of, m.id) and c.thread_id = ?"
        " where m.thread_id = ? and m.seq > ? and m.seq <= ?",
        branch_id,
        thread_id,
        after_seq,
        last_seq,
    )


def delete(tx: Transaction, message_id: str) -> None:
    """Delete the long text of a message."""
    tx.change("delete from long_texts where message_id = ?", message_id)
