"""The order in which an endpoint is chosen.

First match: the profile that a set model names → `.env` of this folder → flags and environment → the default profile →
config.toml → another profile → a local server that answers → the built-in model, if its weights are installed. The
default profile, which a choice on screen sets, ranks below the command line and the environment, and above config.toml,
which already existed when the user chose.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Protocol

from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConfigError
from app.api.model_reference import parse_model
from app.models.endpoints.addresses import base_url_of, endpoint_at, profile_name_of
from app.models.endpoints.local_servers import (
    PROBE_TIMEOUT_S,
    LocalServer,
    endpoint_of,
    find_servers,
    servers_as_they_answer,
)
from app.models.endpoints.profiles.kept_profiles import BUILT_IN_NAME, KeptProfiles, Signature
from app.models.endpoints.profiles.saved_choice import SavedChoice
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.set_endpoints import BUILT_IN_ENDPOINT, SetEndpoints, is_usable
from app.openai_sdk.redaction import Redactor
from app.settings import Settings
from app.settings.origins import words_of
from app.settings.profiles_file import ProfileTable
from app.settings.values import check_key


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
        redactor: Redactor,
    ) -> None:
        """`servers`: the local servers to look for. `redactor`: gets to know the keys of the profiles."""
        self._settings = settings
        self._servers = servers
        self._weights = weights
        self._probe_timeout_s = probe_timeout_s
        self._saved = SavedChoice(settings.config_dir)
        self._kept = KeptProfiles(settings.config_dir, redactor)
        self._set = SetEndpoints(settings, self._kept, self._saved)

    def check(self) -> None:
        """Read the profiles, and see that those that the settings name exist. Raises `ConfigError`."""
        self._kept.check()
        file = self._kept.read()
        if file.default and self._named(file.default) is None:
            raise file.error(("default",), f"names no profile. Profiles: {', '.join(file.tables) or 'none'}")
        for name, table in file.tables.items():
            second = parse_model(table.second_choice).profile
            if second and self._named(second) is None:
                problem = f"names the profile “{second}”, which there is not. Profiles: {', '.join(file.tables)}"
                raise file.error(("profiles", name, "second_choice"), problem)
        profile = parse_model(self._settings.model or "").profile
        if profile and self._named(profile) is None:
            where = words_of(self._settings.origin("model"), "model")
            raise ConfigError(
                f"{where} names the profile “{profile}”, which is not in {file.path}. Profiles: "
                f"{', '.join(file.tables) or 'none'}."
            )

    @property
    def problem(self) -> ConfigError | None:
        """Why `profiles.toml` cannot be read since it was changed, or the keys cannot be read."""
        return self._kept.problem or self._kept.keys_problem

    @property
    def signatures(self) -> tuple[Signature, Signature]:
        """Differ from earlier ones when the files of the profiles were changed."""
        return self._kept.signatures

    def read_again(self, current: ResolvedEndpoint) -> ResolvedEndpoint | None:
        """Return the endpoint in use with what its profile says now, or as it is while a file is broken.

        `None` if the profile is gone.
        """
        again = self._set.read_again(current)
        if self.problem:
            return current
        return again

    async def find_first(self) -> ResolvedEndpoint | None:
        """Find the endpoint to use; local servers are probed only when the user named none."""
        async for resolved in self._in_order():
            return resolved
        return None

    def find(self, profile: str) -> ResolvedEndpoint | None:
        """Find the endpoint of a profile, or of a local server or built-in model by its name; nothing is probed."""
        found = self._named(profile)
        if found and found.endpoint.kind == "built-in" and not self._weights.installed():
            return None
        return found

    async def find_all(self) -> list[ResolvedEndpoint]:
        """Find everything that could be chosen, best first, each profile and each found server once."""
        found: dict[str, ResolvedEndpoint] = {}
        async for resolved in self._in_order():
            known = {one.endpoint.base_url for one in found.values()}
            if resolved.endpoint.origin is not Origin.FOUND or resolved.endpoint.base_url not in known:
                found.setdefault(resolved.endpoint.profile, resolved)
        return list(found.values())

    async def find_slow(self, known: Sequence[Endpoint]) -> AsyncGenerator[ResolvedEndpoint]:
        """Yield the local servers that are not among `known`, as they answer."""
        addresses = {one.base_url for one in known}
        asked = [server for server in self._servers if server.base_url not in addresses]
        async with aclosing(servers_as_they_answer(asked)) as answering:
            async for server in answering:
                yield ResolvedEndpoint(endpoint=self._with_free_name(server.endpoint), listed=server.listed)

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
        if endpoint.kind == "built-in":
            self._kept.use(BUILT_IN_NAME)
            return ResolvedEndpoint(endpoint=BUILT_IN_ENDPOINT)
        table = self._kept.read().tables.get(endpoint.profile)
        if table is None or base_url_of(table.base_url) != endpoint.base_url:
            table = self._kept.add(endpoint.base_url, endpoint.profile or profile_name_of(endpoint.name))
        self._kept.use(table.name)
        resolved = self._set.from_table(table)
        return replace(resolved, endpoint=replace(endpoint, profile=table.name, needs_consent=False))

    def save_key(self, base_url: str, key: str) -> ResolvedEndpoint:
        """Save a pasted key in the profile with this base URL, and choose it. Raises `ConfigError`."""
        endpoint = endpoint_at(base_url, Origin.PASTED, "api_key")
        table = self._kept.add(base_url, endpoint.profile)
        self._kept.save_key(table, key)
        resolved = self.save(replace(endpoint, profile=table.name))
        return replace(resolved, key=key, key_origin=Origin.PASTED)

    def table_at(self, base_url: str) -> ProfileTable:
        """Return the profile with this base URL; an empty one if there is none."""
        return self._kept.read().tables.get(self._kept.name_at(base_url), ProfileTable())

    def remove(self, profile: str) -> None:
        """Remove a profile with its key. Raises `ConfigError`."""
        self._kept.remove(profile)

    def describe_override(self, chosen: ResolvedEndpoint) -> str:
        """Describe the setting that will be used at the next start in place of this choice; empty if none will."""
        first = self._set.from_model_setting()
        if first is None or first.endpoint.origin is Origin.CONFIG_FILE:
            first = self._set.from_dotenv()
        if first is None and not self._set.is_from_config_file():
            first = self._set.from_settings()
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
        for resolved in self._set.in_order():
            if self._can_answer(resolved):
                yield resolved
        for server in await find_servers(self._servers, self._probe_timeout_s):
            endpoint = self._with_free_name(server.endpoint)
            yield ResolvedEndpoint(endpoint=endpoint, listed=server.listed)
        if self._weights.installed():
            yield ResolvedEndpoint(endpoint=BUILT_IN_ENDPOINT)

    def _named(self, profile: str) -> ResolvedEndpoint | None:
        """Return the endpoint of this name, whether it can answer or not."""
        if found := self._set.named(profile):
            return found
        local = [self._with_free_name(endpoint_of(server)) for server in self._servers]
        return next((ResolvedEndpoint(endpoint=one) for one in local if one.profile == profile), None)

    def _can_answer(self, resolved: ResolvedEndpoint) -> bool:
        """Whether a profile has its key, and the built-in model its weights; what a setting names is always tried."""
        if resolved.endpoint.kind == "built-in":
            return bool(self._weights.installed())
        return resolved.endpoint.origin is not Origin.CHOSEN or is_usable(resolved)

    def _with_free_name(self, endpoint: Endpoint) -> Endpoint:
        """Return a local server with the name of its profile, or one that no other profile has."""
        own = self._kept.name_at(endpoint.base_url) or self._kept.free_name(endpoint.profile)
        return replace(endpoint, profile=own)
