"""An endpoint with everything that a request to it needs."""

import ssl
from collections.abc import Generator
from contextlib import contextmanager

from msgspec import Struct

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConfigError
from app.models.endpoints.lists.list_answer import ModelListBody
from app.settings.os_errors import describe_os_error
from app.settings.profiles_file import ProfileTable


class ResolvedEndpoint(Struct, frozen=True, kw_only=True):
    """An endpoint with its key. `listed`: its models, where they have been fetched already.

    `table`: what the user keeps of it in `profiles.toml`; empty for an endpoint that is not in there.
    """

    endpoint: Endpoint
    key: str = ""
    key_origin: Origin = Origin.DEFAULT
    listed: ModelListBody | None = None
    table: ProfileTable = ProfileTable()

    def __repr__(self) -> str:
        """Without the key."""
        return f"ResolvedEndpoint({self.endpoint!r}, key_origin={self.key_origin.name})"


@contextmanager
def loading_certificates(table: ProfileTable) -> Generator[None]:
    """Convert the error of a CA file that cannot be used to `ConfigError`, around the making of a client."""
    try:
        yield
    except OSError as error:
        if table.ca_file is None:
            raise
        if isinstance(error, ssl.SSLError):
            raise ConfigError(f"{table.ca_file}, the ca_file of {table.name}, holds no certificates as PEM.") from error
        problem = describe_os_error(error)
        raise ConfigError(f"{table.ca_file}, the ca_file of {table.name}, cannot be read: {problem}.") from error
