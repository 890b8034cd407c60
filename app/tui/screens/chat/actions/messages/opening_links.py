"""Following what leads elsewhere: links of messages, whose whole address is shown first, footnotes, and pictures."""

import asyncio
from collections.abc import Sequence

from textual import work

from app.tui.history.document.document import Place
from app.tui.history.document.entry import Entry
from app.tui.history.view.copying import SELECTS, copy
from app.tui.history.view.footnotes import FootnoteClicked, Spot, Step, find_footnotes, find_other_place, next_step
from app.tui.history.view.link_clicks import LinkClicked, PictureClicked
from app.tui.pictures.stand_ins import Picture
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.text.one_line import crop_text

NO_BROWSER = "the address, since no browser opens here"
MAX_NOTICE_COLS = 40


class ChatLinks(ChatLifecycle):
    """The chat screen with what opens links and pictures, and goes from footnote to footnote."""

    _footnote: tuple[Entry, Step] | None = None
    """Where the last key led."""

    def action_open_link(self) -> None:
        """Let the user open a link of the chosen message, or of the last that has some."""
        self._open_one(self.panes.history.cursor.links(), "")

    def on_link_clicked(self, event: LinkClicked) -> None:
        """Show the link that was clicked among those of its message."""
        from app.tui.history.render.message_parts import links  # late: the first paint does not need it

        self._open_one(list(dict.fromkeys([*links(event.source), event.address])), event.address)

    def action_next_footnote(self) -> None:
        """Go to the next number of a footnote, to its note or back, in the chosen message or the last that has some."""
        history = self.panes.history
        candidates = [history.cursor.chosen] if history.cursor.chosen else history.cursor.newest_first
        entry = next((one for one in candidates if one and one.body and find_footnotes(one.body)), None)
        if entry is None or entry.body is None:
            self.notify(history.cursor.explain_none("No footnote here"))
            return
        last = self._footnote[1] if self._footnote and self._footnote[0] is entry else None
        step = next_step(find_footnotes(entry.body), last)
        self._footnote = (entry, step)
        self._show_line(entry, step.spot)

    def on_footnote_clicked(self, event: FootnoteClicked) -> None:
        """Show the other place of the footnote."""
        entry = self.panes.history.document.entries[event.slot]
        spot = find_other_place(entry.body, event.line, event.number) if entry.body else None
        if spot is not None:
            self._show_line(entry, spot)

    def _show_line(self, entry: Entry, spot: Spot) -> None:
        """Choose the message, and show the row of a place in it a third down, or where it is if it is in view."""
        history = self.panes.history
        document, slot = history.document, history.document.slot(entry)
        rows = document.rows(slot)
        found = [at for at, row in enumerate(rows) if row.line == spot.line and row.start <= spot.at]
        history.cursor.point_out(entry)
        history.viewport.go(document.walk(Place(slot, found[-1] if found else 0), -(history.viewport.height // 3)))
        history.show_changes()
        history.refresh()

    def action_show_picture(self) -> None:
        """Show the pictures of the chosen message, or of the last that has some."""
        pictures = self.panes.history.cursor.pictures()
        if pictures:
            self._show_picture(pictures, 0)
        else:
            self.notify("No picture to show")

    def on_picture_clicked(self, event: PictureClicked) -> None:
        """Show the picture that was clicked. A stand-in that a text had from the start may stand for none."""
        if event.number < len(event.pictures):
            self._show_picture(event.pictures, event.number)

    def _show_picture(self, pictures: Sequence[Picture], number: int) -> None:
        from app.tui.screens.messages.picture_viewer import PictureViewer  # late: the first paint does not need it

        if self.typed_app.screen is self:  # else the key was pressed twice
            self.typed_app.push_screen(PictureViewer(pictures, number))

    @work(exit_on_error=False)
    async def _open_one(self, addresses: Sequence[str], at: str) -> None:
        from app.tui.screens.messages.link_list import LinkList
        from app.tui.terminal.programs.browser import open_address  # late: the first paint does not need them

        if not addresses:
            self.notify(self.panes.history.cursor.explain_none("No link to open"))
            return
        if self.typed_app.screen is not self:  # the key was pressed twice
            return
        address = await self.typed_app.push_screen_wait(LinkList(addresses, at))
        if address is None:
            return
        if await asyncio.to_thread(open_address, address):
            self.notify(f"Opened {crop_text(address, MAX_NOTICE_COLS)}")
        else:
            copy(self, address, NO_BROWSER, SELECTS)
