"""The endpoints of a scripted model, written as text for the command line of another process."""

from app.api.endpoints import Endpoint


def endpoints_of(text: str) -> list[Endpoint]:
    """Read `one=one:,two=two:`, profiles with their base URLs, the one in use first; a base URL alone has no name."""
    endpoints: list[Endpoint] = []
    for written in text.split(","):
        profile, _, base_url = written.rpartition("=")
        endpoints.append(Endpoint(name=base_url, base_url=base_url, kind="script", profile=profile))
    return endpoints
