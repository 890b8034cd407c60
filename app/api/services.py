"""What a front end is given: services, opened when it is ready for them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints


class Services(NamedTuple):
    """Conversations, and the model endpoint that replies in them."""

    assistants: Assistants
    endpoints: Endpoints


OpenServices = Callable[[], AbstractAsyncContextManager[Services]]
"""Opens store, engine and models, or a connection to a server; leaving closes them. Raises errors of `api`."""

OpenEndpoints = Callable[[], AbstractAsyncContextManager[Endpoints]]
"""Opens the models alone, for commands without a conversation."""
