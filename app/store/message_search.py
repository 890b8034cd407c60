"""Search in the messages of one thread, a slice at a time. The texts are read and compared, without the index.

The index has the messages of all threads: for a common word it would be read from end to end. A thread of 10,000
messages has 3 MB of text, which are read in a tenth of the time that a key may take.
"""

from msgspec import Struct

from app.store import messages, search_index
from app.store.transaction import Transaction

SLICE_BYTES = 2**20
"""How much text is compared in one slice: a few milliseconds, in which no other thread of the process runs."""
SLICE_ROWS = 2_000
NEWEST = 2**62


class MessageSearch(Struct, kw_only=True):
    """A search in progress. `hits`: ids of messages with all words, newest first; those below `below` are unread.

    As in the search of all threads, upper and lower case are the same and only the beginning of a long text counts.
    """

    thread_id: str
    words: list[str]
    below: int = NEWEST
    hits: list[str] = []
    line: str | None = None
    """The line with a word in the newest of them."""

    @property
    def is_over(self) -> bool:
        """Whether all messages were read."""
        return self.below <= 0


def search_more(tx: Transaction, search: MessageSearch) -> None:
    """Search one slice."""
    found = tx.rows_up_to(
        SLICE_BYTES,
        "select seq, id, substr(text, 1, ?) from messages where thread_id = ? and seq < ? order by seq desc limit ?",
        search_index.MAX_INDEXED_CHARS,
        search.thread_id,
        search.below,
        SLICE_ROWS,
    )
    for seq, message_id, text in found.rows:
        _compare(search, message_id, text)
        search.below = seq
    if found.next_is_huge:
        where = "where thread_id = ? and seq < ? order by seq desc limit 1"
        seq, message_id = tx.rows(f"select seq, id from messages {where}", search.thread_id, search.below)[0]
        _compare(search, message_id, messages.indexed_text(tx, seq))
        search.below = seq
    elif found.are_all and len(found.rows) < SLICE_ROWS:
        search.below = 0


def _compare(search: MessageSearch, message_id: str, text: str) -> None:
    folded = text.casefold()
    if not all(word in folded for word in search.words):
        return
    search.hits.append(message_id)
    if search.line is None:
        search.line = search_index.matching_line(text, search.words)
