"""The table of assistants."""

from functools import partial

import msgspec

from app.api.objects import Assistant
from app.api.requests import Listing, Page
from app.store import paging
from app.store.transaction import Row, Transaction

_decoder = msgspec.json.Decoder(Assistant)


def _decode(row: Row) -> Assistant:
    return _decoder.decode(row[0])


def insert(tx: Transaction, assistant: Assistant) -> None:
    """Store a new assistant."""
    tx.change(
        "insert into assistants(id, created_at, data) values(?, ?, ?)",
        assistant.id,
        assistant.created_at,
        msgspec.json.encode(assistant).decode(),
    )


def seed(tx: Transaction, assistant: Assistant) -> None:
    """Store this assistant unless there is one with its id."""
    if get(tx, assistant.id) is None:
        insert(tx, assistant)


def get(tx: Transaction, assistant_id: str) -> Assistant | None:
    """Return the assistant with this id."""
    row = tx.one(f"select {paging.DATA} from assistants where id = ?", assistant_id)
    return _decode(row) if row else None


def _read_large(tx: Transaction, seq: int) -> Assistant:
    """Return an assistant that is read alone."""
    return _decode(tx.rows(f"select {paging.DATA} from assistants where seq = ?", seq)[0])


def update(tx: Transaction, assistant: Assistant) -> None:
    """Replace an assistant."""
    tx.change("update assistants set data = ? where id = ?", msgspec.json.encode(assistant).decode(), assistant.id)


def delete(tx: Transaction, assistant_id: str) -> bool:
    """Delete an assistant; False if there was none."""
    return paging.delete(tx, "assistants", assistant_id)


def page(tx: Transaction, page: Page) -> Listing[Assistant]:
    """Return a page of all assistants."""
    read_large = partial(_read_large, tx)
    return paging.select(tx, "assistants", paging.DATA, page, _decode, kind="assistant", read_large=read_large)
