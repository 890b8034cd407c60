"""The table of assistants."""

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
    row = tx.one("select data from assistants where id = ?", assistant_id)
    return _decode(row) if row else None


def update(tx: Transaction, assistant: Assistant) -> None:
    """Replace an assistant."""
    tx.change("update assistants set data = ? where id = ?", msgspec.json.encode(assistant).decode(), assistant.id)


def delete(tx: Transaction, assistant_id: str) -> bool:
    """Delete an assistant; False if there was none."""
    return paging.delete(tx, "assistants", assistant_id)


def page(tx: Transaction, page: Page) -> Listing[Assistant]:
    """Return a page of all assistants."""
    return paging.select(tx, "assistants", "data", page, _decode, kind="assistant")
