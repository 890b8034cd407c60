"""The models of the endpoint in use: `open_models` makes it, everybody above asks through it.

The endpoint is found once, by the order of `endpoint_choice`; its list of models and its connections are kept.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from app.api.endpoints import Endpoint, FetchProgress, Weights
from app.api.errors import ConsentNeeded, NoEndpoint, WeightsError
from app.api.objects import Model
from app.models.builtin.process import BuiltIn
from app.models.builtin.weights import Shelf
from app.models.endpoints.addresses import DEFAULT_MODELS
from app.models.endpoints.choice import EndpointChoice, Found
from app.models.endpoints.local_servers import PATIENCE, Server, known_servers
from app.models.endpoints.model_names import answering_model
from app.models.model import ModelError, ModelRequest, Piece
from app.openai_sdk.lean_import import lean_sdk
from app.settings import Settings

if TYPE_CHECKING:
    from app.models.chat.client import ChatCompletions, Patience

LIST_PATIENCE = 5.0
"""Seconds for a list of models."""
LIST_AGE = 300.0
"""Seconds after which a list is asked for again."""


class ConnectedModels:
    """`Models` on real endpoints. One per process; used from one event loop."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        *,
        servers: Sequence[Server] | None = None,
        probing: float = PATIENCE,
        patience: "Patience | None" = None,
    ) -> None:
        """`servers`: the local servers to look for. `probing`: seconds for that. `patience`: of a model call."""
        cache = environ.get("ASSISTANT_CHAT_MODELS_CACHE", "").strip()
        self._settings = settings
        self._shelf = Shelf(settings.data_dir / "models", cache=Path(cache).expanduser() if cache else None)
        self._choice = EndpointChoice(
            settings,
            servers=known_servers(environ) if servers is None else servers,
            installed=lambda: bool(self._shelf.installed()),
            patience=probing,
        )
        self._patience = patience
        self._built_in = BuiltIn(self._shelf)
        self._found: Found | None = None
        self._finding = asyncio.Lock()
        self._callers: dict[tuple[str, str], ChatCompletions] = {}
        self._calling = asyncio.Lock()
        self._list: tuple[float, Sequence[Model]] | None = None
        self._no_list = ""

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Ask the endpoint in use. A built-in model that died since the last message is started again."""
        for last in (False, True):
            caller, model = await self._ready(request.model)
            begun = False
            try:
                async with aclosing(caller.stream(request, model)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ModelError:
                self._list = None  # it may have failed because the list is out of date
                if last or begun or not caller.built_in or not await self._built_in.died():
                    raise

    async def current(self) -> Endpoint | None:
        """The endpoint in use. While there is none it is looked for again at each call."""
        found = await self._current()
        return found.endpoint if found else None

    async def candidates(self) -> Sequence[Endpoint]:
        """What answers or was set, best first."""
        return [found.endpoint for found in await self._choice.all()]

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use it. Raises `ConfigError` when the choice cannot be kept."""
        found = await asyncio.to_thread(self._choice.keep, endpoint)
        self._use(found)
        return found.endpoint

    async def use_key(self, key: str, /) -> Endpoint:
        """Use the hosted endpoint with this key. Raises `ConfigError` when it is no key or cannot be kept."""
        found = await asyncio.to_thread(self._choice.keep_key, key)
        self._use(found)
        return found.endpoint

    async def models(self) -> Sequence[Model]:
        """The list of the endpoint in use."""
        return await self._models(await self._usable())

    async def resolve_model(self, model: str, /) -> str:
        """The name that is sent for `model`."""
        found = await self._usable()
        setting = self._settings.model
        default = DEFAULT_MODELS.get(found.endpoint.base_url)
        names: Sequence[str] = ()
        # A list costs a request: not for what the user set, nor where the default is known.
        if found.endpoint.kind == "built-in" or (model and model != setting) or not (setting or default):
            names = [one.id for one in await self._models(found)]
            if model and model not in names and self._list and time.monotonic() - self._list[0] > 1:
                self._list = None
                names = [one.id for one in await self._models(found)]
        if found.endpoint.kind == "built-in" and setting not in names:
            setting = None  # a name set for another endpoint
        return answering_model(
            model, names, setting=setting, mapped=self._settings.model_map, default=default, no_list=self._no_list
        )

    async def prepare(self) -> None:
        """Import the SDK and make the client; ask for the list where the first run will need it."""
        found = await self._current()
        if found is None or found.endpoint.needs_consent:
            return
        if found.endpoint.kind == "built-in":
            await asyncio.to_thread(chat_completions)
            return
        await self._caller(found, "")
        await self.resolve_model("")

    def weights(self) -> Sequence[Weights]:
        """The built-in models."""
        return self._shelf.offered()

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Download one; where nothing else answers, it is in use from then on."""
        from app.models.builtin.download import fetch  # late: zip, hashing and an HTTP client for a rare moment

        async with aclosing(fetch(self._shelf, self._shelf.named(name))) as steps:
            async for step in steps:
                yield step
        self._list = None

    async def close(self) -> None:
        """Close connections and end the built-in model's process."""
        callers = list(self._callers.values())
        self._callers.clear()
        await asyncio.gather(self._built_in.close(), *(caller.close() for caller in callers))

    async def _ready(self, asked: str) -> "tuple[ChatCompletions, str]":
        """Whom to ask and for which model. Raises `ModelError`."""
        try:
            found = await self._usable()
            model = await self.resolve_model(asked)
            return await self._caller(found, model), model
        except (NoEndpoint, WeightsError) as error:
            raise ModelError(str(error)) from error

    async def _current(self) -> Found | None:
        async with self._finding:
            if self._found is None:
                self._found = await self._choice.first()
                if self._found and self._found.models is not None:
                    self._list = (time.monotonic(), self._found.models)
            return self._found

    async def _usable(self) -> Found:
        found = await self._current()
        if found is None:
            raise NoEndpoint
        if found.endpoint.needs_consent:
            raise ConsentNeeded(found.endpoint.base_url)
        return found

    def _use(self, found: Found) -> None:
        self._found = found
        self._list = None

    async def _models(self, found: Found) -> Sequence[Model]:
        if found.endpoint.kind == "built-in":
            return [Model(id=weights.name, owned_by="built-in") for weights in self._shelf.installed()]
        if self._list is None or time.monotonic() - self._list[0] > LIST_AGE:
            models, self._no_list = await asyncio.to_thread(listed, found)
            if self._no_list:
                return []  # not kept: the server may be there at the next try
            self._list = (time.monotonic(), models)
        return self._list[1]

    async def _caller(self, found: Found, model: str) -> "ChatCompletions":
        """The client for this endpoint, made once; the built-in model's process is started for it."""
        address, key = found.endpoint.base_url, found.key
        if found.endpoint.kind == "built-in":
            address, key = await self._built_in.ready(model)
        async with self._calling:
            if (address, key) not in self._callers:
                self._callers[address, key] = await asyncio.to_thread(new_caller, found, address, key, self._patience)
            return self._callers[address, key]


def chat_completions() -> "type[ChatCompletions]":
    """The class, its module imported when it is needed: the SDK costs 0.3 s and 18 MB."""
    with lean_sdk():
        from app.models.chat.client import ChatCompletions, warm

    asyncio.run(warm())
    return ChatCompletions


def new_caller(found: Found, address: str, key: str, patience: "Patience | None") -> "ChatCompletions":
    """A client. Runs in a thread."""
    make = chat_completions()
    more = {} if patience is None else {"patience": patience}
    return make(found.endpoint, address=address, key=key, key_origin=found.key_origin, **more)


def listed(found: Found) -> tuple[Sequence[Model], str]:
    """The endpoint's list, or none and the sentence that says why. Runs in a thread."""
    from app.models.endpoints.model_list import NoList, list_models  # late: urllib costs 25 ms

    try:
        hosted = found.endpoint.kind == "hosted"
        base_url, key, origin = found.endpoint.base_url, found.key, found.key_origin
        return list_models(base_url, key, seconds=LIST_PATIENCE, proxy=hosted, key_origin=origin), ""
    except NoList as error:
        return [], str(error)
