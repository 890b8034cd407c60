"""The model list of the endpoint in use, fetched when it is needed and kept for a while.

The fetch is a task of its own: a run that names its model waits for it only a moment, and a later one uses its result.
"""

import asyncio
import time
from collections.abc import Container, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from app.api.endpoints import ListProblem
from app.api.errors import ConfigError
from app.api.objects import Model
from app.models.endpoints.lists.list_answer import ModelListBody, NoList, NotAnApi, Refused
from app.models.endpoints.resolved import ResolvedEndpoint, loading_certificates
from app.models.endpoints.working_addresses import WorkingAddresses
from app.openai_sdk.redaction import Redactor

if TYPE_CHECKING:
    import httpx2

LIST_TIMEOUT_S = 5.0
"""For everything: all addresses that are tried, connections and bodies."""
MAX_AGE_S = 300.0
RECENT_S = 1.0
"""A list younger than this is not fetched again, even if the requested name is missing in it."""
NAMED_WAIT_S = 0.25
"""How long a run that names its model waits for the list, which only tells whether the name must be mapped."""
FAILED_S = 30.0
"""For so long such a run does not ask again for a list that did not come."""


class Names(Struct, frozen=True):
    """The names that are known. `complete`: a name that is not among them is unknown to the endpoint.

    `not_chat`: those of models that do something else.
    """

    names: Sequence[str] = ()
    complete: bool = False
    not_chat: Container[str] = ()


class ListCache:
    """Holds one list. `problem`: why the last fetch gave none."""

    def __init__(self, addresses: WorkingAddresses, redactor: Redactor, timeout_s: float = LIST_TIMEOUT_S) -> None:
        self.problem: NoList | None = None
        self._timeout_s = timeout_s
        self._addresses = addresses
        self._redactor = redactor
        self._listed: ModelListBody | None = None
        self._fetched_at = 0.0
        self._failed_at = -FAILED_S
        self._fetching: asyncio.Task[ModelListBody | None] | None = None  # what the next caller shares
        self._running: set[asyncio.Task[ModelListBody | None]] = set()

    def put(self, listed: ModelListBody) -> None:
        """Keep a list that was just fetched."""
        self._listed = listed
        self._fetched_at = time.monotonic()

    def clear(self) -> None:
        """Drop the list: the endpoint is another one, or the list may be out of date.

        A fetch that is under way goes on for those who wait for it; the next caller begins another.
        """
        self._listed = None
        self._failed_at = -FAILED_S
        self._fetching = None

    async def close(self) -> None:
        """End the fetches that are under way."""
        self.clear()
        fetching = list(self._running)
        for task in fetching:
            task.cancel()
        if fetching:
            await asyncio.wait(fetching)

    def describe_problem(self) -> ListProblem | None:
        """Describe the problem for people."""
        if self.problem is None:
            return None
        return ListProblem(str(self.problem), self.problem.failed)

    async def get(self, resolved: ResolvedEndpoint) -> Sequence[Model]:
        """Return the list, fetched if there is none or it is too old; empty with a `problem`."""
        listed = self._listed
        if listed is None or self._age_s() > MAX_AGE_S:
            listed = await finish(self._fetch(resolved))
        return listed.models if listed else []

    def window(self, model: str) -> int:
        """Return the context window of a model as the list tells it, in tokens; 0 if it does not, or is not here."""
        return self._listed.windows.get(model, 0) if self._listed else 0

    def fetch(self, resolved: ResolvedEndpoint) -> None:
        """Have the list fetched if there is none, for later; nobody waits for it."""
        if self._listed is None and time.monotonic() - self._failed_at >= FAILED_S:
            self._fetch(resolved)

    async def names(self, resolved: ResolvedEndpoint, asked: str, *, patient: bool) -> Names:
        """Return the names; fetched again when `asked` is missing and the list is not recent.

        `patient`: wait for the list as long as it may take.
        """
        known = names_in(self._listed)
        if asked in known.names or (self._listed is not None and self._age_s() <= RECENT_S):
            return known
        if patient:
            return names_in(await finish(self._fetch(resolved)))
        if time.monotonic() - self._failed_at >= FAILED_S:
            return names_in(await finish(self._fetch(resolved), NAMED_WAIT_S) or self._listed)
        return known

    def _age_s(self) -> float:
        return time.monotonic() - self._fetched_at

    def _fetch(self, resolved: ResolvedEndpoint) -> "asyncio.Task[ModelListBody | None]":
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch_list(resolved))
            self._running.add(self._fetching)
            self._fetching.add_done_callback(self._running.discard)
        return self._fetching

    async def _fetch_list(self, resolved: ResolvedEndpoint) -> ModelListBody | None:
        """Fetch the list for all who wait; it is kept unless it was dropped meanwhile."""
        listed: ModelListBody | None = None
        problem: NoList | None = None
        try:
            with self._redactor.errors():
                listed = await find_list(resolved, self._addresses, self._timeout_s)
        except NoList as error:
            problem = error
        self.problem = problem
        if self._fetching is asyncio.current_task():
            if listed is None:
                self._listed = None  # the server may answer at the next try
                self._failed_at = time.monotonic()
            else:
                self.put(listed)
        return listed


