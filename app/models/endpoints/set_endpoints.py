"""The endpoints that the user set: by flags, environment, `.env` and config.toml, and as profiles."""

from collections.abc import Iterator

from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.model_reference import parse_model
from app.models.endpoints.addresses import BUILT_IN, base_url_of, endpoint_at, profile_name_of
from app.models.endpoints.profiles.kept_profiles import BUILT_IN_NAME, KeptProfiles
from app.models.endpoints.profiles.saved_choice import SavedChoice
from app.models.endpoints.providers import OPENAI, needs_key
from app.models.endpoints.resolved import ResolvedEndpoint
from app.settings import Settings
from app.settings.profiles_file import ProfileTable

BUILT_IN_ENDPOINT = Endpoint(
    name="built-in", base_url=BUILT_IN, kind="built-in", origin=Origin.BUILT_IN, profile=BUILT_IN_NAME
)


class SetEndpoints:
    """Reads the endpoints with their keys out of the settings and the profiles."""

    def __init__(self, settings: Settings, kept: KeptProfiles, saved: SavedChoice) -> None:
        self._settings = settings
        self._kept = kept
        self._saved = saved

    def in_order(self) -> Iterator[ResolvedEndpoint]:
        """Yield them, best first; some more than once, as the environment and a profile may name the same."""
        of_model = self.from_model_setting()
        is_weak = self._settings.origin("model") is Origin.CONFIG_FILE
        if of_model and not is_weak:
            yield of_model
        if dotenv := self.from_dotenv():
            yield dotenv
        explicit = self.from_settings()
        from_file = self.is_from_config_file()
        if explicit and not from_file:
            yield explicit
        file = self._kept.read()
        if default := self.named(file.default):
            yield default
        if of_model and is_weak:
            yield of_model
        if explicit and from_file:
            yield explicit
        for table in file.tables.values():
            yield self.from_table(table)

    def named(self, profile: str) -> ResolvedEndpoint | None:
        """Return the endpoint of a profile; that of a setting has the name of its provider."""
        if profile == BUILT_IN_NAME:
            return ResolvedEndpoint(endpoint=BUILT_IN_ENDPOINT)
        if table := self._kept.read().tables.get(profile):
            return self.from_table(table)
        for resolved in (self.from_dotenv(), self.from_settings()):
            if resolved and resolved.endpoint.profile == profile:
                return resolved
        return None

    def read_again(self, current: ResolvedEndpoint) -> ResolvedEndpoint | None:
        """Return the endpoint in use as settings and files have it now; `None` if its profile is gone from the file."""
        endpoint = current.endpoint
        if endpoint.origin in (Origin.FLAG, Origin.ENVIRONMENT, Origin.CONFIG_FILE):
            named = (self.from_model_setting(), self.from_settings())
            same = (one for one in named if one and one.endpoint.origin is endpoint.origin)
            return next((one for one in same if one.endpoint.setting == endpoint.setting), None)
        if not current.table.name:
            return current
        table = self._kept.read().tables.get(current.table.name)
        if table is None:
            return None
        again = self.from_table(table)
        if again.endpoint.base_url == endpoint.base_url:
            return replace(again, endpoint=endpoint)
        return again

    def from_model_setting(self) -> ResolvedEndpoint | None:
        """Return the endpoint of the profile that the setting of the model names."""
        profile = parse_model(self._settings.model or "").profile
        resolved = self.named(profile) if profile else None
        if resolved is None:
            return None
        endpoint = replace(resolved.endpoint, origin=self._settings.origin("model"), setting="model")
        return replace(resolved, endpoint=endpoint)

    def from_dotenv(self) -> ResolvedEndpoint | None:
        """Return the endpoint that `.env` names, unless the user declined it. It gets its own key and no other."""
        dotenv = self._settings.dotenv
        if dotenv is None:
            return None
        endpoint = endpoint_at(dotenv.base_url, Origin.DOTENV)
        endpoint = replace(endpoint, profile=self._kept.free_name(endpoint.profile))
        if not dotenv.loopback:
            consent = self._saved.consent(dotenv.folder, endpoint.base_url)
            if consent is False:
                return None
            endpoint = replace(endpoint, needs_consent=consent is None)
        return ResolvedEndpoint(endpoint=endpoint, key=dotenv.api_key or "", key_origin=Origin.DOTENV)

    def from_settings(self) -> ResolvedEndpoint | None:
        """Return the endpoint that flags, environment and config.toml name together.

        Where a profile has the same base URL it is this profile, with its headers and the key of the settings.
        """
        settings = self._settings
        if settings.base_url:
            endpoint = endpoint_at(settings.base_url, settings.origin("base_url"))
        elif settings.api_key:
            endpoint = endpoint_at(OPENAI, settings.origin("api_key"), "api_key")
        else:
            return None
        name = self._kept.name_at(endpoint.base_url)
        if name:
            return replace(self.from_table(self._kept.read().tables[name]), endpoint=replace(endpoint, profile=name))
        endpoint = replace(endpoint, profile=self._kept.free_name(endpoint.profile))
        return replace(self._with_set_key(endpoint.base_url), endpoint=endpoint)

    def is_from_config_file(self) -> bool:
        """Whether the endpoint of the settings is from config.toml alone."""
        settings = self._settings
        origins = {settings.origin(name) for name in ("base_url", "api_key") if getattr(settings, name)}
        return origins == {Origin.CONFIG_FILE}

    def from_table(self, table: ProfileTable) -> ResolvedEndpoint:
        """Return the endpoint of a profile, with the key of the settings if they name it too, else with its own."""
        base_url = base_url_of(table.base_url)
        endpoint = endpoint_at(base_url, Origin.CHOSEN, "")
        if table.name != profile_name_of(endpoint.name):
            endpoint = replace(endpoint, name=table.name)
        resolved = replace(self._with_set_key(base_url), endpoint=replace(endpoint, profile=table.name), table=table)
        if self._kept.name_at(base_url) == table.name and resolved.key:
            return resolved
        return replace(resolved, key=self._kept.key_of(table), key_origin=Origin.PASTED)

    def _with_set_key(self, base_url: str) -> ResolvedEndpoint:
        """Return an endpoint with the key of the settings, if that is for this base URL."""
        settings = self._settings
        endpoint = endpoint_at(base_url, Origin.CHOSEN)
        if settings.api_key and base_url_of(settings.base_url or OPENAI) == base_url:
            return ResolvedEndpoint(endpoint=endpoint, key=settings.api_key, key_origin=settings.origin("api_key"))
        return ResolvedEndpoint(endpoint=endpoint)


def is_usable(resolved: ResolvedEndpoint) -> bool:
    """Whether a profile has what its provider needs: a key, or a header that the user sends in place of it."""
    return not needs_key(resolved.endpoint.base_url) or bool(resolved.key or resolved.table.headers)
