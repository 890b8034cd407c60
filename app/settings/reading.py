"""Merge flags, environment, `.env`, `config.toml` and defaults into `Settings`; the first one that sets a value wins.

Flags, environment and config.toml are the user's own and combine. The base URL of `.env` gets only the key of `.env`.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from platformdirs import user_config_path, user_data_path

from app.api.endpoints import Origin
from app.api.errors import ConfigError
from app.settings.config_file import ConfigFile, read_config
from app.settings.dotenv_file import DotenvFile, read_dotenv
from app.settings.origins import VARIABLES
from app.settings.settings import DotenvEndpoint, Settings
from app.settings.values import CHECKS, Value, is_loopback_url

NAME = "assistant-chat"


class Flags(Struct, frozen=True, kw_only=True):
    """The flags of the command line as text; `None` for one that was not given."""

    model: str | None = None
    base_url: str | None = None
    data_dir: str | None = None
    server: str | None = None
    log_file: str | None = None
    plain: bool = False
    temporary: bool = False


def read_settings(flags: Flags, environ: Mapping[str, str], folder: Path | None) -> Settings:
    """Read the settings. `folder`: the current one, `None` if it no longer exists. Raises `ConfigError`."""
    config_dir = user_config_path(NAME, appauthor=False).absolute()
    config = read_config(config_dir / "config.toml")
    dotenv = DotenvFile(path=Path(".env"))
    if folder:
        dotenv = read_dotenv(folder)
    own: dict[str, Value] = {}
    origins: dict[str, Origin] = {}

    # From the weakest to the strongest: a later one overrides an earlier one.
    for values in (from_config(config), from_dotenv(dotenv), from_environment(environ), from_flags(flags)):
        for name, (value, origin) in values.items():
            own[name] = value
            origins[name] = origin
    endpoint = endpoint_of(dotenv)
    if endpoint and origins.get("base_url") in (Origin.FLAG, Origin.ENVIRONMENT):
        endpoint = None
    return Settings(
        **{"data_dir": user_data_path(NAME, appauthor=False).absolute(), **own},  # pyright: ignore[reportArgumentType] - each value has passed the check of its name
        config_dir=config_dir,
        dotenv=endpoint,
        model_map=config.models,
        keymap=config.keymap,
        plain=flags.plain,
        temporary=flags.temporary,
        accessible=bool(environ.get("ACCESSIBLE", "").strip()),
        origins=origins,
    )


Values = dict[str, tuple[Value, Origin]]
"""Name of a setting → its value and where it was set."""


def from_flags(flags: Flags) -> Values:
    """Check the values of the command line. Raises `ConfigError`."""
    found: Values = {}
    for name in ("model", "base_url", "data_dir", "server", "log_file"):
        value: str | None = getattr(flags, name)
        if value is not None:
            flag = f"--{name.replace('_', '-')}"
            try:
                found[name] = (CHECKS[name](value), Origin.FLAG)
            except ValueError as error:
                raise ConfigError(f"{flag} {error}.") from error
    return found


def from_environment(environ: Mapping[str, str]) -> Values:
    """Check the values of the environment. An empty variable counts as unset. Raises `ConfigError`."""
    found: Values = {}
    for name, variable in VARIABLES.items():
        if value := environ.get(variable, "").strip():
            try:
                found[name] = (CHECKS[name](value), Origin.ENVIRONMENT)
            except ValueError as error:
                raise ConfigError(f"The environment variable {variable} {error}.") from error
    return found


def from_dotenv(file: DotenvFile) -> Values:
    """Check the values of `.env` that may combine with the user's own: all but its base URL and the key for that."""
    apart: set[str] = set()
    if "base_url" in file.values:
        apart = {"base_url", "api_key"}
    return {name: (check_value(file, name), Origin.DOTENV) for name in file.values if name not in apart}


def endpoint_of(file: DotenvFile) -> DotenvEndpoint | None:
    """Return the endpoint that `.env` names, with the key of `.env` if it has one."""
    if "base_url" not in file.values:
        return None
    base_url = str(check_value(file, "base_url"))
    api_key = None
    if "api_key" in file.values:
        api_key = str(check_value(file, "api_key"))
    return DotenvEndpoint(
        base_url=base_url,
        api_key=api_key,
        folder=file.path.parent,
        loopback=is_loopback_url(base_url),
    )


def check_value(file: DotenvFile, name: str) -> Value:
    """Check a value of `.env`. Raises `ConfigError`."""
    try:
        return CHECKS[name](file.values[name])
    except ValueError as error:
        raise file.error(name, str(error)) from error


def from_config(file: ConfigFile) -> Values:
    """Check the values of config.toml. Raises `ConfigError`."""
    found: Values = {}
    for name, value in file.values.items():
        if not value.strip():
            continue
        try:
            found[name] = (CHECKS[name](value), Origin.CONFIG_FILE)
        except ValueError as error:
            raise file.error((name,), str(error)) from error
    return found
