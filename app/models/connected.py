"""The models of all profiles: finds the endpoint in use, resolves names, and sends model calls where they belong."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

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
from app.api.errors import ConfigError
from app.api.model_reference import ModelReference
from app.api.objects import Model
from app.models.builtin.process import BuiltInServer
from app.models.builtin.weights import WeightsFolder
from app.models.calls.callers import Callers, import_chat_completions
from app.models.calls.sending import CallSender
from app.models.dialect_memory import KEPT_S, DialectMemory, Learnt
from app.models.endpoints.addresses import base_url_of, endpoint_at, name_of
from app.models.endpoints.choice import EndpointChoice, valid_key
from app.models.endpoints.in_use import EndpointsInUse
from app.models.endpoints.local_servers import PROBE_TIMEOUT_S, LocalServer, known_servers
from app.models.endpoints.names.list_cache import LIST_TIMEOUT_S, import_lists
from app.models.endpoints.names.model_choice import ModelChoice
from app.models.endpoints.providers import OPENAI, PROVIDERS
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.working_addresses import ADDRESS, WorkingAddresses
from app.models.model import ModelRequest, Piece
from app.models.timeouts import ModelTimeouts
from app.openai_sdk.redaction import Redactor, secrets_in_environment
from app.settings import Settings
from app.settings.profiles_file import ProfileTable
from app.settings.values import check_url

if TYPE_CHECKING:
    from app.api.passed_calls import PassedAnswer, PassedCall


PRICES_MODULE = "app.models.calls.call_prices"
"""What the list of models needs for its prices."""


class CheckKey(Protocol):
    """The function `check_key`."""

    async def __call__(self, base_url: str, key: str, *, name: str, table: ProfileTable) -> str:
        """Try a key."""
        ...


class ConnectedModels:
    """`Models` on real endpoints. One per process; used from one event loop."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        *,
        servers: Sequence[LocalServer] | None = None,
        probe_timeout_s: float = PROBE_TIMEOUT_S,
        list_timeout_s: float = LIST_TIMEOUT_S,
        timeouts: ModelTimeouts = ModelTimeouts(),  # noqa: B008 - frozen
        key_check_url: str = OPENAI,
        first_run_needs: Sequence[str] = (),
        redactor: Redactor | None = None,
    ) -> None:
        """`servers`: the local servers to look for, the known ones if `None`. `key_check_url`: where OpenAI's keys are
        tried. `first_run_needs`: modules that `prepare` imports, too. `redactor`: gets to know all keys.
        """
        self._redactor = redactor or Redactor()
        self._redactor.know(*settings.secrets, *secrets_in_environment(environ))
        self._weights = WeightsFolder(settings.data_dir / "models", cache=cache_folder(environ))
        servers = known_servers(environ) if servers is None else servers
        self._choice = EndpointChoice(
            settings,
            servers=servers,
            weights=self._weights,
            probe_timeout_s=probe_timeout_s,
            redactor=self._redactor,
        )
        self._memory = DialectMemory(settings.data_dir / "dialects.json", self._redactor)
        self._endpoints = EndpointsInUse(self._choice, self._memory)
        self._callers = Callers(BuiltInServer(self._weights), timeouts, self._memory, self._redactor)
        self._addresses = WorkingAddresses(self._memory, settings.base_url)
        self._models = ModelChoice(settings, self._weights, self._addresses, self._redactor, list_timeout_s)
        self._calls = CallSender(
            self._endpoints, self._models, self._addresses, self._callers, self._memory, self._redactor
        )
        self._key_check_url = key_check_url
        self._first_run_needs = first_run_needs

    async def open(self) -> None:
        """Read the profiles. Raises `ConfigError` naming file and line, before anything is asked."""
        await asyncio.to_thread(self._choice.check)

    def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Ask the profile that the request is for; again at once if a failure says what was wrong with this way."""
        return self._calls.stream(request)

    async def current(self) -> Endpoint | None:
        """Return the endpoint in use. As long as there is none, each call looks for one again."""
        resolved = await self._endpoints.find()
        return resolved.endpoint if resolved else None

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that were set, were chosen before or answer, best first."""
        return [resolved.endpoint for resolved in await self._choice.find_all()]

    async def slow_servers(self, known: Sequence[Endpoint], /) -> AsyncGenerator[ModelList]:
        """Yield the local servers that are not among `known`, as they answer, with their models."""
        async with aclosing(self._choice.find_slow(known)) as answering:
            async for resolved in answering:
                yield ModelList(resolved.endpoint, await self._models.models(resolved))

    async def profiles(self) -> Sequence[Endpoint]:
        """Return all that can be used now, the one in use first."""
        return [resolved.endpoint for resolved in await self._endpoints.find_all()]

    async def profile_of(self, model: str, /) -> Endpoint | None:
        """Return the endpoint that a model of this name is asked at."""
        resolved = await self._endpoints.find(self._models.read_reference(model).profile)
        return resolved.endpoint if resolved else None

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this endpoint. Raises `ConfigError` when the choice cannot be saved."""
        return await self._use(await asyncio.to_thread(self._choice.save, endpoint))

    def providers(self) -> Sequence[Provider]:
        """Return the hosted providers that are known by name."""
        return PROVIDERS

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        """Use the provider with this key, tried first. Raises `ConfigError` if it is rejected or not saved."""
        address = read_base_url(base_url or OPENAI)
        checked, warning = await self._try_key(address, key)
        return await self._use(await asyncio.to_thread(self._choice.save_key, address, checked), warning)

    async def add_server(self, base_url: str, key: str, /) -> Endpoint:
        """Use any other server. Raises `ConfigError` if the key is rejected, or the address is none."""
        address = read_base_url(base_url)
        if key.strip():
            return await self.use_key(key, address)
        return await self.choose(endpoint_at(address, Origin.CHOSEN))

    async def forget(self, profile: str, /) -> None:
        """Delete a profile with its key. Raises `ConfigError`."""
        await self._endpoints.forget(profile)

    async def models(self) -> Sequence[Model]:
        """Return the model list of the endpoint in use."""
        return await self._models.models(await self._endpoints.require())

    async def model_lists(self) -> AsyncGenerator[ModelList]:
        """Yield the list of each profile as it arrives."""
        allowed = [one for one in await self._endpoints.find_all() if not one.endpoint.needs_consent]
        async with aclosing(lists_as_they_arrive(self._models, allowed)) as lists:
            async for listed in lists:
                yield listed

    async def token_prices(self, listed: ModelList, /) -> Mapping[str, TokenPrices]:
        """Return the list prices of these models."""
        from app.models.calls.call_prices import price_models  # late: a start shows none

        return await asyncio.to_thread(price_models, listed)

    def list_problem(self) -> ListProblem | None:
        """Return why the list did not come the last time that it was asked for."""
        current = self._endpoints.current
        return self._models.describe_problem(current) if current else None

    async def resolve_model(self, model: str, /) -> str:
        """Return the name to send for a run that asks for `model`, with the profile if it is not the one in use.

        A model that is named does not wait for a slow list: it is then taken as it is.
        """
        reference = self._models.read_reference(model)
        resolved = await self._endpoints.require(reference.profile)
        name = await self._calls.resolve(resolved, reference.model, patient=not reference.model)
        if self._endpoints.is_current(resolved):
            return name
        return ModelReference(resolved.endpoint.profile, name).text

    async def context_window(self, model: str, /) -> int:
        """Return how many tokens a model takes, from what was learnt, its endpoint's list, or the table of models."""
        reference = self._models.read_reference(model)
        return await self._calls.windows.read(await self._endpoints.require(reference.profile), reference.model)

    async def pass_on(self, call: "PassedCall", /) -> "PassedAnswer":
        """Pass a call of the endpoint's own API on."""
        return await self._calls.pass_on(call)

    def redact(self, text: str, /) -> str:
        """Return a text without the keys in use."""
        return self._redactor.redact(text)

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return what was learnt of the endpoint in use."""
        resolved = await self._endpoints.find()
        if resolved is None:
            return []
        return [describe(learnt) for learnt in self._memory.at(resolved.endpoint.base_url)]

    def take_notices(self) -> Sequence[str]:
        """Return sentences about what was learnt of the endpoint since the last call."""
        return self._memory.take_notices()

    async def prepare(self) -> None:
        """Import what the first run needs; make the client; fetch the list if that run will need it."""
        await asyncio.to_thread(import_all, (*self._first_run_needs, PRICES_MODULE))
        resolved = await self._endpoints.find()
        if resolved is None or resolved.endpoint.needs_consent:
            return
        if resolved.endpoint.kind == "built-in":
            await asyncio.to_thread(import_chat_completions)
            return
        await self._callers.get(resolved, self._addresses.current(resolved.endpoint.base_url), "")
        await asyncio.to_thread(import_lists)
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

    async def close(self) -> None:
        """Close connections and end the built-in model's process."""
        await self._models.close()
        await self._callers.close()

    async def _try_key(self, base_url: str, pasted: str) -> tuple[str, str]:
        """Return the key without the space around it, and a warning if it cannot be tried. Raises `ConfigError`."""
        key = valid_key(pasted)
        self._redactor.know(key)
        check_key = await asyncio.to_thread(import_key_check)
        address = self._key_check_url if base_url == OPENAI else base_url
        return key, await check_key(address, key, name=name_of(base_url), table=self._choice.table_at(base_url))

    async def _use(self, resolved: ResolvedEndpoint, warning: str = "") -> Endpoint:
        """Use it from now on; return it with what the user should know about the choice."""
        self._endpoints.current = resolved
        self._models.clear(resolved)
        override = await asyncio.to_thread(self._choice.describe_override, resolved)
        return replace(resolved.endpoint, warning=f"{warning} {override}".strip())


