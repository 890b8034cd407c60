"""The models of the endpoint in use: finds the endpoint once, resolves names, and sends model calls to it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from msgspec.structs import replace

from app.api.endpoints import Endpoint, FetchProgress, LearntAdaptation, ListProblem, Weights
from app.api.errors import ConsentNeeded, NoEndpoint, WeightsError
from app.api.objects import Model
from app.models.builtin.process import BuiltInServer
from app.models.builtin.weights import WeightsFolder
from app.models.calls.callers import Callers, import_chat_completions
from app.models.calls.retries import Call, Retry
from app.models.dialect_memory import KEPT_S, DialectMemory, Learnt
from app.models.endpoints.addresses import DEFAULT_MODELS, OPENAI
from app.models.endpoints.choice import EndpointChoice, ResolvedEndpoint, valid_key
from app.models.endpoints.list_cache import LIST_TIMEOUT_S, ListCache, Names
from app.models.endpoints.local_servers import PROBE_TIMEOUT_S, LocalServer, known_servers
from app.models.endpoints.model_names import resolve_model_name
from app.models.endpoints.working_addresses import ADDRESS, WorkingAddresses
from app.models.model import Answering, ModelError, ModelRequest, Piece, UnknownModel, WrongAddress
from app.models.timeouts import ModelTimeouts
from app.settings import Settings


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
    ) -> None:
        """`servers`: the local servers to look for, the known ones if `None`. `key_check_url`: tries a pasted key."""
        self._settings = settings
        self._weights = WeightsFolder(settings.data_dir / "models", cache=cache_folder(environ))
        servers = known_servers(environ) if servers is None else servers
        self._choice = EndpointChoice(settings, servers=servers, weights=self._weights, probe_timeout_s=probe_timeout_s)
        self._memory = DialectMemory(settings.data_dir / "dialects.json")
        self._callers = Callers(BuiltInServer(self._weights), timeouts, self._memory)
        self._addresses = WorkingAddresses(self._memory, settings.base_url)
        self._list = ListCache(self._addresses, list_timeout_s)
        self._key_check_url = key_check_url
        self._resolved: ResolvedEndpoint | None = None
        self._finding = asyncio.Lock()

    async def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece, None]:
        """Ask the endpoint in use; again at once, in another way, if a failure says what was wrong with this one."""
        retry = Retry(self._addresses, self._callers)
        while True:
            call = await self._connect(request.model, retry)
            begun = False
            try:
                async with aclosing(call.caller.stream(request, call.model)) as pieces:
                    async for piece in pieces:
                        if not begun:
                            await self._addresses.found(call.resolved.endpoint.base_url, call.address, retry.reason)
                            yield Answering(call.model, call.resolved.endpoint.base_url)
                        begun = True
                        yield piece
                return
            except ModelError as error:
                if isinstance(error, UnknownModel | WrongAddress):
                    self._list.clear()  # the name or the address may have changed since it was fetched
                if begun or not await retry.prepare_retry(call, error, self._resolve_patiently):
                    raise retry.worth_telling(error) from error

    async def current(self) -> Endpoint | None:
        """Return the endpoint in use. As long as there is none, each call looks for one again."""
        resolved = await self._find()
        return resolved.endpoint if resolved else None

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that were set, were chosen before or answer, best first."""
        return [resolved.endpoint for resolved in await self._choice.find_all()]

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this endpoint. Raises `ConfigError` when the choice cannot be saved."""
        return await self._use(await asyncio.to_thread(self._choice.save, endpoint))

    async def use_key(self, key: str, /) -> Endpoint:
        """Use the hosted endpoint with this key, tried first. Raises `ConfigError` if it is rejected or not saved."""
        checked, warning = await try_key(self._key_check_url, key)
        return await self._use(await asyncio.to_thread(self._choice.save_key, checked), warning)

    async def models(self) -> Sequence[Model]:
        """Return the model list of the endpoint in use."""
        resolved = await self._require()
        if resolved.endpoint.kind == "built-in":
            return [Model(id=model.name, owned_by="built-in") for model in self._weights.installed()]
        return await self._list.get(resolved)

    def list_problem(self) -> ListProblem | None:
        """Return why the list did not come the last time that it was asked for."""
        return self._list.describe_problem()

    async def resolve_model(self, model: str, /) -> str:
        """Return the name to send for a run that asks for `model`.

        A model that is named does not wait for a slow list: it is then taken as it is.
        """
        return await self._resolve_model(model, patient=not model)

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return what was learnt of the endpoint in use."""
        resolved = await self._find()
        if resolved is None:
            return []
        return [describe(learnt) for learnt in self._memory.at(resolved.endpoint.base_url)]

    def take_notices(self) -> Sequence[str]:
        """Return sentences about what was learnt of the endpoint since the last call."""
        return self._memory.take_notices()

    async def prepare(self) -> None:
        """Import the SDK and make the client; fetch the list if the first run will need it."""
        resolved = await self._find()
        if resolved is None or resolved.endpoint.needs_consent:
            return
        if resolved.endpoint.kind == "built-in":
            await asyncio.to_thread(import_chat_completions)
            return
        await self._callers.get(resolved, self._addresses.current(resolved.endpoint.base_url), "")
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
        await self._list.close()
        await self._callers.close()

    async def _connect(self, asked: str, retry: Retry) -> Call:
        """Return what is needed to send a call. Raises `ModelError`."""
        try:
            resolved = await self._require()
            model = await self._resolve_model(asked, patient=retry.patient or not asked)
            address = retry.address or self._addresses.current(resolved.endpoint.base_url)
            caller = await self._callers.get(resolved, address, model)
            return Call(resolved=resolved, address=address, asked=asked, model=model, caller=caller)
        except (NoEndpoint, WeightsError) as error:
            raise ModelError(str(error)) from error

    async def _resolve_patiently(self, model: str) -> str:
        return await self._resolve_model(model, patient=True)

    async def _resolve_model(self, model: str, *, patient: bool) -> str:
        """Resolve a name. `patient`: wait for the list of models as long as that may take."""
        resolved = await self._require()
        setting = self._settings.model
        default = DEFAULT_MODELS.get(resolved.endpoint.base_url)
        known = Names()
        if resolved.endpoint.kind == "built-in":
            known = Names([weights.name for weights in self._weights.installed()], complete=True)
            if setting not in known.names:
                setting = None  # a name set for another endpoint
        # A list costs a request, which the model that the user set and a known default do not need.
        elif (model and model != setting) or not (setting or default):
            known = await self._list.names(resolved, model, patient=patient)
        return resolve_model_name(
            model,
            known.names,
            complete=known.complete,
            not_chat=known.not_chat,
            setting=setting,
            mapped=self._settings.model_map,
            default=default,
            no_list=str(self._list.problem or ""),
        )

    async def _find(self) -> ResolvedEndpoint | None:
        async with self._finding:
            if self._resolved is None:
                await self._memory.load()
                self._resolved = await self._choice.find_first()
                if self._resolved and self._resolved.listed is not None:
                    self._list.put(self._resolved.listed)
            return self._resolved

    async def _require(self) -> ResolvedEndpoint:
        """Return the endpoint in use. Raises `NoEndpoint` when there is none, or the user has not allowed it yet."""
        resolved = await self._find()
        if resolved is None:
            raise NoEndpoint
        if resolved.endpoint.needs_consent:
            raise ConsentNeeded(resolved.endpoint.base_url)
        return resolved

    async def _use(self, resolved: ResolvedEndpoint, warning: str = "") -> Endpoint:
        """Use it from now on; return it with what the user should know about the choice."""
        self._resolved = resolved
        self._list.clear()
        override = await asyncio.to_thread(self._choice.describe_override, resolved)
        return replace(resolved.endpoint, warning=f"{warning} {override}".strip())


async def try_key(url: str, pasted: str) -> tuple[str, str]:
    """Return the key without the space around it, and a warning if it cannot be tried now. Raises `ConfigError`."""
    key = valid_key(pasted)
    check_key = await asyncio.to_thread(import_key_check)
    return key, await check_key(url, key)


def import_key_check() -> Callable[[str, str], Awaitable[str]]:
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
