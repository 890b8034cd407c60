"""The table of events: an append-only list per run. A row is one fact, or a batch of deltas.

Rows are read in pages: a run may have more events than fit into memory. The whole text of a long message is in the
table of messages alone, and long outputs of calls in that of steps; they are put into their fact when a follower gets
it.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.api.events import Event, EventName, MessageDelta, ReasoningDelta, RunStepDelta, TextPartDelta
from app.api.objects import Message
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.store import deletion, messages, runs, steps
from app.store.schema import ACTIVE
from app.store.transaction import Row, Transaction

PAGE_BYTES = 2 * 2**20
"""How much is read at once; decoded it takes about ten times as much memory."""
BATCH_CHARS = 2**20
"""How much text the deltas of one row have, if there is more than one."""
LONG_MESSAGE_CHARS = 2**18
"""A text from this length on is not stored in the fact as well."""

_facts = msgspec.json.Decoder(Event)
_deltas = msgspec.json.Decoder(list[Event])


class EventPage(Struct, frozen=True, weakref=True):
    """Some events in their order. `last`: the number up to which they are read; the number asked for at the end.

    `is_gap`: it stands for a row that is too large to be read, which an older version stored. `has_more`: there are
    more stored events behind it.
    """

    events: list[Event]
    last: int
    is_gap: bool = False
    has_more: bool = False


def append(tx: Transaction, run_id: str, events: Sequence[Event]) -> None:
    """Store events in their order; consecutive deltas share a row."""
    batch: list[Event] = []
    chars = 0

    def close() -> None:
        if batch:
            _insert(tx, run_id, batch[-1].number, "", msgspec.json.encode(batch))
            batch.clear()

    for event in events:
        added = _delta_chars(event)
        if added is None:
            close()
            _insert(tx, run_id, event.number, event.event, msgspec.json.encode(_without_long_text(event)))
            continue
        chars += added
        if chars > BATCH_CHARS:
            close()
            chars = added
        batch.append(event)
    close()


def _delta_chars(event: Event) -> int | None:
    """Return about how much text a delta has; `None` for a fact."""
    match event.data:
        case MessageDelta(delta=body):
            return sum(
                len(part.text.value) if isinstance(part, TextPartDelta) else len(part.refusal) for part in body.content
            )
        case RunStepDelta(delta=body):
            return sum(len(call.function.arguments or "") for call in body.step_details.tool_calls)
        case ReasoningDelta(text=text):
            return len(text)
        case _:
            return None


def _without_long_text(event: Event) -> Event:
    match event.data:
        case Message() as message if len(message.text) >= LONG_MESSAGE_CHARS:
            return replace(event, data=replace(message, content=[]))
        case RunStep(status="completed", step_details=ToolCalls() as details) as step:
            functions = [call.function for call in details.tool_calls if isinstance(call, FunctionToolCall)]
            if sum(len(function.output or "") for function in functions) >= LONG_MESSAGE_CHARS:
                return replace(event, data=replace(step, step_details=_without_outputs(details)))
        case _:
            pass
    return event


def _without_outputs(details: ToolCalls) -> ToolCalls:
    calls = list(details.tool_calls)
    for place, call in enumerate(calls):
        if isinstance(call, FunctionToolCall):
            calls[place] = replace(call, function=replace(call.function, output=None))
    return replace(details, tool_calls=calls)


def _insert(tx: Transaction, run_id: str, number: int, name: str, data: bytes) -> None:
    sql = "insert into events(run_id, number, event, data) values(?, ?, ?, cast(? as text))"
    tx.change(sql, run_id, number, name, data)


def page(tx: Transaction, run_id: str, number: int, max_bytes: int = PAGE_BYTES) -> EventPage:
    """Return the next stored events with a number above `number`, with about this much text."""
    found: list[Event] = []
    read = tx.rows_up_to(
        max_bytes,
        "select event, data, number from events where run_id = ? and number > ? order by number",
        run_id,
        number,
    )
    for row in read.rows:
        found.extend(event for event in _decode(row) if event.number > number)
    if read.rows:
        return EventPage(found, read.rows[-1][2], has_more=not read.are_all)
    if read.next_is_huge:
        where = "run_id = ? and number > ? order by number limit 1"
        last, name = tx.rows(f"select number, event from events where {where}", run_id, number)[0]
        about = _about_run(tx, run_id, last, name)
        return EventPage(about, last, is_gap=not about)
    return EventPage(found, number)


def _about_run(tx: Transaction, run_id: str, number: int, name: EventName) -> list[Event]:
    """Return a fact about a run that is too large to be read: without it, nobody would see how the run ended."""
    stored = runs.get_stored(tx, run_id)
    if stored is None or not name.startswith("thread.run.") or name.startswith("thread.run.step."):
        return []
    return [Event(number=number, event=name, data=stored.run)]


def pages(tx: Transaction, run_id: str, number: int = 0) -> Iterator[Event]:
    """Yield the stored events with a number above `number`, page by page, up to a gap."""
    last, found = number, page(tx, run_id, number)
    while found.last > last and not found.is_gap:
        yield from found.events
        last = found.last
        found = page(tx, run_id, last)


def _decode(row: Row) -> Sequence[Event]:
    if not row[0]:
        return _deltas.decode(row[1])
    return [_facts.decode(row[1])]


def lacks_text(event: Event) -> bool:
    """Return whether an event is about a message that is over, without its text, or about calls without outputs."""
    match event.data:
        case Message() as message:
            return message.status != "in_progress" and not message.content
        case RunStep(status="completed", step_details=ToolCalls() as details):
            # Of a step that is completed, each call was answered.
            calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
            return any(call.function.output is None for call in calls)
        case _:
            return False


def with_text(tx: Transaction, event: Event) -> Event:
    """Return an event that lacks its text with the text."""
    match event.data:
        case Message() as message:
            stored = messages.get(tx, message.thread_id, message.id)
            if stored is not None:
                return replace(event, data=replace(message, content=stored.content))
        case RunStep() as step:
            whole = steps.get(tx, step.run_id, step.id)
            if whole is not None:
                return replace(event, data=replace(step, step_details=whole.step_details))
        case _:
            pass
    return event


def unfinished_since(tx: Transaction, run_id: str) -> int:
    """Return the number after which the events of the unfinished answer come.

    That is the `in_progress` of its attempt. An attempt that ended with `requires_action` left nothing unfinished.
    """
    return tx.rows(
        "select coalesce(max(number), 0) from events where run_id = ?"
        " and event in ('thread.run.in_progress', 'thread.run.requires_action')",
        run_id,
    )[0][0]


def drop_unfinished(tx: Transaction, run_id: str) -> None:
    """Delete the deltas and the reasoning of the answer that was left unfinished."""
    tx.change(
        "delete from events where run_id = ? and event in ('', 'run.reasoning.completed') and number > ?",
        run_id,
        unfinished_since(tx, run_id),
    )


def has_deltas(tx: Transaction) -> bool:
    """Return whether any run has deltas."""
    return tx.one("select 1 from events where event = '' limit 1") is not None


def compact(tx: Transaction, quiet_since: float) -> bool:
    """Delete a slice of the deltas of runs that are over and whose thread has had no activity since this time.

    False at the end.
    """
    room = deletion.delete_up_to(
        tx,
        deletion.SLICE_BYTES,
        "events",
        "data",
        "event = '' and run_id in (select r.id from runs r join threads t on t.id = r.thread_id"
        f" where r.status not in {ACTIVE} and t.active_at < ?"
        " and r.id in (select run_id from events where event = ''))",
        quiet_since,
    )
    return room == 0


def delete_some(tx: Transaction, run_id: str, room: int) -> int:
    """Delete the events of a run, up to so many bytes; return how many more it could be, 0 to be asked again."""
    return deletion.delete_up_to(tx, room, "events", "data", "run_id = ?", run_id)
