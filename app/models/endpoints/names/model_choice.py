"""Which model of which profile a run asks: reads `PROFILE::MODEL`, and resolves the name with the profile's list."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from app.api.endpoints import ListProblem, Origin
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import Model
from app.models.endpoints.addresses import DEFAULT_MODELS
from app.models.endpoints.names.list_cache import LIST_TIMEOUT_S, ListCache, Names
from app.models.endpoints.names.model_names import resolve_model_name
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.working_addresses import WorkingAddresses
from app.openai_sdk.redaction import Redactor
from app.settings import Settings
from app.settings.profiles_file import ProfileTable


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


class InstalledModels(Protocol):
    """The part of `WeightsFolder` that is needed here."""

    def installed(self) -> Sequence[Named]:
        """Return the built-in models whose weights are installed."""
        ...


class ModelChoice:
    """The lists of all profiles, one cache for each, and the names that the settings map."""

    def __init__(
        self,
        settings: Settings,
        weights: InstalledModels,
        addresses: WorkingAddresses,
        redactor: Redactor,
        list_timeout_s: float = LIST_TIMEOUT_S,
    ) -> None:
        self._settings = settings
        self._weights = weights
        self._addresses = addresses
        self._redactor = redactor
        self._list_timeout_s = list_timeout_s
        self._lists: dict[tuple[str, str, str], tuple[ProfileTable, ListCache]] = {}

    def read_reference(self, asked: str) -> ModelReference:
        """Read a model's name. `[models]` in config.toml may send a plain name to another profile."""
        reference = parse_model(asked)
        if not reference.profile:
            mapped = parse_model(self._settings.model_map.get(asked, ""))
            if mapped.profile:
                return mapped
        return reference

    async def models(self, resolved: ResolvedEndpoint) -> Sequence[Model]:
        """Return the models of an endpoint, in the order of its list."""
        if resolved.endpoint.kind == "built-in":
            return [Model(id=model.name, owned_by="built-in") for model in self._weights.installed()]
        return await self._list_of(resolved).get(resolved)

    def describe_problem(self, resolved: ResolvedEndpoint) -> ListProblem | None:
        """Return why the list did not come the last time that it was asked for."""
        return self._list_of(resolved).describe_problem()

    def fetch_list(self, resolved: ResolvedEndpoint) -> None:
        """Have the list of an endpoint fetched if there is none, for later."""
        self._list_of(resolved).fetch(resolved)

    def listed_window(self, resolved: ResolvedEndpoint, model: str) -> int:
        """Return the context window of a model in the list of an endpoint, in tokens; 0 if it is not known."""
        return self._list_of(resolved).window(model)

    def clear(self, resolved: ResolvedEndpoint) -> None:
        """Drop the list of an endpoint: it may be out of date."""
        self._list_of(resolved).clear()

    async def close(self) -> None:
        """End the fetches that are under way."""
        await asyncio.gather(*(cache.close() for _, cache in self._lists.values()))

    async def resolve(self, resolved: ResolvedEndpoint, asked: str, *, patient: bool, in_use: bool) -> str:
        """Return the name to send for a run that asks for `asked` there. Raises `NoEndpoint`.

        `patient`: wait for the list of models as long as that may take. `in_use`: whether it is the endpoint in use,
        which the setting of the model is for.
        """
        setting = self._set_model(resolved, in_use=in_use)
        default = DEFAULT_MODELS.get(resolved.endpoint.base_url)
        known = Names()
        cache = self._list_of(resolved)
        if resolved.endpoint.kind == "built-in":
            known = Names([weights.name for weights in self._weights.installed()], complete=True)
            if setting not in known.names:
                setting = None  # a name set for another endpoint
        # A list costs a request, which the model that the user set and a known default do not need.
        elif (asked and asked != setting) or not (setting or default):
            known = await cache.names(resolved, asked, patient=patient)
        return resolve_model_name(
            asked,
            known.names,
            complete=known.complete,
            not_chat=known.not_chat,
            setting=setting,
            mapped=self._settings.model_map,
            default=default,
            no_list=str(cache.problem or ""),
        )

    def _set_model(self, resolved: ResolvedEndpoint, *, in_use: bool) -> str | None:
        """Return the model that the user set for this endpoint: by a flag or variable, its profile, config.toml."""
        reference = parse_model(self._settings.model or "")
        is_for_it = reference.profile == resolved.endpoint.profile or (in_use and not reference.profile)
        in_table = resolved.table.model or None
        if not is_for_it or not reference.model:
            return in_table
        if in_table and self._settings.origin("model") is Origin.CONFIG_FILE and not reference.profile:
            return in_table
        return reference.model

    def _list_of(self, resolved: ResolvedEndpoint) -> ListCache:
        key = (resolved.endpoint.profile, resolved.endpoint.base_url, resolved.key)
        table, cache = self._lists.get(key, (resolved.table, None))
        if cache is None:
            cache = ListCache(self._addresses, self._redactor, self._list_timeout_s)
            if resolved.listed is not None:
                cache.put(resolved.listed)
        elif table != resolved.table:
            cache.clear()  # with other headers or certificates it may be another list
        self._lists[key] = (resolved.table, cache)
        return cache
