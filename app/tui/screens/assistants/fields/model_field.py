"""The field for a model: any name can be typed, and the models of all profiles can be chosen below it."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.endpoints import Endpoint, ModelList
from app.api.model_reference import ModelReference
from app.tui.keys.table import bindings
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.line_input import LineInput


class ModelLine(LineInput):
    """The typed name. ↑ and ↓ move through the models below it, Enter takes one."""

    BINDINGS = bindings("models")

    def __init__(self, text: str, choices: SearchList, *, placeholder: str, id: str) -> None:
        super().__init__(text, placeholder=placeholder, id=id)
        self._list = choices
        self._models: Sequence[Entry] = ()

    def offer(self, models: Sequence[Entry]) -> None:
        """Offer these models. The name of an entry is what the field takes. A selected one stays selected."""
        self._models = models
        selected = self._list.entry
        self._list.show(models, at=selected.name if selected else "")
        if selected is None:
            self.match()

    def match(self) -> None:
        """List the models that match what is typed; all of them while a listed one is in the field."""
        self._list.search("" if any(one.name == self.text for one in self._models) else self.text)
        self._list.select_none()
        self._list.display = self.has_focus and self._list.hits > 0

    def on_focus(self) -> None:
        """Show the models."""
        self.call_later(self.match)

    def on_blur(self) -> None:
        """Hide the models."""
        self._list.display = False

    def action_move(self, by: int) -> None:
        """Select a model."""
        self._list.action_move(by)

    def action_submit(self) -> None:
        """Take the selected model; without one, go on as any line does."""
        if self._list.display and self._list.entry:
            self.take(self._list.entry.name)
        else:
            super().action_submit()

    def take(self, name: str) -> None:
        """Put a model into the field."""
        self.load_text(name)
        self.move_cursor(self.document.end)
        self.match()


class ModelField(Vertical):
    """The line with its models. `line` is the input."""

    def __init__(self, text: str, *, placeholder: str, id: str) -> None:
        super().__init__()
        self._list = SearchList(SingleRows(), can_focus=False)
        self.line = ModelLine(text, self._list, placeholder=placeholder, id=id)

    def compose(self) -> ComposeResult:
        """Yield the line, and the models below it."""
        yield self.line
        yield self._list

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Take the clicked model."""
        event.stop()
        self.line.take(event.name)


def list_offers(profiles: Sequence[Endpoint], lists: Mapping[str, ModelList]) -> list[Entry]:
    """List the models of the profiles, the first of which is in use: its models are named without it."""
    offers: list[Entry] = []
    for place, endpoint in enumerate(profiles):
        listed = lists.get(endpoint.profile)
        for model in listed.models if listed else ():
            name = model.id if place == 0 else ModelReference(endpoint.profile, model.id).text
            offers.append(Entry(name, name, endpoint.name))
    return offers
