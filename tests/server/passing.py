"""A server that passes calls on to a model server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import openai
from msgspec.structs import replace

from app.models import open_models
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.server.running import served

KEY = "sk-of-the-endpoint-1"


@asynccontextmanager
async def passing(settings: Settings, endpoint: FakeModel) -> AsyncGenerator[openai.AsyncOpenAI]:
    """An SDK client of a server that passes calls on to this endpoint."""
    own = replace(settings, base_url=endpoint.base_url, api_key=KEY)
    async with open_models(own) as models, served(own, models) as started:
        yield started.client
