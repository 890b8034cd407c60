"""What the search index still has to take in or to give up, in slices behind all other writes.

The table says it, so that it survives the process: any that lives goes on where the last slice ended. A slice is one
transaction, which finds what is next itself, so that two processes never do the same twice.
"""

from msgspec import Struct

from app.store import messages, search_index
from app.store.search_index import PIECE_CHARS
from app.store.transaction import Transaction


class Entry(Struct):
    """A message in the backlog. `pieces`: how many of its text are indexed. `removed`: the text to remove first.

    `is_wanted`: its text is to be added.
    """

    seq: int
    pieces: int
    removed: str | None
    is_wanted: bool


def index_some(tx: Transaction) -> bool:
    """Index one slice, the newest messages first; return whether more is left."""
    room = PIECE_CHARS
    while room > 0:
        row = tx.one("select seq, pieces, removed, is_wanted from index_backlog order by seq desc limit 1")
        if row is None:
            return False
        entry = Entry(*row)
        if entry.removed is not None:
            room -= _remove_some(tx, entry, entry.removed)
        elif entry.is_wanted and tx.one("select 1 from messages where seq = ?", entry.seq):
            room -= _add_some(tx, entry)
        else:
            tx.change("delete from index_backlog where seq = ?", entry.seq)
    return search_index.has_backlog(tx)


def _remove_some(tx: Transaction, entry: Entry, text: str) -> int:
    """Remove the last piece that is indexed of a text; return how much that was."""
    if entry.pieces:
        entry.pieces -= 1
        removed = search_index.cut(text)[entry.pieces]
        _delete_piece(tx, entry, removed)
    else:
        removed = text if search_index.has_row(tx, entry.seq) else ""
        if removed:
            search_index.remove_row(tx, entry.seq, removed)
    if entry.pieces:
        tx.change("update index_backlog set pieces = ? where seq = ?", entry.pieces, entry.seq)
    else:
        tx.change("update index_backlog set pieces = 0, removed = null where seq = ?", entry.seq)
    return len(removed)


def _delete_piece(tx: Transaction, entry: Entry, text: str) -> None:
    row_id = search_index.piece_row(entry.seq, entry.pieces)
    tx.change("insert into piece_search(piece_search, rowid, text) values('delete', ?, ?)", row_id, text)


def _add_some(tx: Transaction, entry: Entry) -> int:
    """Add the next piece of a message's text; return how much that was."""
    text = messages.indexed_text(tx, entry.seq)
    pieces = search_index.cut(text)
    if len(pieces) > 1:
        added = pieces[entry.pieces]
        row_id = search_index.piece_row(entry.seq, entry.pieces)
        tx.change("insert into piece_search(rowid, text) values(?, ?)", row_id, added)
        entry.pieces += 1
    else:
        added = text
        search_index.add_row(tx, entry.seq, added)
    if len(pieces) > 1 and entry.pieces < len(pieces):
        tx.change("update index_backlog set pieces = ? where seq = ?", entry.pieces, entry.seq)
    else:
        tx.change("delete from index_backlog where seq = ?", entry.seq)
    return len(added)
