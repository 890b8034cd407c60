"""Pages of a table as the API has them: cursors are ids, both exclusive, in the order of insertion.

The id of a deleted object is still a cursor, for programs that delete what they list.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.api.errors import NotFound
from app.api.requests import Listing, Page
from app.store.transaction import Row, Transaction, Value

DATA = "cast(data as blob)"
"""The object as the bytes that it is stored as: as text, a large one would be in memory three times."""
PAGE_BYTES = 4 * 2**20
"""How much text a page has before it ends early; the program asks for the next one as it would anyway, the server for
the client. It is in memory several times over while it is read and sent.
"""
MAX_ROW_BYTES = 2**20
"""The longest text or object that is read together with others; a larger one is a page of its own. sqlite3 reads one
row ahead, so that the next one would be in memory with it.
"""


def _list_name(table: str, thread_id: str = "") -> str:
    return f"{table} {thread_id}"


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> str: ...  # noqa: D102  # the id


T = TypeVar("T", bound=Identified)


def listing(data: list[T], has_more: bool) -> Listing[T]:
    """Make a page with its first and last id."""
    if not data:
        return Listing(data=data, first_id=None, last_id=None, has_more=has_more)
    return Listing(data=data, first_id=data[0].id, last_id=data[-1].id, has_more=has_more)


def delete(tx: Transaction, table: str, object_id: str, thread_id: str = "") -> bool:
    """Delete a row; its id stays a cursor of its list. False if there was none."""
    tx.change(
        f"insert into deleted(id, list, seq) select id, ?, seq from {table} where id = ?"
        " on conflict(id) do update set seq = excluded.seq",
        _list_name(table, thread_id),
        object_id,
    )
    return tx.change(f"delete from {table} where id = ?", object_id) == 1


def was_deleted(tx: Transaction, table: str, object_id: str) -> bool:
    """Return whether a row of a list that is in no thread had this id."""
    return tx.one("select 1 from deleted where id = ? and list = ?", object_id, _list_name(table)) is not None


def delete_cursors(tx: Transaction, table: str, thread_id: str) -> None:
    """Delete the cursors that deleted objects of a thread left, when the thread itself is deleted."""
    tx.change("delete from deleted where list = ?", _list_name(table, thread_id))


def select(
    tx: Transaction,
    table: str,
    columns: str,
    page: Page,
    decode: Callable[[Row], T],
    *,
    kind: str,
    where: str = "1 = 1",
    values: tuple[Value, ...] = (),
    within: str = "",
    read_large: Callable[[int], T] | None = None,
    size_of: Callable[[T], int] | None = None,
) -> Listing[T]:
    """Return one page of the rows that match `where`; `within`: the id of the thread that has them, if one has.

    With `before` alone the page is the one nearest to the cursor. Raises `NotFound` for an unknown cursor. With
    `read_large`, which reads a row that is large by its `seq`, the page ends early when it has much text; `size_of`:
    how much an object has, where that is more than its row.
    """
    conditions, bound = [where], list(values)
    for name, cursor, earlier in (
        ("after", page.after, page.order == "desc"),
        ("before", page.before, page.order == "asc"),
    ):
        if cursor is not None:
            found = tx.one(f"select seq from {table} where id = ? and {where}", cursor, *values)
            found = found or tx.one(
                "select seq from deleted where id = ? and list = ?", cursor, _list_name(table, within)
            )
            if found is None:
                raise NotFound(kind, cursor, name)
            conditions.append("seq < ?" if earlier else "seq > ?")
            bound.append(found[0])
    backward = page.before is not None and page.after is None
    direction = "desc" if (page.order == "desc") != backward else "asc"
    selected = f"from {table} where {' and '.join(conditions)} order by seq {direction} limit ?"
    if read_large is None:
        rows = tx.rows(f"select {columns} {selected}", *bound, page.limit + 1)
        data, count = [decode(row) for row in rows[: page.limit]], len(rows)
    else:
        some = tx.rows_up_to(
            PAGE_BYTES, f"select {columns} {selected}", *bound, page.limit + 1, max_value_bytes=MAX_ROW_BYTES
        )
        data, count = _decode_up_to(PAGE_BYTES, some.rows[: page.limit], decode, size_of), len(some.rows)
        if not some.are_all:
            seqs = [row[0] for row in tx.rows(f"select seq {selected}", *bound, page.limit + 1)]
            count = len(seqs)
            if some.next_is_huge and not data:
                data.append(read_large(seqs[0]))
    if backward:
        data.reverse()
    return listing(data, count > len(data))


def _decode_up_to(
    room: int, rows: Sequence[Row], decode: Callable[[Row], T], size_of: Callable[[T], int] | None
) -> list[T]:
    """Decode rows until there is so much of them."""
    if size_of is None:
        return [decode(row) for row in rows]
    data: list[T] = []
    for row in rows:
        if room <= 0:
            break
        data.append(decode(row))
        room -= size_of(data[-1])
    return data
