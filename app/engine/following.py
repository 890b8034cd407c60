"""Following a run: what is on disk, then what its driver has in memory, then live, until a terminal status.

`Engine.follow` returns this. A run that another process drives is followed through the database alone. To stop
following changes nothing for the run.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL
from app.engine.run_log import RunLog
from app.store import events, runs
from app.store.database import Database


async def follow(
    database: Database,
    run_id: str,
    after: int,
    log_of: Callable[[str], RunLog | None],
    changed: Callable[[], Awaitable[None]],
) -> AsyncIterator[Event]:
    """The events of a run above `after`. Raises `Unavailable` when its driver could not write them."""
    last = after
    while True:
        log = log_of(run_id)
        if log is not None and last >= log.floor:
            found = log.since(last)
        else:
            kept = await database.read(lambda tx: runs.kept(tx, run_id))
            found = await database.read(lambda tx, last=last: events.after(tx, run_id, last))
            if not found:
                if kept is None or kept.run.status in TERMINAL:
                    return
                if log is not None:
                    last = max(last, log.floor)
                    continue
        for event in found:
            last = event.number
            yield event
            if event.event in TERMINAL_EVENTS:
                return
        if found:
            continue
        if log is None:
            await changed()
        elif log.closed:
            if log.error is not None:
                raise log.error
            if log_of(run_id) is log:
                return
        else:
            await log.grown(last)
