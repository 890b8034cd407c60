"""Walks one sitting of the app: plays steps, and checks after each what must always hold."""

from collections import deque
from collections.abc import Mapping

from textual.strip import Strip

from app.api.conversation.thread_settings import COMPACTED_FROM_KEY
from app.api.objects import Message
from app.api.requests import Page, ThreadQuery
from app.tui.local_state import NEW_THREAD_KEY
from app.tui.screens.chat.layout import MIN_COLS, MIN_ROWS
from app.tui.text.draft import Draft
from app.tui.widgets.box.pastes import is_long
from app.tui.widgets.line_input import LineInput
from tests.tui.hostile import assert_harmless
from tests.tui.terminal import DEADLINE, Terminal
from tests.walk.drafts import Drafts, Sent, find_markers, is_in
from tests.walk.effects import ENDING_DIALOGS, Effect, find_effect, may_split_words, of_insertion
from tests.walk.errors import Errors
from tests.walk.player import Player, has_ended
from tests.walk.seen import Seen, is_comparing, look, read_asked, read_drafts, read_queues
from tests.walk.shorten import shorten
from tests.walk.steps import Home, Mouse, Paste, Press, Step, Type, Wait

MAX_ESCAPES = 12
"""So many layers can be open: a dialog above a dialog above a search, a selection, a pane, each with a mode."""
MAX_ESCAPES_OF_COMPARISON = 500
WAIT_FOR_RUNS_S = 0.02
LEFT = 0
LAST_SEEN = 12


