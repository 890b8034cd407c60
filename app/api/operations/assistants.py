"""The operations on assistants."""

from typing import Protocol

from app.api.objects import Assistant, Deleted
from app.api.requests import CreateAssistant, Listing, ModifyAssistant, Page


class AssistantOperations(Protocol):
    """Assistants: a model, instructions and tools."""

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant: ...

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]: ...

    async def get_assistant(self, assistant_id: str, /) -> Assistant: ...

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant: ...

    async def delete_assistant(self, assistant_id: str, /) -> Deleted: ...
