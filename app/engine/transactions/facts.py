"""Facts of a run: the events that a transaction writes, numbered in the API's order."""

from app.api.events import Event, EventData, EventName
from app.engine.rules.api_defaults import with_api_defaults
from app.store import events
from app.store.transaction import Transaction

Fact = tuple[EventName, EventData]


def append(tx: Transaction, run_id: str, number: int, facts: list[Fact]) -> list[Event]:
    """Number facts from `number` on and keep them as they are shown."""
    numbered = [
        Event(number=number + at, event=name, data=with_api_defaults(data)) for at, (name, data) in enumerate(facts)
    ]
    events.append(tx, run_id, numbered)
    return numbered
