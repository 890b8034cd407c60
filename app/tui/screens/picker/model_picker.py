"""The model picker: one searchable list over all profiles, filled as their lists arrive. One key chooses."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer

from app.api.endpoints import Endpoint, Endpoints, ModelList
from app.api.errors import Error
from app.api.model_reference import ModelReference
from app.tui.keys.table import bindings
from app.tui.local_state.model_choices import ModelChoices
from app.tui.screens.dialog import Words, show_subtitle, show_title
from app.tui.screens.picker.entries import (
    ADD_NAME,
    MODEL_PREFIX,
    PROBLEM_PREFIX,
    Models,
    find_named,
    list_entries,
    list_unlisted,
)
from app.tui.screens.picker.picked import Picked
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.one_line import one_line
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList

TITLE = "Choose a model"
PRICES_TITLE = "prices per 1M tokens"
"""Beside it, where there are some."""
FEW_KEYS = {"picker.favourite": "Favourite", "line.leave": "Close"}
"""In a window too narrow for `KEYS`."""
KEYS = {"line.accept": "Choose", **FEW_KEYS}
NARROW_COLS = 60
SHOW_DELAY_S = 0.03
"""Lists that arrive within this time are shown at once."""
LOW_ROWS = 16
"""Below this height of the screen the box has no space inside its border."""


class ModelSearch(SearchLine):
    """The search of the picker."""

    BINDINGS = bindings("search line") + bindings("picker")

    @dataclass
    class FavouriteToggled(Message):
        """The model under the cursor is to be a favourite, or none."""

    def action_toggle_favourite(self) -> None:
        """Post `FavouriteToggled`."""
        self.post_message(self.FavouriteToggled())


class ModelPicker(SearchDialog[Picked | None]):
    """A dialog that returns what the user picked, or None."""

    def __init__(self, endpoints: Endpoints, choices: ModelChoices, in_use: ModelReference, text: str = "") -> None:
        """`text`: what to search for at first; a model of exactly this name is picked at once."""
        super().__init__(ModelSearch(text, placeholder="Search models"), SearchList(can_focus=False))
        self._wanted = text.strip()
        self._endpoints = endpoints
        self._choices = choices
        self._models = Models(in_use=in_use)
        self._show_timer: Timer | None = None
        self._has_moved = False
        """Whether the user has moved the cursor, which then stays on its entry when more models arrive."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="model-picker"):
            yield self.line
            yield self.list
            yield Words(id="model-picker-status")

    def on_mount(self) -> None:
        """Show what is known without asking anybody, then ask the profiles for their models."""
        show_title(self.query_one("#model-picker"), TITLE)
        self._show_keys(self.typed_app.size.width)
        self._read_choices()
        self._show()
        self._ask()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the space inside the border out on a low screen, and words and prices on a narrow one."""
        self._show_keys(event.size.width)
        self.set_class(event.size.height < LOW_ROWS, "-short")
        if self._models.prices:
            self._show_soon()

    def _show_keys(self, width: int) -> None:
        keys = FEW_KEYS if width < NARROW_COLS else KEYS
        show_subtitle(self.query_one("#model-picker"), self.key_names.describe(keys))

    def search(self, text: str) -> None:
        """Show what matches. A name that no list has can be used as it is."""
        self._has_moved = False
        self._wanted = ""
        self.list.search(text)
        if not self.list.hits:
            self._show()

    def note_move(self) -> None:
        """Keep the cursor on its entry from now on."""
        self._has_moved = True
        self._wanted = ""

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self.query_one("#model-picker-status", Words).say(sentence)

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the model; ask a profile without models again."""
        if event.name.startswith(MODEL_PREFIX):
            self.dismiss(Picked(event.name.removeprefix(MODEL_PREFIX)))
        elif event.name == ADD_NAME:
            self.dismiss(Picked(adds_endpoint=True))
        elif event.name.startswith(PROBLEM_PREFIX):
            self._ask()

    def on_model_search_favourite_toggled(self) -> None:
        """Make the model under the cursor a favourite, or make it none."""
        entry = self.list.entry
        if entry and entry.name.startswith(MODEL_PREFIX):
            self._choices.toggle_favourite(entry.name.removeprefix(MODEL_PREFIX))
            self._has_moved = True
            self._read_choices()
            self._show()

    def _read_choices(self) -> None:
        favourites, recent = self._choices.list_favourites(), self._choices.list_recent()
        self._models = replace(self._models, favourites=favourites, recent=recent)

    def _ask(self) -> None:
        self._models = replace(self._models, lists={}, is_complete=False)
        self.run_worker(self._read_lists, exclusive=True)

    async def _read_lists(self) -> None:
        try:
            profiles = await self._endpoints.profiles()
            self._models = replace(self._models, profiles=profiles)
            self._show_soon()
            self.run_worker(partial(self._add_slow, profiles), group="slow servers", exclusive=True)
            async with aclosing(self._endpoints.model_lists()) as lists:
                async for one in lists:
                    self._models = replace(self._models, lists={**self._models.lists, one.endpoint.profile: one})
                    self._show_soon()
                    self.run_worker(partial(self._add_prices, one), group="prices")
        except Error as error:
            self.say(one_line(str(error)))
        self._models = replace(self._models, is_complete=True)
        self._show_soon()

    async def _add_slow(self, known: Sequence[Endpoint]) -> None:
        """Add each server on this machine that answers only now."""
        async with aclosing(self._endpoints.slow_servers(known)) as answering:
            async for one in answering:
                profiles = [*(self._models.profiles or ()), one.endpoint]
                lists = {**self._models.lists, one.endpoint.profile: one}
                self._models = replace(self._models, profiles=profiles, lists=lists)
                self._show_soon()

    async def _add_prices(self, listed: ModelList) -> None:
        """Add the list prices of the models of a profile, where they are known."""
        found = await self._endpoints.token_prices(listed)
        if found:
            prices = {ModelReference(listed.endpoint.profile, model).text: price for model, price in found.items()}
            self._models = replace(self._models, prices={**self._models.prices, **prices})
            self._show_soon()

    def _show_soon(self) -> None:
        """Show what is known in a moment, with what arrives until then."""
        if self._show_timer is None:
            self._show_timer = self.set_timer(SHOW_DELAY_S, self._show)

    def _show(self) -> None:
        """Show what is known now."""
        self._show_timer = None
        at = self.list.entry.name if self.list.entry and self._has_moved else ""
        self.list.show(list_entries(self._shown), at=at)
        if not self.list.hits and self.query_text.strip():
            self.list.show(list_unlisted(self.query_text.strip(), self._models), at=at)
        self._count()
        if named := find_named(self._wanted, self._models):
            self.dismiss(Picked(named))

    @property
    def _shown(self) -> Models:
        """What is known, without prices in a window that has no column for them."""
        if self.typed_app.size.width < NARROW_COLS:
            return replace(self._models, prices={})
        return self._models

    def _count(self) -> None:
        count = sum(len(one.models) for one in self._models.lists.values())
        parts = [TITLE, f"{count}" * bool(count), PRICES_TITLE * bool(self._shown.prices)]
        show_title(self.query_one("#model-picker"), " · ".join(filter(None, parts)))
