"""`api.Endpoints` of a server: the server itself is the endpoint.

Its model endpoint, keys and weights can only be changed where it runs.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import UNSET

from app.api.endpoints import (
    Endpoint,
    EndpointKind,
    FetchProgress,
    LearntAdaptation,
    ListProblem,
    ModelList,
    Provider,
    TokenPrices,
    Weights,
)
from app.api.errors import Error, WeightsError
from app.api.model_reference import parse_model
from app.api.objects import Model
from app.api.served_models import ServedModels

if TYPE_CHECKING:
    from app.remote.server_client import ServerClient


class RemoteEndpoints:
    """The endpoint of a server. `model`: for runs that name none; empty leaves it to the server."""

    def __init__(self, client: "ServerClient", model: str) -> None:
        self._client = client
        self._model = model
        self._problem: ListProblem | None = None

    async def current(self) -> Endpoint:
        """Return the server."""
        server = self._client.server
        kind: EndpointKind = "hosted"
        if server.on_this_machine:
            kind = "local"
        return Endpoint(name=server.name, base_url=server.url, kind=kind, origin=server.origin, setting="server")

    async def candidates(self) -> Sequence[Endpoint]:
        """Return no endpoints: nothing can be chosen from here."""
        return ()

    async def slow_servers(self, known: Sequence[Endpoint], /) -> AsyncGenerator[ModelList]:
        """Yield nothing: the server knows which model servers run beside it."""
        for listed in ():
            yield listed

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Raise `Error`."""
        raise Error(self._only_there("The model is chosen"))

    def providers(self) -> Sequence[Provider]:
        """Return no providers: their keys are kept where the server runs."""
        return ()

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        """Raise `Error`; the key is not sent."""
        raise Error(self._only_there("The key is set"))

    async def add_server(self, base_url: str, key: str, /) -> Endpoint:
        """Raise `Error`; the key is not sent."""
        raise Error(self._only_there("A model server is added"))

    async def forget(self, profile: str, /) -> None:
        """Raise `Error`."""
        raise Error(self._only_there("A profile is deleted"))

    async def profiles(self) -> Sequence[Endpoint]:
        """Return the server, which has profiles of its own and takes a model's name as `PROFILE::MODEL`."""
        return [await self.current()]

    async def profile_of(self, model: str, /) -> Endpoint | None:
        """Return the server, which finds the profile itself."""
        return await self.current()

    async def model_lists(self) -> AsyncGenerator[ModelList]:
        """Yield the list of the server."""
        server = await self.current()
        try:
            models = await self.models()
        except Error as error:
            yield ModelList(server, (), ListProblem(str(error), failed=True))
        else:
            yield ModelList(server, models, self.list_problem())

    async def token_prices(self, listed: ModelList, /) -> Mapping[str, TokenPrices]:
        """Return nothing: prices are known where the server runs."""
        return {}

    async def models(self) -> Sequence[Model]:
        """Return the models that the server lists. Raises `Unavailable`."""
        return (await self._list()).data

    async def _list(self) -> ServedModels:
        listed = await self._client.get(ServedModels, "/models")
        self._problem = listed.problem or None
        return listed

    def list_problem(self) -> ListProblem | None:
        """Return why the server lists no models, in its words: what to do about it is to be done there."""
        if self._problem is None:
            return None
        says = self._client.redactor.redact(self._problem.says)
        return ListProblem(f"On the server at {self._client.server.url}: {says}", self._problem.failed)

    async def resolve_model(self, model: str, /) -> str:
        """Return the model asked for, else the default that the server names.

        Empty if the name is not in the list, since the server then maps it by its own settings, and if no name is asked
        for and the server knows none.
        """
        asked = model or self._model
        if parse_model(asked).profile:
            return asked  # of a profile of the server, whose list has the models of one
        served = await self._list()
        names = [listed.id for listed in served.data]
        if not asked and served.default is UNSET:
            return next(iter(names), "")
        if not asked:
            return served.default or ""
        if names and asked not in names:
            return ""
        return asked

    async def context_window(self, model: str, /) -> int:
        """Return 0: the list of a server has no windows. The facts of a run tell that of its model."""
        return 0

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return nothing: what was learnt is known where the server runs."""
        return ()

    def take_notices(self) -> Sequence[str]:
        """Return sentences about the connection: what was learnt of a model is said where the server runs."""
        notices = list(self._client.notices)
        self._client.notices.clear()
        return notices

    async def prepare(self) -> None:
        """Do nothing: the SDK was imported with the client."""

    def weights(self) -> Sequence[Weights]:
        """Return no models: they are on the server's machine."""
        return ()

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Raise `WeightsError`."""
        raise WeightsError(self._only_there("Built-in models are downloaded (`assistant-chat model pull`)"))
        yield  # pyright: ignore[reportUnreachable] - makes this a generator, as the protocol has it

    def _only_there(self, what: str) -> str:
        return f"{what} on the server, at {self._client.server.url}, not from here."
