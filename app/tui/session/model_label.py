"""Says in the status line who will answer: the endpoint, and the model that the open thread's assistant gets there.

`ChatScreen` makes one when the connection is there; `Session` tells it whose thread is open.
"""

from contextlib import suppress

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.errors import Error, NotFound
from app.tui.widgets.status_line import StatusLine

NOBODY = "no model yet: Ctrl+L"


class Answering:
    """Asks only when the assistant or the endpoint is another: a name may cost a request for the endpoint's list."""

    def __init__(self, assistants: Assistants, endpoints: Endpoints, status: StatusLine) -> None:
        self._assistants = assistants
        self._endpoints = endpoints
        self._status = status
        self._wanted = ""
        self._said: str | None = None

    async def show(self, assistant_id: str) -> None:
        """This assistant answers in the open thread. What cannot be had is asked again the next time."""
        if self._said == assistant_id:
            return
        with suppress(Error):
            await self.ask(assistant_id)

    async def ask(self, assistant_id: str) -> None:
        """Ask anew, since the endpoint may be another. Raises `Error` when there is no name to be had."""
        self._wanted, self._said = assistant_id, None
        endpoint = await self._endpoints.current()
        if endpoint is None or endpoint.needs_consent:
            self._status.show_answering(NOBODY, "")
            return
        self._status.show_answering(endpoint.name, "")
        try:
            asked = (await self._assistants.get_assistant(assistant_id)).model
        except NotFound:
            asked = ""
        model = await self._endpoints.resolve_model(asked)
        if assistant_id == self._wanted:
            self._said = assistant_id
            self._status.show_answering(endpoint.name, model)
