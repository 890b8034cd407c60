"""This process as others on the same database see it: its name, its endpoints, whether it reclaims orphaned runs."""

import contextlib
import time
from collections.abc import Sequence

from app.api.endpoints import Endpoint
from app.api.errors import Error, Unavailable
from app.api.model_reference import ModelReference, parse_model
from app.engine.rules.run_endpoint import RunEndpoint, is_endpoint_of
from app.models.model import Models
from app.store import processes
from app.store.database import Database
from app.store.processes import Process
from app.store.runs import ActiveRun

LOOK_AGAIN_S = 10
"""Between two searches for a profile that was not here: one may cost a request to each local model server."""


class ThisProcess:
    """The row of this process in the table of processes. `owner`: its name.

    The row names the endpoint in use, and every other profile that this process has and any active run began on. It
    is looked for when such a run is first seen, since a list of all profiles may take a request to each local server.
    """

    def __init__(self, database: Database, models: Models, owner: str, *, reclaims: bool) -> None:
        self.owner, self.reclaims = owner, reclaims
        self._database, self._models = database, models
        self._row = Process(owner=owner, endpoint=None, reclaims=reclaims)
        self._stored: Process | None = None
        self._others: dict[str, str] = {}
        self._looked_at: dict[tuple[str | None, str | None], float] = {}

    @property
    def has_endpoint(self) -> bool:
        """Whether an endpoint was in use at the last look."""
        return self._row.endpoint is not None

    def can_continue(self, stored: ActiveRun) -> bool:
        """Whether the endpoint that this run began on is here, as far as is known."""
        return is_endpoint_of(stored.profile, stored.endpoint, self._row.profiles, self._row.endpoint)

    async def announce(self) -> None:
        """Look which endpoint is in use, and store the row for the other processes when it changed."""
        current = await self._models.current()
        profiles, in_use = dict(self._others), None
        if current is not None:
            in_use = current.base_url
            if current.profile:
                profiles[current.profile] = current.base_url
        row = self._row = Process(owner=self.owner, endpoint=in_use, profiles=profiles, reclaims=self.reclaims)
        if row != self._stored:
            await self._database.write(lambda tx: processes.save(tx, row), durable=False)
            self._stored = row

    async def look_for_endpoints(self, active: Sequence[ActiveRun]) -> None:
        """Look for the endpoints that these runs began on and that are not known to be here, each now and then."""
        known = len(self._others)
        for stored in active:
            if not self.can_continue(stored) and stored.endpoint is not None:
                began_on, now = (stored.profile, stored.endpoint), time.monotonic()
                if now - self._looked_at.get(began_on, -LOOK_AGAIN_S) >= LOOK_AGAIN_S:
                    self._looked_at[began_on] = now
                    with contextlib.suppress(Error):  # a file of profiles that cannot be read: `current` says so
                        await self._look_for(stored)
        if len(self._others) != known:
            await self.announce()

    async def _look_for(self, stored: ActiveRun) -> None:
        if stored.profile is None:
            found: Sequence[Endpoint | None] = await self._models.profiles()
        else:
            found = [await self._models.profile_of(ModelReference(stored.profile, "").text)]
        for endpoint in found:
            if endpoint is not None and endpoint.profile:
                self._others[endpoint.profile] = endpoint.base_url

    async def endpoint_of(self, model: str) -> RunEndpoint:
        """Return where a run begins whose model has this name."""
        found = await self._models.profile_of(model)
        if found is None:
            return RunEndpoint(model=model, profile=parse_model(model).profile or None, base_url=None)
        return RunEndpoint(model=model, profile=found.profile or None, base_url=found.base_url)

    async def remove(self) -> None:
        """Delete the row."""
        with contextlib.suppress(Unavailable):  # the disk may be full; the lock file, released next, says the same
            await self._database.write(lambda tx: processes.delete(tx, self.owner), durable=False)
