"""The operations on assistants."""

import time

from app.api.errors import NotFound
from app.api.objects import Assistant, Deleted
from app.api.requests import CreateAssistant, Listing, ModifyAssistant, Page
from app.engine.operations.parts import EngineParts
from app.engine.rules import creation
from app.engine.rules.api_defaults import page_with_api_defaults, with_api_defaults
from app.engine.transactions.lookups import check_files, get_assistant
from app.store import assistants
from app.store.transaction import Transaction


class EngineAssistants(EngineParts):
    """`api.AssistantOperations` over the store."""

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant:
        """Create an assistant."""
        assistant = creation.new_assistant(request, int(time.time()))

        def create(tx: Transaction) -> None:
            check_files(tx, request)
            assistants.insert(tx, assistant)

        await self._database.write(create)
        return with_api_defaults(assistant)

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]:
        """Return a page of the assistants."""
        return page_with_api_defaults(await self._database.read(lambda tx: assistants.page(tx, page)))

    async def get_assistant(self, assistant_id: str, /) -> Assistant:
        """Return the assistant with this id."""
        return with_api_defaults(await self._database.read(lambda tx: get_assistant(tx, assistant_id)))

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant:
        """Change the given fields; active runs keep what they began with."""

        def change(tx: Transaction) -> Assistant:
            old = get_assistant(tx, assistant_id)
            check_files(tx, request, old)
            assistant = creation.modified_assistant(old, request)
            assistants.update(tx, assistant)
            return assistant

        return with_api_defaults(await self._database.write(change))

    async def delete_assistant(self, assistant_id: str, /) -> Deleted:
        """Delete an assistant; its runs stay readable."""
        if not await self._database.write(lambda tx: assistants.delete(tx, assistant_id)):
            raise NotFound("assistant", assistant_id)
        return Deleted(id=assistant_id, object="assistant.deleted")