def import_all(modules: Sequence[str]) -> None:
    """Import modules. For a worker thread."""
    for module in modules:
        import_module(module)


async def lists_as_they_arrive(models: ModelChoice, endpoints: Sequence[ResolvedEndpoint]) -> AsyncGenerator[ModelList]:
    """Yield the list of each endpoint when it is there, so that a slow one holds up no other."""

    async def fetch(resolved: ResolvedEndpoint) -> ModelList:
        listed = await models.models(resolved)
        problem = None if listed else models.describe_problem(resolved)
        return ModelList(resolved.endpoint, listed, problem)

    tasks = [asyncio.create_task(fetch(resolved)) for resolved in endpoints]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def read_base_url(typed: str) -> str:
    """Return the one spelling of an address that the user typed. Raises `ConfigError`."""
    try:
        return base_url_of(check_url(typed))
    except ValueError as error:
        raise ConfigError(f"The base URL {error}.") from error


def import_key_check() -> "CheckKey":
    """Import the check of a pasted key when it is first needed: it brings an HTTP client, 0.15 s. Runs in a thread."""
    from app.models.endpoints.key_check import check_key  # late: an HTTP client for a rare moment

    return check_key


def describe(learnt: Learnt) -> LearntAdaptation:
    """Describe what was learnt for people."""
    from app.models.chat.dialect.adaptations import description_of  # late: its patterns cost 8 ms at each start

    text = description_of(learnt.adaptation, learnt.value)
    if learnt.adaptation == ADDRESS:
        text = f"the API is asked at {learnt.value}"
    return LearntAdaptation(
        model=learnt.model,
        description=text,
        reason=learnt.reason,
        learnt_at=learnt.at,
        kept_until=learnt.at + KEPT_S,
    )


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for downloads that several data folders share, if one is set."""
    folder = environ.get("ASSISTANT_CHAT_MODELS_CACHE", "").strip()
    return Path(folder).expanduser() if folder else None
