"""Says in the log which endpoint and model answer the runs of this server."""

import asyncio
import logging

from app.api.endpoints import Endpoints
from app.api.errors import ConsentNeeded, Error, NoEndpoint

log = logging.getLogger(__name__)

LOOK_INTERVAL_S = 5.0
"""Between two looks for an endpoint while there is none."""


async def announce_model(endpoints: Endpoints) -> None:
    """Log the endpoint and its model; without one, log how to get one, and wait until it is there."""
    missing = ""
    while True:
        try:
            endpoint = await endpoints.current()
            problem = NoEndpoint() if endpoint is None else None
            if endpoint is not None and endpoint.needs_consent:
                problem = ConsentNeeded(endpoint.base_url)
        except Error as error:
            endpoint, problem = None, error
        if endpoint is not None and problem is None:
            break
        if str(problem) != missing:
            missing = str(problem)
            log.warning("Runs fail until a model is available. %s", missing)
        await asyncio.sleep(LOOK_INTERVAL_S)
    log.info("Runs are answered by %s.", await describe(endpoints, endpoint.name, endpoint.base_url))


async def describe(endpoints: Endpoints, name: str, base_url: str) -> str:
    """Return the name of the endpoint with its address, and the model that answers a run that names none."""
    where = name
    if base_url.startswith("http") and name not in base_url:
        where = f"{name} ({base_url})"
    elif base_url.startswith("http"):
        where = base_url
    try:
        model = await endpoints.resolve_model("")
    except Error as error:
        return f"{where}; its model is not known: {str(error).rstrip('.')}"
    return f"{where} with {model}"
