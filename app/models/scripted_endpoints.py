"""The endpoints of a scripted model: `api.Endpoints` with what a test wrote."""

from collections.abc import AsyncGenerator, Mapping, Sequence

from msgspec.structs import replace

from app.api.endpoints import (
    Endpoint,
    FetchProgress,
    LearntAdaptation,
    ListProblem,
    ModelList,
    Origin,
    Provider,
    TokenPrices,
    Weights,
)
from app.api.errors import NoEndpoint, WeightsError
from app.api.model_reference import parse_model
from app.api.objects import Model
from app.models.endpoints.addresses import endpoint_at
from app.models.endpoints.providers import OPENAI, PROVIDERS

SCRIPT = Endpoint(name="script", base_url="script:", kind="script", origin=Origin.SCRIPT, profile="script")


class ScriptedEndpoints:
    """`endpoint` is in use, `lists` are the other profiles with their models; `keys` are those that were pasted."""

    def __init__(
        self,
        models: Sequence[str],
        endpoint: Endpoint | None,
        found: Sequence[Endpoint],
        built_in: Sequence[Weights],
        fetches: Sequence[FetchProgress | Exception],
        lists: Sequence[ModelList],
    ) -> None:
        self.names = models
        self.endpoint = endpoint
        self.found = found or ([endpoint] if endpoint else [])
        self.built_in = built_in
        self.fetches = fetches
        self.lists = lists
        self.keys: list[str] = []
        self.prepared = 0
        self.windows: dict[str, int] = {}
        self.prices: dict[str, TokenPrices] = {}

    async def current(self) -> Endpoint | None:
        """Return the endpoint that the test gave or chose."""
        return self.endpoint

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that the test gave as `found`."""
        return self.found

    async def slow_servers(self, known: Sequence[Endpoint], /) -> AsyncGenerator[ModelList]:
        """Yield nothing: all that the test gave is there at once."""
        for listed in ():
            yield listed

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use it, with the user's consent; the replies stay the same."""
        self.endpoint = replace(endpoint, needs_consent=False)
        return self.endpoint

    def providers(self) -> Sequence[Provider]:
        """Return the providers of the program."""
        return PROVIDERS

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        """Record the key in `keys` and use the provider."""
        self.keys.append(key)
        return await self.choose(endpoint_at(base_url or OPENAI, Origin.PASTED))

    async def add_server(self, base_url: str, key: str, /) -> Endpoint:
        """Record the key in `keys`, if there is one, and use the server."""
        if key:
            self.keys.append(key)
        return await self.choose(endpoint_at(base_url, Origin.CHOSEN))

    async def forget(self, profile: str, /) -> None:
        """Drop the profile; if it is in use, the first of the others is used."""
        self.lists = [listed for listed in self.lists if listed.endpoint.profile != profile]
        if self.endpoint and self.endpoint.profile == profile:
            self.endpoint = next((listed.endpoint for listed in self.lists), None)

    async def profiles(self) -> Sequence[Endpoint]:
        """Return the endpoint in use and those of `lists`."""
        others = [listed.endpoint for listed in self.lists]
        if self.endpoint is None:
            return others
        return [self.endpoint, *(one for one in others if one.profile != self.endpoint.profile)]

    async def profile_of(self, model: str, /) -> Endpoint | None:
        """Return the endpoint of the profile that the name has, else the one in use."""
        profile = parse_model(model).profile
        if not profile:
            return self.endpoint
        return next((one for one in await self.profiles() if one.profile == profile), None)

    async def model_lists(self) -> AsyncGenerator[ModelList]:
        """Yield the models of the endpoint in use, and `lists`."""
        given = {listed.endpoint.profile: listed for listed in self.lists}
        for endpoint in await self.profiles():
            yield given.get(endpoint.profile) or ModelList(endpoint, [Model(id=name) for name in self.names])

    async def token_prices(self, listed: ModelList, /) -> Mapping[str, TokenPrices]:
        """Return the prices that the test gave, of these models."""
        return {model.id: self.prices[model.id] for model in listed.models if model.id in self.prices}

    async def models(self) -> Sequence[Model]:
        """Return the models that the test gave."""
        if self.endpoint is None:
            raise NoEndpoint
        return [Model(id=name) for name in self.names]

    def list_problem(self) -> ListProblem | None:
        """Return no problem."""
        return None

    async def resolve_model(self, model: str, /) -> str:
        """Return the name asked for if the test gave it or it names another profile, else the first one."""
        endpoint = await self.profile_of(model)
        if endpoint is None:
            raise NoEndpoint
        if endpoint != self.endpoint:
            return model
        name = parse_model(model).model
        return name if name in self.names else self.names[0]

    async def context_window(self, model: str, /) -> int:
        """Return the window that the test gave."""
        return self.windows.get(parse_model(model).model, 0)

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return nothing."""
        return ()

    def take_notices(self) -> Sequence[str]:
        """Return no sentences."""
        return ()

    async def prepare(self) -> None:
        """Count the call in `prepared`; there is nothing to import."""
        self.prepared += 1

    def weights(self) -> Sequence[Weights]:
        """Return the built-in models that the test gave."""
        return self.built_in

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Play `fetches`; after `done` the built-in model is in use."""
        if not self.fetches:
            raise WeightsError("The script fetches nothing.")
        for progress in self.fetches:
            if isinstance(progress, Exception):
                raise progress
            yield progress
        self.endpoint = Endpoint(name="built-in", base_url="built-in:", kind="built-in", origin=Origin.BUILT_IN)
