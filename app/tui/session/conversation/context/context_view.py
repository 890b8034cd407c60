"""Shows how full the model's context is, warns when little is left, and marks what the model does not see any more.

What is shown comes from the facts of the newest run, so it is right for runs of other programs too. Nothing is counted
while a reply is written. If another model is to answer next, the meter is about that one. The first call of a process
may be over before the endpoint has told its windows: then the window is asked for again.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from app.api.model_reference import ModelReference
from app.api.run_facts import CallFacts, RunFacts
from app.tui.history import Block, History
from app.tui.session.model_label import ModelLabel
from app.tui.widgets.edge_rows.footer import FooterRow, Meter

WARN_PERCENT = 80
NOTE_KEY = "context"
WARNING = "The context of the model is {} % full. /compact goes on from a summary."
SEES_NOTHING = "─ The model sees nothing above this line."
SEES_FIRST = "─ The model sees the first message, and nothing else above this line."


class ContextView:
    """The meter in the last row, the warning below the messages, and the mark between them."""

    def __init__(self, history: History, footer: FooterRow) -> None:
        self._transcript, self._document = history.transcript, history.document
        self._footer = footer
        self.next_model: ModelLabel | None = None
        """Tells the model that answers next."""
        self._calls: Sequence[CallFacts] = ()
        self._windows: dict[ModelReference, int] = {}

    def clear(self) -> None:
        """Show nothing: another thread is open, or none."""
        self._footer.show_meter(None)
        self._calls = ()
        self._mark("", "")

    def show(self, run_ids: Iterable[str | None], facts: Mapping[str, RunFacts]) -> None:
        """Show what these runs tell, newest first; one that asked no model tells nothing."""
        known = [facts[run_id] for run_id in run_ids if run_id and run_id in facts]
        calls = [call for one in known for call in reversed(one.calls)]
        self._calls = calls
        asked = self._asked_model()
        if asked is None or asked in self._windows:
            self._show_meter()
        words = ""
        if calls and calls[0].first_sent_id:
            words = SEES_FIRST if calls[0].keeps_first else SEES_NOTHING
        self._mark(calls[0].first_sent_id if words else "", words)

    def _mark(self, message_id: str, words: str) -> None:
        """Put words above this message, about what is above it; none for an empty id."""
        captions = self._document.captions
        if captions.unseen_above != (message_id, words):
            with self._transcript.keeping_place():
                captions.unseen_above = (message_id, words)
                self._document.recaption()

    async def show_for_next_model(self) -> None:
        """Show the meter again if the window of the model that answers next was not known. Raises `Error`."""
        calls, asked = self._calls, self._asked_model()
        if asked is not None and asked not in self._windows and self.next_model is not None:
            known = next((one.context_window for one in calls if one.context_window and _is_by(one, asked)), 0)
            self._windows[asked] = known or await self.next_model.context_window()
        if calls and calls is self._calls:
            self._show_meter()

    def _counted(self) -> CallFacts | None:
        """Return the newest call whose tokens are known."""
        return next((call for call in self._calls if call.usage), None)

    def _asked_model(self) -> ModelReference | None:
        """Return the model that answers next, if its window is to be asked for: the newest call does not tell it."""
        counted = self._counted()
        if counted is None or self.next_model is None or not self.next_model.reference.model:
            return None
        is_told = counted.context_window and _is_by(counted, self.next_model.reference)
        return None if is_told else self.next_model.reference

    def _show_meter(self) -> None:
        counted, asked = self._counted(), self._asked_model()
        if counted and asked:
            counted = replace(counted, context_window=self._windows.get(asked))
        percent = percent_of(counted) if counted else None
        is_warning = percent is not None and percent >= WARN_PERCENT
        if is_warning:
            self._transcript.block(NOTE_KEY, Block(WARNING.format(percent), kind="warning"))
        else:
            self._transcript.remove_note(NOTE_KEY)
        if percent is not None:
            self._footer.show_meter(Meter([f"context {percent} %"], is_warning=is_warning))
        elif counted and counted.usage:
            tokens = f"context {counted.usage.total_tokens:,} tokens, limit unknown"
            self._footer.show_meter(Meter([tokens, "context unknown"]))
        else:
            self._footer.show_meter(Meter(["context unknown"]) if self._calls else None)


def _is_by(call: CallFacts, model: ModelReference) -> bool:
    return call.model == model.model and (not model.profile or not call.profile or call.profile == model.profile)


def percent_of(call: CallFacts) -> int | None:
    """Return how full the window was after a call: what was asked and answered; None where that is not known."""
    if not call.usage or not call.context_window:
        return None
    return min(100, call.usage.total_tokens * 100 // call.context_window)
