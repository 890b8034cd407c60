"""Who answers, seen from another machine: the server itself, which alone chooses its model endpoint.

`open_remote` makes it. What changes the endpoint, keys and weights is the matter of whoever runs the server.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from app.api.endpoints import Endpoint, FetchProgress, Weights
from app.api.errors import Error, WeightsError
from app.api.objects import Model

if TYPE_CHECKING:
    from app.remote.http import Connection


class ModelList(Struct, frozen=True):
    """The answer of `GET /v1/models`."""

    data: list[Model]


class RemoteEndpoints:
    """`api.Endpoints` of a server. `model`: what runs ask for that name none, empty to leave it to the server."""

    def __init__(self, connection: "Connection", model: str) -> None:
        self._connection = connection
        self._model = model

    async def current(self) -> Endpoint:
        """The server."""
        server = self._connection.server
        kind = "local" if server.here else "hosted"
        return Endpoint(name=server.name, base_url=server.url, kind=kind, origin=server.origin, setting="server")

    async def candidates(self) -> Sequence[Endpoint]:
        """None: there is nothing to choose from here."""
        return ()

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Refused with an `Error`."""
        raise Error(self._not_here("chooses who answers"))

    async def use_key(self, key: str, /) -> Endpoint:
        """Refused with an `Error`; the key stays here."""
        raise Error(self._not_here("sets its key"))

    async def models(self) -> Sequence[Model]:
        """The models that the server lists. Raises `Unavailable`."""
        return (await self._connection.get(ModelList, "/models")).data

    async def resolve_model(self, model: str, /) -> str:
        """The model asked for, else the first that the server lists: it puts there what answers by itself.

        Empty for a name that it does not list, which it maps as its own settings say, and where it lists none.
        """
        asked = model or self._model
        names = [one.id for one in await self.models()]
        if asked:
            return asked if asked in names or not names else ""
        return names[0] if names else ""

    async def prepare(self) -> None:
        """Nothing: the SDK came with the connection."""

    def weights(self) -> Sequence[Weights]:
        """None here."""
        return ()

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Refused with `WeightsError`."""
        raise WeightsError(self._not_here("downloads its built-in models, with `assistant-chat model pull`"))
        yield  # pyright: ignore[reportUnreachable] - makes it the iterator that the protocol asks for

    def _not_here(self, what: str) -> str:
        return f"Whoever runs the server at {self._connection.server.url} {what}."
