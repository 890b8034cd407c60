"""The panes of the chat screen: their layout for each size, and the focus. It knows no thread and no run."""

import asyncio
from collections.abc import Mapping
from typing import cast

from textual import events
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from app.tui.history import History
from app.tui.keys.footer_keys import Place, list_keys
from app.tui.keys.key_names import KeyNames
from app.tui.keys.table import find_key
from app.tui.session.model_label import PLACEHOLDER
from app.tui.session.panes import Panes
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.edge_rows.footer import FooterRow
from app.tui.widgets.edge_rows.header_line import HeaderLine
from app.tui.widgets.edge_rows.queue_rows import MAX_ROWS
from app.tui.widgets.edge_rows.status_line import StatusLine
from app.tui.widgets.frames.frame_screen import FrameScreen
from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.line_input import LineInput, PasteRefused
from app.tui.widgets.thread_list import ThreadList
from app.tui.widgets.thread_pane import ThreadPane

MIN_COLS, MIN_ROWS = 40, 10
"""Below this size only a notice is shown."""
LOW_ROWS = 16
"""Below this height what can be left out leaves its rows to the messages."""
FIND_LINE_CLASS = "find-line"
"""Of the line for words in the conversation, made when it is opened (`chat_finding`). No id: a closed line may still be
there when the next one is mounted."""
HEADER_ROWS, HISTORY_ROWS, STATUS_ROWS = 1, 1, 1
"""What is always there, the history with one row at least."""
LINE_ROWS, FOOTER_ROWS = 1, 1
"""What a low window leaves out: the line above the history, and the last row."""
MIN_BOX_ROWS, MAX_BOX_ROWS = 3, 12
"""With the border."""
WIDE_COLS = 80
"""From this width on the thread list is shown beside the conversation."""


