"""The services that a front end works with, and the functions that open them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints


class Services(NamedTuple):
    """The assistants with their threads, and the model endpoint that answers."""

    assistants: Assistants
    endpoints: Endpoints


OpenServices = Callable[[], AbstractAsyncContextManager[Services]]
"""Opens store, engine and models, or a connection to a server; leaving closes them. Raises errors of `api`."""

OpenEndpoints = Callable[[], AbstractAsyncContextManager[Endpoints]]
"""Opens the models alone, for commands that use no thread."""
