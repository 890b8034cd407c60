"""The label in the status line: the endpoint that answers, and its model for the open thread's assistant."""

from contextlib import suppress

from app.api.endpoints import Endpoints
from app.api.errors import Error, NotFound
from app.api.services import Assistants
from app.tui.widgets.status_line import StatusLine

NO_MODEL_LABEL = "no model yet: Ctrl+L"


class ModelLabel:
    """Resolves the model only when assistant or endpoint changed: that may cost a request for the list of models."""

    def __init__(self, assistants: Assistants, endpoints: Endpoints, status: StatusLine) -> None:
        self._assistants = assistants
        self._endpoints = endpoints
        self._status = status
        self._requested_id = ""
        self._shown_id: str | None = None

    async def show(self, assistant_id: str) -> None:
        """Show the model of this assistant, unless it is shown already. After an error the next call tries again."""
        if self._shown_id == assistant_id:
            return
        with suppress(Error):
            await self.update(assistant_id)

    async def update(self, assistant_id: str) -> None:
        """Resolve the model again, since the endpoint may have changed. Raises `Error` if it cannot be resolved."""
        self._requested_id = assistant_id
        self._shown_id = None
        endpoint = await self._endpoints.current()
        if endpoint is None or endpoint.needs_consent:
            self._status.show_model(NO_MODEL_LABEL, "")
            return
        self._status.show_model(endpoint.name, "")
        try:
            requested = (await self._assistants.get_assistant(assistant_id)).model
        except NotFound:
            requested = ""
        model = await self._endpoints.resolve_model(requested)
        if assistant_id == self._requested_id:
            self._shown_id = assistant_id
            self._status.show_model(endpoint.name, model)
