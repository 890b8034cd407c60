"""The models of the endpoint in use: finds the endpoint once, resolves names, and sends model calls to it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from app.api.endpoints import Endpoint, FetchProgress, Weights
from app.api.errors import ConsentNeeded, NoEndpoint, WeightsError
from app.api.objects import Model
from app.models.builtin.process import BuiltInServer
from app.models.builtin.weights import WeightsFolder
from app.models.callers import Caller, Callers, import_chat_completions
from app.models.endpoints.addresses import DEFAULT_MODELS
from app.models.endpoints.choice import EndpointChoice, ResolvedEndpoint
from app.models.endpoints.list_cache import ListCache
from app.models.endpoints.local_servers import PROBE_TIMEOUT_S, LocalServer, known_servers
from app.models.endpoints.model_names import resolve_model_name
from app.models.model import Answering, ModelError, ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.settings import Settings

MAX_TRIES = 2
"""How often one model call is tried: again only if the built-in model's process turns out to be dead."""


class ConnectedModels:
    """`Models` on real endpoints. One per process; used from one event loop."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        *,
        servers: Sequence[LocalServer] | None = None,
        probe_timeout_s: float = PROBE_TIMEOUT_S,
        timeouts: ModelTimeouts = ModelTimeouts(),  # noqa: B008 - frozen
    ) -> None:
        """`servers`: the local servers to look for, the known ones if `None`."""
        self._settings = settings
        self._weights = WeightsFolder(settings.data_dir / "models", cache=cache_folder(environ))
        if servers is None:
            servers = known_servers(environ)
        self._choice = EndpointChoice(settings, servers=servers, weights=self._weights, probe_timeout_s=probe_timeout_s)
        self._callers = Callers(BuiltInServer(self._weights), timeouts)
        self._list = ListCache()
        self._resolved: ResolvedEndpoint | None = None
        self._finding = asyncio.Lock()

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Ask the endpoint in use. A built-in model that died since the last message is started again."""
        for number in range(1, MAX_TRIES + 1):
            resolved, caller, model = await self._connect(request.model)
            begun = False
            try:
                async with aclosing(caller.stream(request, model)) as pieces:
                    async for piece in pieces:
                        if request.names_answerer and not begun:
                            yield Answering(model, resolved.endpoint.base_url)
                        begun = True
                        yield piece
                return
            except ModelError:
                self._list.clear()  # the call may have failed because the list is out of date
                if begun or number == MAX_TRIES or not await self._callers.has_died(resolved):
                    raise

    async def current(self) -> Endpoint | None:
        """Return the endpoint in use. As long as there is none, each call looks for one again."""
        resolved = await self._find()
        return resolved.endpoint if resolved else None

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that were set, were chosen before or answer, best first."""
        return [resolved.endpoint for resolved in await self._choice.find_all()]

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this endpoint. Raises `ConfigError` when the choice cannot be saved."""
        return self._use(await asyncio.to_thread(self._choice.save, endpoint))

    async def use_key(self, key: str, /) -> Endpoint:
        """Use the hosted endpoint with this key. Raises `ConfigError` when it is no key or cannot be saved."""
        return self._use(await asyncio.to_thread(self._choice.save_key, key))

    async def models(self) -> Sequence[Model]:
        """Return the model list of the endpoint in use."""
        resolved = await self._require()
        if resolved.endpoint.kind == "built-in":
            return [Model(id=model.name, owned_by="built-in") for model in self._weights.installed()]
        return await self._list.get(resolved)

    async def resolve_model(self, model: str, /) -> str:
        """Return the name to send for a run that asks for `model`."""
        resolved = await self._require()
        setting = self._settings.model
        default = DEFAULT_MODELS.get(resolved.endpoint.base_url)
        names: Sequence[str] = ()
        if resolved.endpoint.kind == "built-in":
            names = [weights.name for weights in self._weights.installed()]
            if setting not in names:
                setting = None  # a name set for another endpoint
        # A list costs a request, which the model that the user set and a known default do not need.
        elif (model and model != setting) or not (setting or default):
            names = await self._list.names(resolved, model)
        return resolve_model_name(
            model,
            names,
            setting=setting,
            mapped=self._settings.model_map,
            default=default,
            no_list=self._list.problem,
        )

    async def prepare(self) -> None:
        """Import the SDK and make the client; fetch the list if the first run will need it."""
        resolved = await self._find()
        if resolved is None or resolved.endpoint.needs_consent:
            return
        if resolved.endpoint.kind == "built-in":
            await asyncio.to_thread(import_chat_completions)
            return
        await self._callers.get(resolved, "")
        await self.resolve_model("")

    def weights(self) -> Sequence[Weights]:
        """Return the built-in models."""
        return self._weights.offered()

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Download a built-in model; if nothing else answers, it is in use from then on."""
        from app.models.builtin.download import fetch  # late: zip, hashing and an HTTP client for a rare moment

        async with aclosing(fetch(self._weights, self._weights.find(name))) as steps:
            async for step in steps:
                yield step
        self._list.clear()

    async def close(self) -> None:
        """Close connections and end the built-in model's process."""
        await self._callers.close()

    async def _connect(self, asked: str) -> tuple[ResolvedEndpoint, Caller, str]:
        """Return the endpoint, a client for it and the name of the model. Raises `ModelError`."""
        try:
            resolved = await self._require()
            model = await self.resolve_model(asked)
            return resolved, await self._callers.get(resolved, model), model
        except (NoEndpoint, WeightsError) as error:
            raise ModelError(str(error)) from error

    async def _find(self) -> ResolvedEndpoint | None:
        async with self._finding:
            if self._resolved is None:
                self._resolved = await self._choice.find_first()
                if self._resolved and self._resolved.models is not None:
                    self._list.put(self._resolved.models)
            return self._resolved

    async def _require(self) -> ResolvedEndpoint:
        """Return the endpoint in use. Raises `NoEndpoint` when there is none, or the user has not allowed it yet."""
        resolved = await self._find()
        if resolved is None:
            raise NoEndpoint
        if resolved.endpoint.needs_consent:
            raise ConsentNeeded(resolved.endpoint.base_url)
        return resolved

    def _use(self, resolved: ResolvedEndpoint) -> Endpoint:
        self._resolved = resolved
        self._list.clear()
        return resolved.endpoint


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for downloads that several data folders share, if one is set."""
    folder = environ.get("ASSISTANT_CHAT_MODELS_CACHE", "").strip()
    return Path(folder).expanduser() if folder else None
