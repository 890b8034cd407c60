"""The endpoint that a run began on, and which processes may send its text: those that have its profile, at its URL."""

from collections.abc import Mapping

from msgspec import Struct


class RunEndpoint(Struct, frozen=True, kw_only=True):
    """Where a run begins whose model is `model`.

    `profile`: `None` if the endpoint has no name; `base_url`: `None` if there is no endpoint.
    """

    model: str
    profile: str | None
    base_url: str | None


class OtherModel(Exception):
    """The endpoint is that of another model than the one that the run has."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.model = model


def is_endpoint_of(profile: str | None, base_url: str | None, profiles: Mapping[str, str], in_use: str | None) -> bool:
    """Whether a run that began on this profile and base URL may go on in a process that has these.

    `profiles`: those of the process, name to base URL. `in_use`: the base URL that it uses. Where a run or a process is
    of an older version, or its endpoint has no name, the base URL alone says it.
    """
    if profile and profiles:
        return profiles.get(profile) == base_url
    return base_url == in_use or base_url in profiles.values()


def describe_lost_endpoint(profile: str | None, base_url: str | None) -> str:
    """Return why a run fails whose endpoint is not there any more, for people."""
    began = base_url or "no endpoint"
    if profile and base_url:
        began = f"{profile} ({base_url})"
    return (
        f"The run began on {began}, which is no longer in use. Its text was not sent to another endpoint. "
        "Retry to use the current one."
    )