class Walker:
    """One sitting. The drafts outlive it."""

    def __init__(self, t: Terminal, drafts: Drafts, errors: Errors) -> None:
        self._t = t
        self._drafts = drafts
        self._errors = errors
        self._player = Player(t)
        self._sent = Sent()
        self.dialog = ""
        """The class of the dialog on top after the last step."""
        self.seen: deque[Seen] = deque(maxlen=LAST_SEEN)
        """What was on the screen before each of the last steps."""

    @property
    def has_ended(self) -> bool:
        """Whether the app has ended, as the user asked for."""
        return has_ended(self._t)

    async def check_start(self) -> None:
        """Check that the app has begun with the drafts that were kept."""
        if self._drafts.is_unsure:
            self._drafts.is_unsure = False
            self._drafts.take(read_drafts(self._t, set(self._drafts.kept)))
        await self._until_right()
        assert_harmless(self._t)

    async def take(self, step: Step) -> None:
        """Play a step and check."""
        if isinstance(step, Home):
            await self._go_home()
            return
        before = look(self._t)
        self.seen.append(before)
        self.dialog = before.dialog
        effect = find_effect(step, before)
        if before.edited:  # where the API refuses the new text, it comes back to the message box, a moment later
            self._sent.add(Draft(text=before.edited))
        self._sent.add(*(queued.draft for one in read_queues(self._t) for queued in one.drafts))
        if effect is not Effect.KEEPS:
            self._sent.add(before.shown, before.draft)
            self._sent.add_words(step)
        await self._player.play(step)
        await self._check(step, before, effect)

    async def _go_home(self) -> None:
        """Press Esc until the message box has the focus: that must be enough, wherever the user is."""
        pressed = compared = 0
        while pressed < MAX_ESCAPES and compared < MAX_ESCAPES_OF_COMPARISON:
            before = look(self._t)
            if before.compares:  # Esc cancels both runs first; until they are over it does nothing more
                compared += 1
                await self._player.play(Wait(WAIT_FOR_RUNS_S))
            else:
                pressed += 1
            if before.in_box and not (before.completes or before.is_searching_prompts or before.mode == "VISUAL"):
                return
            step = Press(("escape",))
            await self._player.play(step)
            await self._check(step, before, Effect.KEEPS)
        self._fail("Esc does not lead to the message box")

    async def _check(self, step: Step, before: Seen, effect: Effect) -> None:
        assert not self._errors.found, "\n".join(self._errors.found)
        self._drafts.asked.add(read_asked(self._t))
        if self.has_ended:
            assert self._t.app.return_code == 0, "the app has ended by itself"
            if isinstance(step, Press) and len(step.keys) > 1:  # one of them may have deleted a conversation
                self._drafts.deleted |= set(self._drafts.kept)
            self._drafts.is_unsure = effect is not Effect.KEEPS
            # A message sent just before may have given the conversation its id while the app was ending.
            self._note_key()
            return
        await self._check_drafts(step, before, effect)
        if self.has_ended:
            return
        after = look(self._t)
        if step == Press(("escape",)):
            self._check_layers(before, after)
        self._check_focus(step, before, after)
        await self._check_screen()

    async def _check_screen(self) -> None:
        """Check what is on the screen, once a dialog that has just opened is laid out: nothing is painted before."""

        strips: list[Strip] = []

        def is_laid_out() -> bool:
            strips[:] = [] if self.has_ended else self._t.strips()
            return self.has_ended or len(strips) == self._t.app.size.height

        await self._player.until(is_laid_out, "the layout of the screen")
        if not self.has_ended:
            assert_harmless(self._t, strips)

    async def _check_drafts(self, step: Step, before: Seen, effect: Effect) -> None:
        text, caret = before.shown.text, before.selected[0]
        split = find_markers(text) - find_markers([text[:caret], text[caret:]])
        if may_split_words(step):
            split = find_markers(text)
        markers = self._drafts.markers - split  # what is typed at the caret may be between its letters
        await self._player.until(lambda: not is_comparing(self._t), "the comparison")
        if isinstance(step, Type | Paste | Press) and before.dialog in ENDING_DIALOGS and not look(self._t).dialog:
            effect = max(effect, of_insertion(before))
        if isinstance(step, Type | Paste) and before.takes_text and not before.dialog:
            await self._check_inserted(step, before)
        if effect is Effect.KEEPS:
            await self._until_right()
            return
        box = self._t.box
        # A prompt that is recalled lies above the draft, in which letters may be between those of a word by now.
        if effect is Effect.MOVES and not any(is_in(before.shown.text, one.text) for one in (box.shown, box.draft)):
            await self._until_found(markers)
        self._note_key()
        self._drafts.take(read_drafts(self._t, set(self._drafts.kept) | self._listed))

    async def _check_inserted(self, step: Type | Paste, before: Seen) -> None:
        """Check that a text is in the message box, at the caret."""
        first, last = before.selected
        text = before.shown.text
        if isinstance(step, Type):
            expected = Draft(text=text[:first] + step.text + text[last:], pasted=before.shown.pasted)
        elif not self._player.pasted.replace("\n", "").isprintable():
            return
        elif is_long(self._player.pasted):
            expected = Draft(text=text, pasted=(*before.shown.pasted, self._player.pasted))
        else:
            expected = Draft(text=text[:first] + self._player.pasted + text[last:], pasted=before.shown.pasted)
        box = self._t.box

        def is_inserted() -> bool:
            if self.has_ended or self._t.app.screen is not self._t.chat:  # a dialog was about to open
                return True
            return box.shown == expected or self._sent.has_returned(expected, box.shown)

        try:
            await self._player.until(is_inserted)
        except AssertionError:
            self._fail(f"inserted: {shorten(box.shown)}, not {shorten(expected)}")

    async def _until_right(self) -> None:
        """Wait until the app has the drafts that the user has written, no more and no less."""

        def is_right() -> bool:
            if self.has_ended:
                return True
            self._note_key()
            found = self._read()
            self._drafts.take_returned(found, self._sent)
            return not self._drafts.find_difference(found)

        try:
            await self._player.until(is_right)
        except AssertionError:
            self._fail(self._drafts.find_difference(self._read()))

    @property
    def _listed(self) -> set[str]:
        return {row.id for row in self._t.controller.pages.rows}

    def _note_key(self) -> None:
        self._drafts.note_key(self._t.controller.current.draft_key, read_drafts(self._t, set())[NEW_THREAD_KEY])

    def _note_compacted(self) -> None:
        origins = {
            row.id: source
            for row in self._t.controller.pages.rows
            if (source := row.metadata.get(COMPACTED_FROM_KEY)) in self._drafts.kept
        }
        if origins:
            self._drafts.note_compacted(origins, read_drafts(self._t, {*origins, *origins.values()}))

    def _read(self) -> Mapping[str, Draft]:
        self._note_deleted()
        self._note_compacted()
        self._drafts.note_moved(read_drafts(self._t, self._listed))
        found = read_drafts(self._t, set(self._drafts.kept))
        self._drafts.forget_deleted(found)
        return found

    def _note_deleted(self) -> None:
        listed, deletions = self._listed, self._t.controller.deletions
        self._drafts.deleted = {
            key for key in self._drafts.kept if key in deletions or (key in self._drafts.deleted and key not in listed)
        }

    async def _until_found(self, markers: set[str]) -> None:
        """Wait until each word that was in a draft is in one, in a prompt to recall, or in a stored message."""
        missing = set(markers)
        for _ in range(int(DEADLINE / 0.05)):
            if self.has_ended:
                return
            box = self._t.box
            found = self._read()
            missing &= self._drafts.markers  # a conversation may have been deleted meanwhile
            instructions = self._t.controller.conversation.settings.instructions
            queued = [find_markers(one.drafts) for one in read_queues(self._t)]
            missing -= find_markers([*found.values(), box.shown, box.prompts.prompts, instructions, *queued])
            missing = {one for one in missing if not await self._is_stored(one)}
            if not missing:
                return
            await self._t.pilot.pause(0.05)
        self._fail(f"lost: {missing}")

    async def _is_stored(self, marker: str) -> bool:
        return bool((await self._t.assistants.list_threads(ThreadQuery(q=marker))).data)

    def _check_layers(self, before: Seen, after: Seen) -> None:
        if before.ends:  # it may have closed before Esc came, which went to what is below it then
            return
        closed = max(0, before.layers - after.layers) + (before.dialog != after.dialog and after.dialog == "")
        closed += (
            not before.compares and before.run_id == after.run_id and after.is_cancelling and not before.is_cancelling
        )
        assert closed <= 1, f"Esc has closed {closed} layers: {before} {after}"

    def _check_focus(self, step: Step, before: Seen, after: Seen) -> None:
        """Check that keys go somewhere, and after a click on the chat to what takes text."""
        t = self._t
        cols, rows = t.app.size
        if after.dialog or cols < MIN_COLS or rows < MIN_ROWS:
            return
        focused = t.chat.focused
        assert focused is not None, "nothing has the focus"
        if isinstance(step, Mouse) and step.button == LEFT and not before.dialog and t.box.region:
            assert isinstance(focused, LineInput) or focused is t.box, f"a click has focused {focused}"

    def _fail(self, words: str) -> None:
        raise AssertionError(f"{words}\n{look(self._t)}\n{self._t.text()}")


async def list_messages(t: Terminal) -> dict[str, list[Message]]:
    """List the messages of the user by thread."""
    found: dict[str, list[Message]] = {}
    for thread in (await t.assistants.list_threads(ThreadQuery(limit=100, archived="include"))).data:
        listed = (await t.assistants.list_messages(thread.id, Page(limit=100, order="desc"))).data
        found[thread.id] = [one for one in listed if one.role == "user"]
    return found
