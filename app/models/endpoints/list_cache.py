"""The model list of the endpoint in use, fetched when it is needed and kept for a while."""

import asyncio
import time
from collections.abc import Sequence

from app.api.objects import Model
from app.models.endpoints.choice import ResolvedEndpoint

LIST_TIMEOUT_S = 5.0
MAX_AGE_S = 300.0
RECENT_S = 1.0
"""A list younger than this is not fetched again, even if the requested name is missing in it."""


class ListCache:
    """Holds one list. `problem`: why the last fetch gave none; empty when it gave one."""

    def __init__(self) -> None:
        self.problem = ""
        self._models: Sequence[Model] | None = None
        self._fetched_at = 0.0

    def put(self, models: Sequence[Model]) -> None:
        """Keep a list that was just fetched."""
        self._models = models
        self._fetched_at = time.monotonic()

    def clear(self) -> None:
        """Drop the list: the endpoint is another one, or the list may be out of date."""
        self._models = None

    async def get(self, resolved: ResolvedEndpoint) -> Sequence[Model]:
        """Return the list, fetched if there is none or it is too old; empty with a `problem`."""
        if self._models is None or self._age_s() > MAX_AGE_S:
            models, self.problem = await asyncio.to_thread(fetch_list, resolved)
            if self.problem:
                return []  # not kept: the server may answer at the next try
            self.put(models)
            return models
        return self._models

    async def names(self, resolved: ResolvedEndpoint, asked: str) -> Sequence[str]:
        """Return the names of the list; it is fetched again when `asked` is missing and the list is not recent."""
        names = [model.id for model in await self.get(resolved)]
        if asked and asked not in names and self._models is not None and self._age_s() > RECENT_S:
            self.clear()
            names = [model.id for model in await self.get(resolved)]
        return names

    def _age_s(self) -> float:
        return time.monotonic() - self._fetched_at


def fetch_list(resolved: ResolvedEndpoint) -> tuple[Sequence[Model], str]:
    """Fetch the endpoint's list; if there is none, return a sentence that says why. Runs in a thread."""
    from app.models.endpoints.model_list import NoList, list_models  # late: urllib costs 25 ms

    endpoint = resolved.endpoint
    try:
        models = list_models(
            endpoint.base_url,
            resolved.key,
            timeout_s=LIST_TIMEOUT_S,
            proxy=endpoint.kind == "hosted",
            key_origin=resolved.key_origin,
        )
    except NoList as error:
        return [], str(error)
    return models, ""
