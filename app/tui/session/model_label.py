"""Who answers in the open thread: the name in the message box; in the first row with the endpoint and its model."""

from contextlib import suppress

from textual.content import Content

from app.api.conversation.start_run import find_retry_model
from app.api.endpoints import Endpoints
from app.api.errors import Error, NotFound
from app.api.message_text import ROLE_NAMES
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.services import Assistants, Services
from app.tui.session.panes import Panes
from app.tui.text.one_line import crop, one_line

NO_MODEL_LABEL = "no model yet: Ctrl+L"
NO_MODEL = "No model is set up yet. Ctrl+L: Choose a model."
PLACEHOLDER = "Message"
"""Shown in the empty message box, before the name of the assistant."""
MAX_NAME_COLS = 24


class ModelLabel:
    """Resolves the model only when assistant or endpoint changed: that may cost a request for the list of models."""

    def __init__(self, assistants: Assistants, endpoints: Endpoints, panes: Panes) -> None:
        self._assistants = assistants
        self._endpoints = endpoints
        self._header = panes.header
        self._box = panes.box
        self._history = panes.history.transcript
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
        name, requested = await self._read_assistant(assistant_id)
        if assistant_id != self._requested_id:
            return
        self._box.placeholder = Content(f"{PLACEHOLDER} {name}".rstrip())
        endpoint = await self._endpoints.current()
        if endpoint is None or endpoint.needs_consent:
            self._header.show_model(NO_MODEL_LABEL, "")
            self._history.set_answering("", NO_MODEL)
            return
        label = " · ".join(filter(None, (name, endpoint.name)))
        self._header.show_model(label, "")
        model = await self._endpoints.resolve_model(requested)
        if assistant_id == self._requested_id:
            self._shown_id = assistant_id
            self._header.show_model(label, model)
            who = f"{name or ROLE_NAMES['assistant']} answers"
            self._history.set_answering(who, " · ".join(one for one in (model, endpoint.name) if one))

    async def _read_assistant(self, assistant_id: str) -> tuple[str, str]:
        """Return name and model, of a deleted assistant those of the default one, which answers in its place.

        The name is empty where it would only say that an assistant answers.
        """
        for one in (assistant_id, DEFAULT_ASSISTANT_ID):
            with suppress(NotFound):
                assistant = await self._assistants.get_assistant(one)
                name = crop(one_line(assistant.name or ""), MAX_NAME_COLS)
                return ("" if name == ROLE_NAMES["assistant"] else name), assistant.model
        return "", ""