def names_in(listed: ModelListBody | None) -> Names:
    """Return the names in a list."""
    if listed is None:
        return Names()
    return Names([model.id for model in listed.models], listed.complete, listed.not_chat)


async def finish(
    fetching: "asyncio.Task[ModelListBody | None]", timeout_s: float | None = None
) -> ModelListBody | None:
    """Wait for a fetch, which goes on without its caller; `None` if it gave no list in time. Raises a bug of it."""
    done, _ = await asyncio.wait([fetching], timeout=timeout_s)
    for task in done:
        if not task.cancelled():
            return task.result()
    return None


async def find_list(resolved: ResolvedEndpoint, addresses: WorkingAddresses, timeout_s: float) -> ModelListBody:
    """Get the list from the endpoint's address, or from another where the API may lie. Raises `NoList`."""
    base_url = resolved.endpoint.base_url
    ends_at = time.monotonic() + timeout_s
    problems: list[NoList] = []
    try:
        client = await asyncio.to_thread(new_client, resolved)
    except ConfigError as error:
        raise NoList(str(error)) from error
    from app.models.endpoints.lists.model_list import list_models  # late: imported in the thread

    async with client:
        for address in (addresses.current(base_url), *addresses.others(base_url)):
            try:
                left_s = max(0.0, ends_at - time.monotonic())
                listed = await list_models(
                    client,
                    address,
                    resolved.key,
                    timeout_s=left_s,
                    origin=resolved.endpoint.origin,
                    key_origin=resolved.key_origin,
                    headers=resolved.table.headers,
                )
            except NoList as error:
                problems.append(error)
                if not isinstance(error, NotAnApi | Refused):
                    break
            else:
                await addresses.found(base_url, address, "".join(map(str, problems[:1])))
                return listed
    # What refuses its list may be the API: it has more to tell than an address where there is none.
    raise next((problem for problem in problems if isinstance(problem, Refused)), problems[0])


def new_client(resolved: ResolvedEndpoint) -> "httpx2.AsyncClient":
    """Make a client. Blocks while certificates are loaded: runs in a thread. Raises `ConfigError`."""
    from app.models.endpoints.lists.model_list import new_list_client  # late: brings httpx2, 0.1 s

    with loading_certificates(resolved.table):
        return new_list_client(
            LIST_TIMEOUT_S,
            proxy=resolved.endpoint.kind == "hosted",
            ca_file=resolved.table.ca_file,
            is_plain=resolved.endpoint.base_url.startswith("http://"),  # the others that are tried are like it
        )


def import_lists() -> None:
    """Import what fetches a list, before one is needed. Runs in a thread."""
    import_module("app.models.endpoints.lists.model_list")
