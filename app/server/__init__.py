"""HTTP: any `Assistants` as the Assistants API v2, for programs written for OpenAI's service."""

from app.server.application import create_app
from app.server.listening import serve

__all__ = ["create_app", "serve"]
