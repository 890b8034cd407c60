"""`Assistants`: the operations of the Assistants API, one method each, and two additions: `list_threads` and `follow`.

`engine` implements it on this machine and `remote` over HTTP; `tui`, `headless` and `server` use nothing below it.
All methods raise `RequestError` (`NotFound` for an unknown id) in the API's words.
"""

from typing import Protocol

from app.api.operations.assistants import AssistantOperations
from app.api.operations.runs import RunOperations
from app.api.operations.threads import ThreadOperations


class Assistants(AssistantOperations, ThreadOperations, RunOperations, Protocol):
    """Assistants, threads, messages and runs, on this machine or on a server."""
