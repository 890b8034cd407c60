"""Who answers in the open thread: the endpoint and its model in the first row; with the name, in the welcome."""

from contextlib import suppress

from app.api.endpoints import Endpoints
from app.api.errors import Error, NotFound
from app.api.message_text import ROLE_NAMES
from app.api.objects import Run
from app.api.services import Assistants, Services
from app.api.start_run import find_retry_model
from app.tui.history import Transcript
from app.tui.widgets.edge_rows.header_line import HeaderLine

NO_MODEL_LABEL = "no model yet: Ctrl+L"
NO_MODEL = "No model is set up yet. Ctrl+L: Choose a model."


class ModelLabel:
    """Resolves the model only when assistant or endpoint changed: that may cost a request for the list of models."""

    def __init__(self, assistants: Assistants, endpoints: Endpoints, header: HeaderLine, history: Transcript) -> None:
        self._assistants = assistants
        self._endpoints = endpoints
        self._header = header
        self._history = history
        self._requested_id = self._not_again_id = ""
        self._shown_id: str | None = None

    async def show(self, assistant_id: str) -> None:
        """Show the model of this assistant, unless it is shown already. After an error the next call tries again."""
        if self._shown_id == assistant_id:
            return
        with suppress(Error):
            await self.update(assistant_id)

    async def find_retry_model(self, run: Run, assistant_id: str) -> str | None:
        """Return the model that a retry of this run names; None where it goes where a new message goes."""
        if run.id == self._not_again_id:
            return None
        return await find_retry_model(Services(self._assistants, self._endpoints), run, assistant_id)

    def forget_model_of(self, run: Run | None) -> None:
        """Let a retry of this run go to the endpoint that the user has just chosen."""
        self._not_again_id = run.id if run else ""

    async def update(self, assistant_id: str) -> None:
        """Resolve the model again, since the endpoint may have changed. Raises `Error` if it cannot be resolved."""
        self._requested_id = assistant_id
        self._shown_id = None
        endpoint = await self._endpoints.current()
        if endpoint is None or endpoint.needs_consent:
            self._header.show_model(NO_MODEL_LABEL, "")
            self._history.set_answering("", NO_MODEL)
            return
        self._header.show_model(endpoint.name, "")
        requested, name = "", ROLE_NAMES["assistant"]
        with suppress(NotFound):
            assistant = await self._assistants.get_assistant(assistant_id)
            requested, name = assistant.model, assistant.name or name
        model = await self._endpoints.resolve_model(requested)
        if assistant_id == self._requested_id:
            self._shown_id = assistant_id
            self._header.show_model(endpoint.name, model)
            self._history.set_answering(f"{name} answers", " · ".join(one for one in (model, endpoint.name) if one))
