"""The message box with the prompts sent before and the queued messages: the arrow keys at its edges, and a search."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets.text_area import Selection

from app.tui.text.draft import Draft, QueuedDraft
from app.tui.text.locations import find_location
from app.tui.text.one_line import one_line
from app.tui.text.typed import is_text
from app.tui.widgets.box.draft_area import DraftArea
from app.tui.widgets.box.prompts.prompt_history import PromptHistory
from app.tui.widgets.box.prompts.prompt_search import PromptSearch
from app.tui.widgets.box.prompts.queued_drafts import QueuedDrafts


class RecallingArea(DraftArea):
    """A draft, or a prompt sent before in its place."""

    class QueuedTaken(Message, namespace="message_input"):
        """A queued message was taken back into the box."""

        def __init__(self, queued: QueuedDraft) -> None:
            super().__init__()
            self.queued = queued

    class SearchToggled(Message, namespace="message_input"):
        """A search of the prompts has begun or ended."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.prompts = PromptHistory()
        self.queued = QueuedDrafts()
        """The queue of the conversation."""
        self._search: PromptSearch | None = None
        self.note = Content("")

    @property
    def draft(self) -> Draft:
        """What the user has written, also while the box shows a prompt sent before."""
        if self._search:
            return self.prompts.written(self._search.draft)
        return self.prompts.written(self.shown)

    @property
    def takes_escape(self) -> bool:
        """Whether Esc leaves something in the box."""
        return self.is_searching or self.update_completion()

    @property
    def is_searching(self) -> bool:
        """Whether prompts are being searched."""
        return self._search is not None

    def show(self, draft: Draft) -> None:
        """Put a draft into the box, with the caret at its end."""
        self._end_search()
        self.prompts.reset()
        super().show(draft)

    def set_note(self, note: Content) -> None:
        """Set what stands below the box while no prompts are searched."""
        self.note = note
        if not self.is_searching:
            self.show_idle()

    def leave_recalled(self) -> bool:
        """Show what the user was writing in place of a prompt. False if the box shows no prompt."""
        if self.is_searching:
            self._leave_search()
        elif self.prompts.is_recalling:
            self.show(self.draft)
        else:
            return False
        return True

    def action_recall_earlier(self) -> None:
        """Move up; on the first visual row recall the previous prompt. In the popup choose the item above.

        In an empty box the last queued message comes back first.
        """
        if self.update_completion():
            self.completion.action_move(-1)
        elif not self.shown and not self.prompts.is_recalling and (queued := self.queued.take(-1)):
            self.show(queued.draft)
            self.post_message(self.QueuedTaken(queued))
        elif self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self._recall(self.prompts.older(self.shown))
        else:
            self.action_cursor_up()

    def action_recall_later(self) -> None:
        """Move down; on the last visual row recall the next prompt. In the popup choose the item below."""
        if self.update_completion():
            self.completion.action_move(1)
        elif self.wrapped_document.location_to_offset(self.cursor_location).y >= self.wrapped_document.height - 1:
            self._recall(self.prompts.newer(self.shown))
        else:
            self.action_cursor_down()

    def action_search_prompts(self) -> None:
        """Search the prompts sent before; while searching, go to the next older hit."""
        if self._search:
            self._search.older()
        else:
            self._search = PromptSearch(self.prompts.prompts, self.shown)
            self.post_message(self.SearchToggled())
        self._show_match(self._search)

    async def _on_key(self, event: events.Key) -> None:
        search = self._search
        if search is None:
            return
        if event.key == "escape":
            self._leave_search()
        elif event.key == "enter":
            self._take_match(search)
        elif event.key == "backspace":
            search.erase()
            self._show_match(search)
        elif event.character is not None and is_text(event.character):
            search.type(event.character)
            self._show_match(search)
        else:
            self._end_search_for(search, event)
            return
        event.prevent_default()
        event.stop()

    def insert_pasted(self, text: str, *, goes_on: bool = False) -> None:
        """Insert a paste; while searching it is added to the query."""
        if self._search:
            self._search.type(one_line(text))
            self._show_match(self._search)
        else:
            super().insert_pasted(text, goes_on=goes_on)

    def _end_search_for(self, search: PromptSearch, event: events.Key) -> None:
        """Before a key that edits, use the hit; before a command of the screen, return to the draft."""
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.binding.action == "search_prompts":
            return
        if active.node is self:
            self._take_match(search)
        else:
            self._leave_search()

    def _take_match(self, search: PromptSearch) -> None:
        prompt = search.match
        self._leave_search()
        if prompt is not None:
            self._recall(self.prompts.recall(prompt, search.draft))

    def _leave_search(self) -> None:
        if self._search:
            draft = self._search.draft
            self._end_search()
            self._replace_content(draft)

    def _end_search(self) -> None:
        if self._search:
            self.post_message(self.SearchToggled())
        self._search = None
        self.show_idle()

    def show_idle(self) -> None:
        """Show what is on the border while nothing is searched."""
        self.border_subtitle = self.note

    def _show_match(self, search: PromptSearch) -> None:
        prompt = search.match
        if prompt is None:
            self._replace_content(search.draft)
        else:
            self._replace_content(Draft(text=prompt))
            start = search.find_start(prompt)
            end = start + len(search.query)
            self.selection = Selection(find_location(prompt, start), find_location(prompt, end))
        self.border_subtitle = Content(one_line(search.describe()))

    def _recall(self, draft: Draft | None) -> None:
        if draft is not None:
            self._replace_content(draft)
