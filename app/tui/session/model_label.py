"""Who answers in the open thread: the name in the message box; in the first row with the endpoint and its model."""

from contextlib import suppress

from textual.content import Content

from app.api.conversation.start_run import find_retry_model
from app.api.endpoints import Endpoint, Endpoints
from app.api.errors import Error, NotFound
from app.api.message_text import ROLE_NAMES
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.services import Assistants, Services
from app.tui.session.panes import Panes
from app.tui.text.one_line import crop, one_line

NO_MODEL_LABEL = "no model yet: {endpoint.choose}"
NO_MODEL = "No model is set up yet. {endpoint.choose}: Choose a model."
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
        self._keys = panes.keys
        self._history = panes.history.transcript
        self._captions = panes.history.document.captions
        self._not_again_id = ""
        self._requested: tuple[str, str] | None = None
        self._shown: tuple[str, str] | None = None
        self.reference = ModelReference("", "")
        """The model that answers, as far as it is known."""

    async def show(self, assistant_id: str, chosen: str) -> None:
        """Show the model of this assistant, or the one chosen in its place, unless it is shown already.

        After an error the next call tries again.
        """
        if self._shown == (assistant_id, chosen):
            return
        with suppress(Error):
            await self.update(assistant_id, chosen)

    def expect(self, run: Run | None) -> None:
        """Resolve the model again at the next `show` if another assistant answers this run: the one shown is gone."""
        if run and self._shown and self._shown[0] != run.assistant_id:
            self._shown = None

    async def find_retry_model(self, run: Run, assistant_id: str) -> str | None:
        """Return the model that a retry of this run names; None where it goes where a new message goes."""
        if run.id == self._not_again_id:
            return None
        return await find_retry_model(Services(self._assistants, self._endpoints), run, assistant_id)

    def forget_model_of(self, run: Run | None) -> None:
        """Let a retry of this run go to the endpoint that the user has just chosen."""
        self._not_again_id = run.id if run else ""

    async def update(self, assistant_id: str, chosen: str) -> None:
        """Resolve the model again, since the endpoint may have changed. Raises `Error` if it cannot be resolved.

        `chosen`: the model that the user chose for the conversation; empty: that of the assistant.
        """
        asked = (assistant_id, chosen)
        self._requested, self._shown = asked, None
        name, named = await self._read_assistant(assistant_id)
        if self._requested != asked:
            return
        self._box.placeholder = Content(f"{PLACEHOLDER} {name}".rstrip())
        endpoint = await self._endpoints.current()
        if endpoint is None or endpoint.needs_consent:
            self._header.show_model(self._keys.fill(NO_MODEL_LABEL), "")
            self._history.set_answering("", self._keys.fill(NO_MODEL))
            return
        requested = chosen or named
        profile = parse_model(requested).profile or endpoint.profile
        place = await self._name_of(profile, endpoint)
        label = " · ".join(filter(None, (name, place)))
        self.reference = ModelReference(profile, parse_model(requested).model)
        self._header.show_model(label, parse_model(chosen).model)
        model = parse_model(await self._endpoints.resolve_model(requested)).model
        if self._requested == asked:
            self._shown = asked
            self.reference = ModelReference(profile, model)
            self._header.show_model(label, model)
            self._captions.next_model = model
            who = f"{name or ROLE_NAMES['assistant']} answers"
            self._history.set_answering(who, " · ".join(one for one in (model, place) if one))

    async def context_window(self) -> int:
        """Return how many tokens the model takes that answers, 0 if that is not known. Raises `Error`."""
        return await self._endpoints.context_window(self.reference.text)

    async def _name_of(self, profile: str, current: Endpoint) -> str:
        """Return the name of the endpoint of a profile."""
        if profile == current.profile:
            return current.name
        profiles = await self._endpoints.profiles()
        return next((one.name for one in profiles if one.profile == profile), profile)

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
