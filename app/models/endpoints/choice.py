"""The order in which an endpoint is chosen.

First match: `.env` of this folder → flags and environment → chosen or pasted on screen → config.toml → a local server
that answers → the built-in model, if its weights are installed. A choice on screen ranks below the command line and
the environment, and above the file, which already existed when the user chose.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConfigError
from app.models.endpoints.addresses import BUILT_IN, base_url_of, endpoint_at
from app.models.endpoints.local_servers import PROBE_TIMEOUT_S, LocalServer, find_servers
from app.models.endpoints.providers import OPENAI
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.saved_choice import PastedKey, SavedChoice
from app.settings import Settings
from app.settings.origins import words_of
from app.settings.values import check_key

BUILT_IN_ENDPOINT = Endpoint(
    name="built-in", base_url=BUILT_IN, kind="built-in", origin=Origin.BUILT_IN, profile="built-in"
)


def valid_key(pasted: str) -> str:
    """Return a pasted key without the space around it. Raises `ConfigError` if it can be no key."""
    try:
        key = check_key(pasted)
    except ValueError as error:
        raise ConfigError(f"The key {error}.") from error
    if not key:
        raise ConfigError("The key is empty.")
    return key


class InstalledModels(Protocol):
    """The part of `WeightsFolder` that the choice needs."""

    def installed(self) -> Sequence[object]:
        """Return the built-in models whose weights are installed."""
        ...


class EndpointChoice:
    """Finds endpoints and saves what the user chose."""

    def __init__(
        self,
        settings: Settings,
        *,
        servers: Sequence[LocalServer],
        weights: InstalledModels,
        probe_timeout_s: float = PROBE_TIMEOUT_S,
    ) -> None:
        """`servers`: the local servers to look for."""
        self._settings = settings
        self._servers = servers
        self._weights = weights
        self._probe_timeout_s = probe_timeout_s
        self._saved = SavedChoice(settings.config_dir)

    async def find_first(self) -> ResolvedEndpoint | None:
        """Find the endpoint to use; local servers are probed only when the user named none."""
        async for resolved in self._in_order():
            return resolved
        return None

    async def find(self, profile: str) -> ResolvedEndpoint | None:
        """Find the endpoint of a profile."""
        return next((one for one in await self.find_all() if one.endpoint.profile == profile), None)

    async def find_all(self) -> list[ResolvedEndpoint]:
        """Find everything that could be chosen, best first, each base URL once."""
        found: dict[str, ResolvedEndpoint] = {}
        async for resolved in self._in_order():
            found.setdefault(resolved.endpoint.base_url, resolved)
        return list(found.values())

    def save(self, endpoint: Endpoint) -> ResolvedEndpoint:
        """Save a choice. Choosing another endpoint than `.env` names declines that one. Raises `ConfigError`."""
        dotenv = self._settings.dotenv
        if dotenv:
            named = base_url_of(dotenv.base_url)
            accepted = named == endpoint.base_url and endpoint.origin is Origin.DOTENV
            if accepted or not dotenv.loopback:
                self._saved.save_consent(dotenv.folder, named, accepted)
            if accepted:
                allowed = replace(endpoint, needs_consent=False)
                return ResolvedEndpoint(endpoint=allowed, key=dotenv.api_key or "", key_origin=Origin.DOTENV)
        self._saved.save_endpoint(endpoint)
        return self._with_key(endpoint)

    def save_key(self, base_url: str, key: str) -> ResolvedEndpoint:
        """Save a pasted key, and choose its endpoint. Raises `ConfigError`."""
        self._saved.save_key(PastedKey(base_url=base_url, api_key=key))
        resolved = self.save(endpoint_at(base_url, Origin.PASTED, "api_key"))
        return replace(resolved, key=key, key_origin=Origin.PASTED)

    def describe_override(self, chosen: ResolvedEndpoint) -> str:
        """Describe the setting that will be used at the next start in place of this choice; empty if none will."""
        first = self._from_dotenv()
        if first is None and not self._only_from_config_file():
            first = self._from_settings()
        if first is None:
            return ""
        origin, setting = first.endpoint.origin, first.endpoint.setting
        if first.endpoint.base_url == chosen.endpoint.base_url:
            if not first.key or first.key == chosen.key:
                return ""
            origin, setting = first.key_origin, "api_key"
        name = words_of(origin, setting)
        match origin:
            case Origin.FLAG:
                return f"{name} comes first whenever it is given: start without it to keep this choice."
            case Origin.DOTENV:
                return "The .env file in this folder comes first at the next start here: to keep this choice, edit it."
            case _:
                return f"{name} is set and comes first at the next start: unset it to keep this choice."

    async def _in_order(self) -> AsyncIterator[ResolvedEndpoint]:
        if dotenv := self._from_dotenv():
            yield dotenv
        explicit = self._from_settings()
        from_file = self._only_from_config_file()
        if explicit and not from_file:
            yield explicit
        if chosen := self._from_saved_choice():
            yield chosen
        if pasted := self._saved.read_key():
            yield self._with_key(endpoint_at(pasted.base_url, Origin.PASTED, "api_key"))
        if explicit and from_file:
            yield explicit
        for server in await find_servers(self._servers, self._probe_timeout_s):
            yield ResolvedEndpoint(endpoint=server.endpoint, listed=server.listed)
        if self._weights.installed():
            yield ResolvedEndpoint(endpoint=BUILT_IN_ENDPOINT)

    def _from_dotenv(self) -> ResolvedEndpoint | None:
        """Return the endpoint that `.env` names, unless the user declined it. It gets its own key and no other."""
        dotenv = self._settings.dotenv
        if dotenv is None:
            return None
        endpoint = endpoint_at(dotenv.base_url, Origin.DOTENV)
        if not dotenv.loopback:
            consent = self._saved.consent(dotenv.folder, endpoint.base_url)
            if consent is False:
                return None
            endpoint = replace(endpoint, needs_consent=consent is None)
        return ResolvedEndpoint(endpoint=endpoint, key=dotenv.api_key or "", key_origin=Origin.DOTENV)

    def _from_settings(self) -> ResolvedEndpoint | None:
        """Return the endpoint that flags, environment and config.toml name together."""
        settings = self._settings
        if settings.base_url:
            return self._with_key(endpoint_at(settings.base_url, settings.origin("base_url")))
        if settings.api_key:
            return self._with_key(endpoint_at(OPENAI, settings.origin("api_key"), "api_key"))
        return None

    def _only_from_config_file(self) -> bool:
        settings = self._settings
        origins = {settings.origin(name) for name in ("base_url", "api_key") if getattr(settings, name)}
        return origins == {Origin.CONFIG_FILE}

    def _from_saved_choice(self) -> ResolvedEndpoint | None:
        """Return the saved choice, if it can still be used."""
        chosen = self._saved.read_endpoint()
        if chosen is None:
            return None
        if chosen.kind == "built-in":
            return ResolvedEndpoint(endpoint=chosen) if self._weights.installed() else None
        resolved = self._with_key(chosen)
        if chosen.base_url == OPENAI and not resolved.key:
            return None
        return resolved

    def _with_key(self, endpoint: Endpoint) -> ResolvedEndpoint:
        """Return the endpoint with the key that belongs to its address: the user's own setting, else a pasted one."""
        settings = self._settings
        address = base_url_of(settings.base_url or OPENAI)
        if settings.api_key and address == endpoint.base_url:
            return ResolvedEndpoint(endpoint=endpoint, key=settings.api_key, key_origin=settings.origin("api_key"))
        pasted = self._saved.read_key()
        if pasted and pasted.base_url == endpoint.base_url:
            return ResolvedEndpoint(endpoint=endpoint, key=pasted.api_key, key_origin=Origin.PASTED)
        return ResolvedEndpoint(endpoint=endpoint)
