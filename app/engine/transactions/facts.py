"""Facts: the events of a run that are not deltas. A transaction appends them in the API's order."""

from msgspec.structs import replace

from app.api.events import Event, EventData, EventName
from app.engine.rules.api_defaults import with_api_defaults
from app.store import events, runs
from app.store.runs import StoredRun
from app.store.transaction import Transaction

Fact = tuple[EventName, EventData]


def append(tx: Transaction, stored: StoredRun, facts: list[Fact]) -> list[Event]:
    """Append facts to the events of a run and return them as events, numbered after the run's last number."""
    numbered = enumerate(facts, stored.last_number + 1)
    appended = [Event(number=number, event=name, data=with_api_defaults(data)) for number, (name, data) in numbered]
    events.append(tx, stored.run.id, appended)
    return appended


def save_run(tx: Transaction, stored: StoredRun, facts: list[Fact]) -> list[Event]:
    """Save a run with the facts of its change, at least one; return these as events."""
    appended = append(tx, stored, facts)
    runs.save(tx, replace(stored, last_number=appended[-1].number))
    return appended
