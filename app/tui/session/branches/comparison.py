"""One message, two answers: asks two models or assistants, cancels both, and goes on with the answer that is kept.

The first answer is written in the open thread, as if it alone was asked for; the second one in a hidden fork. So
the first is kept without a further step, also where the program ends meanwhile.
"""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct
from textual.content import Content

from app.api.conversation.comparing import cancel_active, keep_assistant, keep_second, start_second
from app.api.errors import Error, NotFound
from app.api.model_reference import parse_model
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.services import Services
from app.tui.keys.slash import text_to_send
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.controller import Controller
from app.tui.session.panes import Panes
from app.tui.text.draft import Draft
from app.tui.text.one_line import crop, one_line

MAX_NAME_COLS = 24


class Side(Struct):
    """Who answers, and the answer. `model`: with its profile; empty for that of the assistant."""

    assistant_id: str
    model: str = ""
    run: Run | None = None
    error: str = ""
    """Why nothing was asked."""


class Comparison:
    """Of the thread that is open when it is made."""

    def __init__(
        self, services: Services, panes: Panes, local_state: LocalState, controller: Controller, draft: Draft
    ) -> None:
        conversation = controller.conversation
        self.services = services
        self.draft = draft
        self.sides: Sequence[Side] = [
            Side(conversation.assistant_id, conversation.starting.model) for _ in ("first", "second")
        ]
        self._panes = panes
        self.local_state = local_state
        self._controller = controller
        self._thread_id = controller.current.id
        self._draft_key, self._written = controller.current.draft_key, panes.box.draft
        self._is_cancelled = False

    async def describe(self, side: Side) -> Content:
        """Return the name of the assistant and the model that answer on a side. Raises `Error`."""
        name, named = "", ""
        for assistant_id in (side.assistant_id, DEFAULT_ASSISTANT_ID):
            with suppress(NotFound):
                assistant = await self.services.assistants.get_assistant(assistant_id)
                name, named = assistant.name or "", assistant.model
                break
        model = parse_model(await self.services.endpoints.resolve_model(side.model or named)).model
        return Content(" · ".join(filter(None, (crop(one_line(name), MAX_NAME_COLS), one_line(model)))))

    async def ask(self) -> None:
        """Store the message with the first run, then start the second one, whose error is noted on its side.

        Raises `Error` if nothing was stored: the draft is still in the box then.
        """
        first, second = self.sides
        settings, text = self._controller.conversation.settings, text_to_send(self.draft)
        first.run = await settings.start_run(
            self._thread_id,
            first.assistant_id,
            text,
            files=self.draft.files,
            uploads=self.draft.uploads,
            model=first.model or None,
        )
        if self._thread_id is None:
            self.local_state.models.move(NEW_THREAD_KEY, first.run.thread_id)
        self.local_state.add_prompt(text)
        self._forget_draft()
        self._panes.box.prompts.load(self.local_state.prompts)
        if not self._is_cancelled:
            ids = [second.assistant_id, DEFAULT_ASSISTANT_ID]
            try:
                second.run = await start_second(self.services.assistants, first.run, ids, second.model or None)
            except Error as error:
                second.error = str(error)
        if self._is_cancelled:
            await self.cancel()

    def _forget_draft(self) -> None:
        """Remove what was sent, and nothing else: meanwhile the box may have become that of another conversation."""
        self._controller.opener.keep_draft()
        if self.local_state.get_draft(self._draft_key) != self._written:
            return
        if self._controller.current.draft_key == self._draft_key:
            self._panes.box.show(Draft())
        self.local_state.set_draft(self._draft_key, Draft())

    async def cancel(self) -> None:
        """Cancel what goes on, also what is about to begin. Raises `Error`."""
        self._is_cancelled = True
        for side in self.sides:
            if side.run:
                await cancel_active(self.services.assistants, side.run)

    async def keep(self, number: int) -> None:
        """Go on with one answer (0 or 1), which may still be written; the other one ends. Raises `Error`."""
        assistants, (first, second) = self.services.assistants, self.sides
        kept, other = self.sides[number], self.sides[1 - number]
        assert first.run
        assert kept.run
        if other.run:
            await cancel_active(assistants, other.run)
        if kept is second:
            await keep_second(assistants, first.run.thread_id, kept.run.thread_id)
        if kept.assistant_id and kept.assistant_id != self._controller.conversation.settings.assistant_id:
            await keep_assistant(assistants, kept.run.thread_id, kept.assistant_id)
        if kept.model:
            self.local_state.models.choose(kept.run.thread_id, kept.model)
        await self._controller.pages.refresh()
        await self._controller.opener.open(kept.run.thread_id)
