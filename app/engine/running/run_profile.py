"""The profile that the model calls of a run name, so that its text goes where the run began and nowhere else."""

from app.api.model_reference import ModelReference
from app.engine.rules.run_endpoint import describe_lost_endpoint
from app.models.model import ModelError, Models
from app.store.runs import StoredRun


async def find_profile(models: Models, stored: StoredRun) -> str:
    """Return the profile of a run, empty if its endpoint has no name. Raises `ModelError` if it is not here any more.

    A run goes on after a restart, in another process or with outputs of tools, and the settings may have changed since.
    """
    if stored.endpoint is None:  # none was in use, or no profile has the name that was asked for: the call says so
        return stored.profile or ""
    if stored.profile is not None:
        found = await models.profile_of(ModelReference(stored.profile, "").text)
        if found is not None and found.base_url == stored.endpoint:
            return stored.profile
        raise ModelError(describe_lost_endpoint(stored.profile, stored.endpoint))
    current = await models.current()
    if current is not None and current.base_url == stored.endpoint:
        return current.profile
    for endpoint in await models.profiles():
        if endpoint.base_url == stored.endpoint:
            return endpoint.profile
    raise ModelError(describe_lost_endpoint(None, stored.endpoint))
