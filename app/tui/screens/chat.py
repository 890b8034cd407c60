"""The screen: threads on the left, the conversation on the right. It joins the panes and knows none of their insides.

Keys and messages of the widgets come in here and go on to `Session`, which is there once the store is open.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import cast

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from app.api.endpoints import Endpoints
from app.api.errors import Error
from app.api.services import Services
from app.tui.history import History
from app.tui.keys.table import bindings
from app.tui.local_state import Drafts
from app.tui.screens.first_run import FirstRun
from app.tui.screens.rename import Rename
from app.tui.session.controller import Panes, Session
from app.tui.session.model_label import Answering
from app.tui.session.pending_deletions import GRACE
from app.tui.text.draft import Draft, joined
from app.tui.widgets.message_input import MessageInput
from app.tui.widgets.status_line import StatusLine
from app.tui.widgets.thread_list import ThreadList
from app.tui.widgets.thread_pane import ThreadPane

PLACEHOLDER = "Message"
"""The empty box shows it as soon as a message would be sent."""
SMALL = (40, 10)
"""Columns and rows below which nothing can be read."""
NARROW = 80
"""Columns below which the threads have no place beside the conversation."""
SAVE_AFTER = 0.4
"""Seconds after an edit until the draft is on disk."""
AGES = 30.0
"""Seconds between two looks at how old the threads are."""
AGAIN = 2.0
"""Seconds in which a second Ctrl+C quits."""


class ChatScreen(Screen[None]):
    """The one screen of the app; everything else is a box above it."""

    AUTO_FOCUS = "#box"
    BINDINGS = bindings("chat")

    def __init__(self, drafts: Drafts) -> None:
        super().__init__()
        self.ready = asyncio.Event()
        self.session: Session | None = None
        self.pane = ThreadPane(id="pane")
        self.panes = Panes(
            threads=self.pane.threads,
            history=History(id="history"),
            status=StatusLine(id="status"),
            box=MessageInput(id="box"),
        )
        self._drafts = drafts
        self._endpoints: Endpoints | None = None
        self._answering: Answering | None = None
        self._prepared = False
        self._sent_early = Draft()
        self._saving: Timer | None = None
        self._interrupted: Timer | None = None

    def compose(self) -> ComposeResult:
        """The empty shell: it is painted before anything is opened. No containers: each costs 0.5 ms a frame."""
        yield self.pane
        yield self.panes.history
        yield self.panes.status
        yield self.panes.box

    @property
    def _app(self) -> App[object]:
        """The app; Textual's own property is untyped."""
        return cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]

    async def connect(self, services: Services, thread_id: str | None) -> None:
        """The store is open: list the threads, open one, and say who will answer."""
        self._drafts.load()
        self._endpoints = services.endpoints
        self._answering = Answering(services.assistants, services.endpoints, self.panes.status)
        session = Session(self, self.panes, self._drafts, services.assistants, self._answering, self.do)
        try:
            await session.start(thread_id)
        except Error as error:
            self.notify(str(error), severity="error", markup=False)
        self.session = session
        self.panes.box.placeholder = PLACEHOLDER
        self.ready.set()
        if self._sent_early:
            session.submit(self._sent_early)
        self.set_interval(AGES, self.panes.threads.refresh)
        self.do(self._ask_endpoint())

    async def on_unmount(self) -> None:
        """However it ended: nobody listens any more."""
        if self.session:
            await self.session.stop()

    async def close(self) -> None:
        """In order: keep the draft, delete what waits for it, stop following."""
        if self.session:
            self.session.edited()
            await self.session.close()
        else:
            self._drafts.load()
            typed = joined(self._sent_early, self.panes.box.draft)
            self._drafts.put(None, joined(self._drafts.get(None), typed))
        self._drafts.save()

    def do(self, work: Coroutine[None, None, None]) -> None:
        """Do this in the background; an error of ours is shown, not raised."""
        self.run_worker(self._guarded(work))

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Error as error:
            self.notify(str(error), severity="error", markup=False, timeout=10)

    # What the widgets say.

    def on_message_input_submitted(self, event: MessageInput.Submitted) -> None:
        """Send; before the store is open the message waits for it."""
        if self.session:
            self.session.submit(event.draft)
        else:
            self._sent_early = joined(self._sent_early, event.draft)

    def on_message_input_edited(self) -> None:
        """Keep the draft soon; at the first key prepare what the first request needs."""
        if not self.session or not self._endpoints:
            return
        self.session.edited()
        if self._drafts.unsaved and self._saving is None:
            self._saving = self.set_timer(SAVE_AFTER, self._save)
        if not self._prepared and self.panes.box.text:
            self._prepared = True
            self.do(self._prepare(self._endpoints))

    def on_message_input_scroll_wanted(self, event: MessageInput.ScrollWanted) -> None:
        """A key of the history, pressed in the box."""
        self.do(self._scroll(event.how))

    def on_message_input_leave_wanted(self) -> None:
        """Ctrl+D in an empty box."""
        self.do(self.run_action("app.quit"))

    def on_thread_list_opened(self, event: ThreadList.Opened) -> None:
        """Show the thread."""
        self.focus_box()
        if self.session:
            self.do(self.session.open(event.thread_id))

    def on_thread_list_more_wanted(self) -> None:
        """Read on."""
        if self.session:
            self.do(self.session.pages.more())

    def on_thread_list_wanted(self, event: ThreadList.Wanted) -> None:
        """A key on a row."""
        if not (session := self.session):
            return
        match event.what, event.row:
            case "undo", _:
                self._app.clear_notifications()
                self.do(session.undo())
            case "rename", row if row:
                self.do(self._ask_title(session, row.id))
            case "delete", row if row:
                self.notify(f"Deleted. u in the thread list brings it back ({GRACE:.0f} s).", timeout=GRACE)
                self.do(session.delete(row))
            case _:
                pass

    def on_thread_pane_query_changed(self, event: ThreadPane.QueryChanged) -> None:
        """Filter and search in the store."""
        if self.session:
            self.do(self.session.pages.search(event.text))

    def on_history_older_wanted(self) -> None:
        """The top is near."""
        if self.session:
            self.do(self.session.conversation.load_older())

    def on_history_new_below(self, event: History.NewBelow) -> None:
        """Something came in below what is on the screen."""
        self.panes.status.show_below(not self.panes.history.following, event.count)

    def on_history_following_changed(self, event: History.FollowingChanged) -> None:
        """The view left the end, or came back to it."""
        self.panes.status.show_below(not event.following, 0)

    def on_status_line_below_clicked(self) -> None:
        """Go there."""
        self.panes.history.action_scroll_end()

    async def on_resize(self, event: events.Resize) -> None:
        """Too small: say so, and nothing else."""
        self.set_class(event.size.width < NARROW, "-narrow")
        small = event.size.width < SMALL[0] or event.size.height < SMALL[1]
        self.set_class(small, "-small")
        if small and not self.query("#small"):
            await self.mount(Static(f"Too small: {SMALL[0]} × {SMALL[1]} needed.", id="small", markup=False))

    # What the keys do.

    def action_new(self) -> None:
        """A new conversation; it is stored with its first message."""
        if self.session:
            self.set_focus(self.panes.box)
            self.do(self.session.open(None))

    def action_beside(self, step: int) -> None:
        """The next thread above or below."""
        thread_id = self.panes.threads.beside(step)
        if self.session and thread_id:
            self.set_focus(self.panes.box)
            self.do(self.session.open(thread_id))

    def action_rename(self) -> None:
        """Rename the open thread."""
        if self.session and (thread_id := self.session.conversation.thread_id):
            self.do(self._ask_title(self.session, thread_id))

    async def action_search(self) -> None:
        """Go to the filter of the thread list."""
        self.add_class("-threads")
        await self.pane.open_filter()

    def action_pane(self) -> None:
        """Show or hide the thread list; shown, it has the focus."""
        shown = self.pane.display
        self.set_class(shown, "-no-threads")
        self.set_class(not shown, "-threads")
        if shown:
            self.set_focus(self.panes.box)
        else:
            self.set_focus(self.panes.threads)

    def action_back(self) -> None:
        """One layer at a time: filter, selection, focus, run. Never the draft, never the program."""
        if self.pane.filter_has_focus:
            self.pane.close_filter()
        elif self.get_selected_text():
            self.clear_selection()
        elif self.focused is not self.panes.box:
            self.focus_box()
        elif self.session and self.session.conversation.busy:
            self.do(self.session.conversation.cancel())

    def focus_box(self) -> None:
        """Go to the message box, at once: `focus` would wait behind the keys that are here already."""
        self.remove_class("-threads")
        self.set_focus(self.panes.box)

    def action_retry(self) -> None:
        """Run the thread again without a new message."""
        if self.session and self.session.conversation.retriable:
            self.do(self.session.conversation.retry())

    def action_endpoint(self) -> None:
        """Choose who answers."""
        if self._endpoints:
            self.do(self._choose_endpoint(ask=True))

    def action_interrupt(self) -> None:
        """Ctrl+C: the selection is copied, else the draft stashed, else the run cancelled; idle, twice quits."""
        box = self.panes.box
        if selected := self.get_selected_text() or box.selected_text:
            self._app.copy_to_clipboard(selected)
            self.clear_selection()
        elif box.draft and self.session:
            self.session.stash()
        elif self.session and self.session.conversation.busy:
            self.do(self.session.conversation.cancel())
        elif self._interrupted:
            self.do(self.run_action("app.quit"))
        else:
            self.panes.status.say("Ctrl+C again quits")
            self._interrupted = self.set_timer(AGAIN, self._forget_interrupt)

    def _forget_interrupt(self) -> None:
        self._interrupted = None
        self.panes.status.say("")

    async def _prepare(self, endpoints: Endpoints) -> None:
        with suppress(Error):  # the run will say what is amiss
            await endpoints.prepare()

    async def _save(self) -> None:
        self._saving = None
        await asyncio.to_thread(self._drafts.write, self._drafts.take())

    async def _scroll(self, how: str) -> None:
        await self.panes.history.run_action(how)

    async def _ask_title(self, session: Session, thread_id: str) -> None:
        row = await session.pages.row(thread_id)
        title = await self._app.push_screen_wait(Rename(row.title))
        if title is not None:
            await session.rename(row, title)

    async def _ask_endpoint(self) -> None:
        await self._choose_endpoint(ask=False)

    async def _choose_endpoint(self, *, ask: bool) -> None:
        """Say who will answer; where nobody is there, or the user wants another, show the first-run screen."""
        if not (self._endpoints and self._answering and self.session):
            return
        current = await self._endpoints.current()
        if ask or current is None or current.needs_consent:
            await self._app.push_screen_wait(FirstRun(self._endpoints, current))
        await self._answering.ask(self.session.conversation.assistant_id)
