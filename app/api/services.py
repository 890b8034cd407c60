"""How a front gets what it works on: `cli` makes a join, a front opens it when it is ready for it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints

Join = Callable[[], AbstractAsyncContextManager[tuple[Assistants, Endpoints]]]
"""Opens store, engine and models, or a connection to a server; leaving closes them. Raises the errors of `api`."""

JoinEndpoints = Callable[[], AbstractAsyncContextManager[Endpoints]]
"""The models alone, for what needs no conversation."""
