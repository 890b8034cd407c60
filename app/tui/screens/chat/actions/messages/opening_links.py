"""Opening links of messages: the whole address is shown first, always."""

import asyncio
from collections.abc import Sequence

from textual import work

from app.tui.history.view.copying import SELECTS, copy
from app.tui.history.view.link_clicks import LinkClicked
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.text.one_line import crop_text

NO_BROWSER = "the address, since no browser opens here"
MAX_NOTICE_COLS = 40


class ChatLinks(ChatLifecycle):
    """The chat screen with what opens links."""

    def action_open_link(self) -> None:
        """Let the user open a link of the chosen message, or of the last that has some."""
        self._open_one(self.panes.history.cursor.links(), "")

    def on_link_clicked(self, event: LinkClicked) -> None:
        """Show the link that was clicked among those of its message."""
        from app.tui.history.render.message_parts import links  # late: the first paint does not need it

        self._open_one(list(dict.fromkeys([*links(event.source), event.address])), event.address)

    @work(exit_on_error=False)
    async def _open_one(self, addresses: Sequence[str], at: str) -> None:
        from app.tui.screens.messages.link_list import LinkList
        from app.tui.terminal.programs.browser import open_address  # late: the first paint does not need them

        if not addresses:
            self.notify("No link to open")
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
