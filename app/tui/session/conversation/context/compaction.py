"""Goes on in a new thread that begins with a summary of the open one, which stays as it is."""

from contextlib import aclosing

from app.api.conversation.summarizing import Summarizer, begin_from_summary
from app.api.errors import Error, RequestError
from app.api.model_reference import parse_model
from app.api.objects import TERMINAL_STATUSES
from app.api.requests import Page
from app.api.run_facts import CallFacts
from app.api.services import Assistants
from app.tui.session.panes import Panes

SUMMARIZING = "Summarizing the conversation{}. {{run.cancel}} to cancel"
CHANGED = "The conversation changed while it was summarized. Nothing was changed: try again."
LOCKED = "Wait for the reply, or cancel it. Then the conversation can be summarized."
EMPTY = "There is nothing to summarize yet."


class Compaction:
    """Summarizes one thread. `model`: the one chosen for it, empty for that of the assistant."""

    def __init__(self, assistants: Assistants, panes: Panes, thread_id: str, assistant_id: str, model: str) -> None:
        self._assistants = assistants
        self._panes = panes
        self._thread_id = thread_id
        self._assistant_id, self._model = assistant_id, model
        self._said = ""

    async def run(self, title: str) -> str:
        """Return the id of the new thread. Raises `Error`; nothing has changed then, nor when it is cancelled."""
        newest_id = await self._find_newest()
        call = await self._read_last_call()
        tokens = answered_tokens = 0
        if call is not None and parse_model(self._model).model in ("", call.model):
            tokens = call.context_window or 0
            answered_tokens = call.usage.total_tokens if call.usage else 0
        summarizer = Summarizer(self._assistants, self._assistant_id, self._model, tokens, answered_tokens)
        text = ""
        try:
            self._say("")
            async with aclosing(summarizer.summarize(self._thread_id)) as summaries:
                async for summary in summaries:
                    text = summary.text
                    if summary.done < summary.total:
                        self._say(f": {summary.done * 100 // summary.total} %")
        finally:
            self._panes.status.withdraw(self._said)
        if newest_id != await self._find_newest():
            raise Error(CHANGED)
        return (await begin_from_summary(self._assistants, self._thread_id, title, text)).id

    def _say(self, progress: str) -> None:
        self._said = self._panes.keys.fill(SUMMARIZING.format(progress))
        self._panes.status.show_notice(self._said)

    async def _find_newest(self) -> str:
        """Return the newest message. Raises `Error` if there is none, or a run writes one."""
        for run in (await self._assistants.list_runs(self._thread_id, Page(limit=1))).data:
            if run.status not in TERMINAL_STATUSES:
                raise RequestError(LOCKED)
        newest = (await self._assistants.list_messages(self._thread_id, Page(limit=1))).data
        if not newest:
            raise RequestError(EMPTY)
        return newest[0].id

    async def _read_last_call(self) -> CallFacts | None:
        """Return the last model call of the newest run; None if it asked none."""
        runs = (await self._assistants.list_runs(self._thread_id, Page(limit=1))).data
        if not runs:
            return None
        facts = (await self._assistants.run_facts(self._thread_id, [run.id for run in runs])).data
        return next((one.calls[-1] for one in facts if one.calls), None)
