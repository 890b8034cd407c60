"""An endpoint with everything that a request to it needs."""

from msgspec import Struct

from app.api.endpoints import Endpoint, Origin
from app.models.endpoints.lists.list_body import ModelListBody
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
