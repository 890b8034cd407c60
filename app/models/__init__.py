"""Who answers: chat completions on any endpoint, the built-in model, a script. The engine asks; `model` is the seam.

`open_models` is the door: `cli` joins it to an engine or to a front.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.model import Models
    from app.settings import Settings


@asynccontextmanager
async def open_models(settings: "Settings") -> AsyncGenerator["Models"]:
    """The models of the endpoint that these settings lead to; on leaving, everything started is ended."""
    from app.models.connected import ConnectedModels  # late: the built-in model's own process imports this package

    models = ConnectedModels(settings, os.environ)
    try:
        yield models
    finally:
        await models.close()