class ChatLayout(FrameScreen[None]):
    """The header above all; the thread list on the left; messages, status line, message box and footer on the right."""

    AUTO_FOCUS = "#box"

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._keymap = keymap
        self._is_replying = False
        motion = Motion()
        self.pane = ThreadPane(motion, id="pane")
        self.panes = Panes(
            header=HeaderLine(id="header"),
            threads=self.pane.threads,
            history=History(id="history", motion=motion),
            status=StatusLine(end_key=find_key("input.end", keymap), id="status"),
            box=MessageInput(id="box"),
            footer=FooterRow(id="footer"),
            keys=KeyNames(keymap),
        )
        self.panes.history.document.keys = self.panes.keys
        self.panes.history.document.captions.name_keys(self.panes.keys)
        self.panes.history.document.open(())  # with notes that name these keys

    def compose(self) -> ComposeResult:
        """Yield the empty panes, painted before anything is opened. No containers: each costs 0.5 ms a frame."""
        yield self.panes.header
        yield self.pane
        yield self.panes.history
        yield self.panes.status
        yield self.panes.box
        yield self.panes.footer

    @property
    def typed_app(self) -> App[object]:
        """The app; Textual's own property is untyped."""
        return cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed at this cell focuses. Textual asks at each press; None changes nothing.

        It is the message box wherever the press was, so that text typed after a click is text: in the list `d` deletes
        and in the history `y` copies only for who went there by key. A press in the thread pane leaves the filter
        focused.
        """
        under = super().get_focusable_widget_at(x, y)
        if under is not None and under.has_class(FIND_LINE_CLASS):
            return under
        in_pane = under is not None and self.pane in under.ancestors
        filtering = isinstance(self.focused, LineInput)
        if not self.panes.box.region or (filtering and in_pane):  # without a region it is out of sight
            return None
        return self.panes.box

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Esc to the message box while it has something of its own to leave: behind the keys before it."""
        if action == "go_back" and self.focused is self.panes.box:
            return not self.panes.box.takes_escape
        return super().check_action(action, parameters)

    def on_descendant_focus(self) -> None:
        """Show the keys for what has the focus now."""
        self._show_keys()

    def on_message_input_search_toggled(self) -> None:
        """Show the keys of the search of the prompts, or those of the message box again."""
        self._show_keys()

    def on_thread_list_open_run_changed(self, event: ThreadList.OpenRunChanged) -> None:
        """Show the keys for a conversation in which a reply is being written, or is over."""
        self._is_replying = event.is_active
        self._show_keys()

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted into the search."""
        self.notify(event.sentence)

    def _show_keys(self) -> None:
        self.panes.footer.show(list_keys(self._find_place(), self._keymap))

    def _find_place(self) -> Place:
        if self.focused is not None and self.focused.has_class(FIND_LINE_CLASS):
            return Place.FIND
        if isinstance(self.focused, LineInput):
            return Place.SEARCH
        if self.focused is self.panes.threads:
            return Place.HITS if self.pane.is_searching else Place.LIST
        if self.focused is self.panes.history:
            return Place.HISTORY
        if self.panes.box.is_searching:
            return Place.PROMPTS
        return Place.BOX_WHILE_REPLYING if self._is_replying else Place.BOX

    async def accept_keys(self) -> None:
        """Say that the box takes keys, and paint it with the list: drawing a thread takes up to 0.1 s longer."""
        self.panes.box.placeholder = PLACEHOLDER
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def focus_box(self) -> None:
        """Focus the message box at once: `focus` would wait behind the keys already in the queue."""
        if self.has_class("-narrow"):
            self.pane.close_filter()  # out of sight, it would hide threads without a word
        self.show_pane(False)
        self.set_focus(self.panes.box)

    def show_pane(self, is_shown: bool) -> None:
        """Show the thread pane where it is hidden, or hide it again. Elsewhere it needs no update of all styles."""
        self.set_class(is_shown, "-threads", update=self.has_class("-narrow") or self.has_class("-no-threads"))

    def leave_pane(self) -> bool:
        """Close the filter, drop the selection, leave a clicked message or focus the message box.

        False if there was nothing to leave.
        """
        if self.pane.is_searching and self.focused is not self.panes.box:
            self.pane.close_filter()
        elif self.get_selected_text():
            self.clear_selection()
        elif self.panes.history.leave_click():
            pass
        elif self.focused is not self.panes.box:
            self.focus_box()
        else:
            return False
        return True

    async def action_search(self, text: str = "") -> None:
        """Open and focus the filter of the thread list, with this text if there is any."""
        self.show_pane(True)
        await self.pane.open_filter(text)

    def action_toggle_pane(self) -> None:
        """Show and focus the thread list, or hide it."""
        is_shown = self.pane.display
        self.set_class(is_shown, "-no-threads")
        self.set_class(not is_shown, "-threads")
        if is_shown:
            self.set_focus(self.panes.box)
        else:
            self.set_focus(self.panes.threads)

    async def on_resize(self, event: events.Resize) -> None:
        """Lay the panes out for this size; below the smallest show only a notice."""
        self._fit_width(is_narrow=event.size.width < WIDE_COLS)
        is_low = event.size.height < LOW_ROWS
        self.set_class(is_low, "-low")
        self.panes.status.allow_queue_rows(1 if is_low else MAX_ROWS)
        fit_height(self.panes, event.size.height, is_low=is_low)
        is_small = event.size.width < MIN_COLS or event.size.height < MIN_ROWS
        self.set_class(is_small, "-small")
        if is_small and not self.query("#small"):
            await self.mount(Static(f"Too small: at least {MIN_COLS} × {MIN_ROWS} needed.", id="small", markup=False))

    def _fit_width(self, *, is_narrow: bool) -> None:
        """Show both panes, or in a narrow window the one with the focus: a hidden one would lose it, and the keys."""
        becomes_narrow = is_narrow and not self.has_class("-narrow")
        self.set_class(is_narrow, "-narrow")
        if not becomes_narrow or self.focused is None:
            return
        in_pane = self.pane in self.focused.ancestors
        self.set_class(in_pane, "-threads")
        if self.pane.is_searching and not in_pane:
            self.focus_box()

    async def on_search_list_chosen(self) -> None:
        """Take what was clicked in the popup of the message box, as Enter does."""
        await self.panes.box.action_send()

    async def on_message_input_popup_made(self, event: MessageInput.PopupMade) -> None:
        """Mount the popup of the message box, in front of what is above the box."""
        await self.mount(event.popup, after=self.panes.box)

    async def on_message_input_scroll_requested(self, event: MessageInput.ScrollRequested) -> None:
        """Scroll the history on a key pressed in the message box."""
        await self.panes.history.run_action(event.action)

    def on_message_input_failure_over(self, event: MessageInput.FailureOver) -> None:
        """Remove the notice of a failure that is over."""
        self.panes.status.withdraw(event.notice)

    def on_history_new_below(self, event: History.NewBelow) -> None:
        """Show how many messages arrived below the view."""
        self.panes.status.show_below(not self.panes.history.following, event.count)

    def on_history_following_changed(self, event: History.FollowingChanged) -> None:
        """Show whether the view is away from the end."""
        self.panes.status.show_below(not event.following, 0)

    def on_status_line_below_clicked(self) -> None:
        """Go to the newest message."""
        self.panes.history.action_scroll_end()


def fit_height(panes: Panes, rows: int, *, is_low: bool) -> None:
    """Limit the box and the notices: what is on the screen never gets below its last row, where the caret is."""
    other_rows = HEADER_ROWS + HISTORY_ROWS + STATUS_ROWS
    if is_low:
        box_rows = rows * 2 // 5
    else:
        box_rows = min(MAX_BOX_ROWS, rows // 2)
        other_rows += LINE_ROWS + FOOTER_ROWS
    panes.box.styles.max_height = max(MIN_BOX_ROWS, box_rows)
    panes.status.allow_notice_rows(rows - other_rows - box_rows)
