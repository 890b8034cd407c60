"""What a front works on, and how it opens it: `cli` decides which, a front opens it when it is ready."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints


class Services(NamedTuple):
    """Conversations, and the model endpoint that answers in them."""

    assistants: Assistants
    endpoints: Endpoints


OpenServices = Callable[[], AbstractAsyncContextManager[Services]]
"""Opens store, engine and models, or a connection to a server; leaving closes them. Raises the errors of `api`."""

OpenEndpoints = Callable[[], AbstractAsyncContextManager[Endpoints]]
"""The models alone, for commands that need no conversation."""
