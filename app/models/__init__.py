"""The models that answer: chat completions on any endpoint, the built-in model, a script.

`open_models` opens them; `model` defines their interface.
"""

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.model import Models
    from app.openai_sdk.redaction import Redactor
    from app.settings import Settings


@asynccontextmanager
async def open_models(
    settings: "Settings", *, first_run_needs: Sequence[str] = (), redactor: "Redactor | None" = None
) -> AsyncGenerator["Models"]:
    """Open the models of the endpoint that these settings name. Leaving closes connections and ends processes.

    `first_run_needs`: modules above the models that the first run imports, and `prepare` in advance. `redactor`: gets
    to know all keys. Raises `ConfigError`.
    """
    from app.models.connected import ConnectedModels  # late: the built-in model's own process imports this package
    from app.openai_sdk.daemon_threads import use_daemon_threads  # late: as above

    use_daemon_threads()
    models = ConnectedModels(settings, os.environ, first_run_needs=first_run_needs, redactor=redactor)
    try:
        await models.open()
        yield models
    finally:
        await models.close()
