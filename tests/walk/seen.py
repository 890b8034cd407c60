"""What is on the screen, as far as the walk must know it to say what a step may change."""

from typing import NamedTuple

from textual.screen import Screen
from textual.widgets import TextArea

from app.tui.local_state import NEW_THREAD_KEY
from app.tui.screens.branches.edit_message import EditMessage
from app.tui.screens.compare.compare_screen import WORK, CompareScreen
from app.tui.text.draft import Draft
from app.tui.text.locations import find_index
from app.tui.widgets.box.prompts.queued_drafts import QueuedDrafts
from tests.tui.terminal import Terminal
from tests.walk.shorten import shorten

WORK_GROUPS = ("work", "submit", "change")
"""Of the workers of dialogs that send what the user has written."""


class Seen(NamedTuple):
    """The state at one moment. `dialog`: the class of the dialog on top. `mode`: of the vim keys, empty without them.

    `selected`: where the selection in the message box begins and ends in its text. `edited`: the text of a message that
    is being edited. `compares`: whether two answers are compared, also below another dialog. `ends`: whether a
    dialog is at work, and may close by itself when that is done.
    """

    dialog: str
    in_box: bool
    in_history: bool
    draft_key: str
    draft: Draft
    shown: Draft
    selected: tuple[int, int]
    mode: str
    is_searching_prompts: bool
    completes: bool
    filters: bool
    run_id: str
    is_cancelling: bool
    edited: str
    compares: bool
    ends: bool

    def __str__(self) -> str:
        """Write it without what is too long to read."""
        return ", ".join(f"{name}={shorten(value)}" for name, value in self._asdict().items())

    @property
    def takes_text(self) -> bool:
        """Whether what is typed is inserted into the message box."""
        return self.in_box and self.mode in ("", "INSERT") and not self.is_searching_prompts

    @property
    def layers(self) -> int:
        """How many layers Esc could close, one at a time."""
        return sum((self.completes, self.filters, self.is_searching_prompts, self.mode not in ("", "NORMAL")))


def look(t: Terminal) -> Seen:
    """Look at the screen."""
    box, chat = t.box, t.chat
    first, last = sorted(find_index(box.text, place) for place in box.selection)
    run = t.controller.conversation.run
    return Seen(
        dialog="" if t.app.screen is chat else type(t.app.screen).__name__,
        in_box=t.app.screen is chat and chat.focused is box,
        in_history=t.app.screen is chat and chat.focused is chat.panes.history,
        draft_key=t.controller.current.draft_key,
        draft=box.draft,
        shown=box.shown,
        selected=(first, last),
        mode=find_mode(box.border_subtitle),
        is_searching_prompts=box.is_searching,
        completes=box.completion.is_open,
        filters=chat.pane.is_searching,
        run_id=run.id if run else "",
        is_cancelling=run is not None and run.status in ("cancelling", "cancelled"),
        edited=read_edited(t.app.screen),
        compares=any(isinstance(one, CompareScreen) for one in t.app.screen_stack),
        ends=any(one.group in WORK_GROUPS and not one.is_finished for one in t.app.workers),
    )


def read_edited(screen: Screen[object]) -> str:
    """Return the text of the message that is edited in a dialog; empty if none is."""
    if not isinstance(screen, EditMessage):
        return ""
    return "".join(editor.text for editor in screen.query(TextArea)).strip()


def is_comparing(t: Terminal) -> bool:
    """Whether two models are being asked, or an answer is being kept: the draft leaves the message box meanwhile."""
    screens = [one for one in t.app.screen_stack if isinstance(one, CompareScreen)]
    return any(one.group == WORK and not one.is_finished for screen in screens for one in screen.workers)


def find_mode(subtitle: object) -> str:
    """Return the vim mode that the border of the box shows."""
    words = str(subtitle).split()
    return next((word for word in words[:1] if word in ("INSERT", "NORMAL", "VISUAL")), "")


def read_drafts(t: Terminal, keys: set[str]) -> dict[str, Draft]:
    """Return the drafts of these conversations, and of the one in the box."""
    state = t.chat._local_state  # pyright: ignore[reportPrivateUsage]  # the file is written a moment later only
    drafts = {key: state.get_draft(key) for key in keys | {NEW_THREAD_KEY}}
    return {**drafts, t.controller.current.draft_key: t.box.draft}


def read_queues(t: Terminal) -> list[QueuedDrafts]:
    """Return the queued messages of all conversations."""
    queue = t.controller.conversation.queue
    return list(queue._queues.values())  # pyright: ignore[reportPrivateUsage]  # only that of one is on the screen


def read_asked(t: Terminal) -> str:
    """Return the id of the message that is deleted when the key is pressed again; empty if none was asked about."""
    return t.chat._asked_to_delete[0]  # pyright: ignore[reportPrivateUsage]  # the screen says it without its id
