"""What the tests of the models share: threads, requests, and models joined to a server of the tests' own."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.objects import Message, Part, Role, Text, TextPart
from app.models import open_models
from app.models.connected import ConnectedModels
from app.models.endpoints.local_servers import Server
from app.models.model import ModelRequest, Models, Piece, TextPiece
from app.settings import Settings
from tests.fake_model import FakeModel

Join = Callable[[FakeModel], AbstractAsyncContextManager[Models]]


def message(content: str | list[Part], role: Role = "user") -> Message:
    parts: list[Part] = [TextPart(text=Text(value=content))] if isinstance(content, str) else content
    return Message(id="msg_1", created_at=0, thread_id="thread_1", status="completed", role=role, content=parts)


def request_of(*said: str, model: str = "fake-max") -> ModelRequest:
    """User and assistant in turn."""
    roles: Sequence[Role] = ("user", "assistant")
    messages = [message(text, roles[place % 2]) for place, text in enumerate(said or ("Hello",))]
    return ModelRequest(model=model, instructions="", messages=messages)


async def pieces_of(models: Models, request: ModelRequest | None = None) -> list[Piece]:
    return [piece async for piece in models.stream(request or request_of())]


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))


PATIENT = 10.0
"""Seconds for a probe: a busy machine must not decide a test."""


@asynccontextmanager
async def models_of(settings: Settings, *servers: FakeModel) -> AsyncGenerator[ConnectedModels]:
    """Models that look for these local servers and no others."""
    known = [Server(f"Server {place}", server.base_url) for place, server in enumerate(servers)]
    models = ConnectedModels(settings, {}, servers=known, probing=PATIENT)
    try:
        yield models
    finally:
        await models.close()


@pytest.fixture
def joined(settings: Settings) -> Join:
    """Models whose endpoint is this server; `fake-max` and a key are set."""

    @asynccontextmanager
    async def join(server: FakeModel) -> AsyncGenerator[Models]:
        origins = {"base_url": Origin.FLAG, "api_key": Origin.ENVIRONMENT, "model": Origin.FLAG}
        own = replace(settings, base_url=server.base_url, api_key="sk-secret-1", model="fake-max", origins=origins)
        async with open_models(own) as models:
            yield models

    return join
