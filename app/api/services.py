"""The services that a front end works with: `Assistants`, `Endpoints`, and the functions that open them.

`engine` implements `Assistants` on this machine and `remote` over HTTP; `tui`, `headless` and `server` use nothing
below it. All its methods raise `RequestError` (`NotFound` for an unknown id) in the API's words. It is the sum of the
operations of the Assistants API, one method each, and five additions: `list_threads`, `fork_thread`, `follow`,
`run_facts` and `usage`.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol, runtime_checkable

from app.api.endpoints import Endpoints
from app.api.operations.assistants import AssistantOperations
from app.api.operations.files import FileOperations
from app.api.operations.runs import RunOperations
from app.api.operations.threads import ThreadOperations
from app.api.operations.usage_sums import UsageOperations


class Assistants(AssistantOperations, ThreadOperations, RunOperations, FileOperations, UsageOperations, Protocol):
    """Assistants, threads, messages, runs and files, on this machine or on a server."""


@runtime_checkable
class Storage(Protocol):
    """The room that conversations take on this machine: `Assistants` that keep them here have it."""

    async def storage_size(self) -> int:
        """Return how many bytes the conversations take on disk."""
        ...

    async def shrink_storage(self) -> None:
        """Give the room of what was deleted back to the disk. Raises `Unavailable`."""
        ...


class Services(NamedTuple):
    """The assistants with their threads, and the model endpoint that answers."""

    assistants: Assistants
    endpoints: Endpoints


OpenServices = Callable[[], AbstractAsyncContextManager[Services]]
"""Opens store, engine and models, or a connection to a server; leaving closes them. Raises errors of `api`."""

OpenEndpoints = Callable[[], AbstractAsyncContextManager[Endpoints]]
"""Opens the models alone, for commands that use no thread."""
