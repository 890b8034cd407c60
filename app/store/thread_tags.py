"""The table of tags: those in the metadata of the threads, to find threads by them."""

from collections.abc import Sequence

from app.api.conversation.thread_labels import tags_of
from app.api.objects import Thread
from app.store.transaction import Transaction

WITH_TAG = "+t.seq in (select thread_seq from thread_tags where tag = ?)"
"""Whether a thread has a tag. With `+` the threads are walked in their order: to sort those with a tag, which may be
most, would make a row of each first."""
WITH_BEGINNING = "+t.seq in (select thread_seq from thread_tags where tag >= ? and tag < ? || char(1114111))"
"""Whether a thread has a tag that begins with this; the last character of Unicode is behind all others."""


def save(tx: Transaction, seq: int, thread: Thread) -> None:
    """Store the tags of a thread in place of earlier ones."""
    delete(tx, seq)
    for tag in tags_of(thread.metadata):
        tx.change("insert into thread_tags(tag, thread_seq) values(?, ?)", tag, seq)


def delete(tx: Transaction, seq: int) -> None:
    """Forget the tags of a thread."""
    tx.change("delete from thread_tags where thread_seq = ?", seq)


def known_beginnings(tx: Transaction, tags: Sequence[str]) -> list[str]:
    """Return those of these texts with which a tag begins."""
    where = "tag >= ? and tag < ? || char(1114111)"
    return [tag for tag in tags if tx.one(f"select 1 from thread_tags where {where} limit 1", tag, tag)]
