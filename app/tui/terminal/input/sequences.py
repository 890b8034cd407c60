"""Splits what a terminal sends into typed characters, pastes and control sequences, however the bytes arrive.

A sequence that nothing completes is dropped after a while, so that it swallows no typed text: see `timing`.
"""

from app.tui.terminal.input.paste_buffer import PasteBuffer
from app.tui.terminal.input.patterns import (
    BEGINNING,
    CONTROL_START,
    ESC,
    KNOWN,
    PASTE_START,
    POSSIBLE_STRING,
    STRING_BEGINNING,
    WHOLE_STRING,
)
from app.tui.terminal.input.states import State, Step
from app.tui.terminal.input.timing import (
    PIECE_GAP_S,
    TYPED_GAP_S,
    is_over,
    may_be_typed,
    patience_s,
)
from app.tui.terminal.input.tokens import AltKey, ControlSequence, EscapeKey, Token, Typed
from app.tui.terminal.input.unfinished import HeldText, Unfinished

INTRODUCERS = {"\x9b": "[", "\x9d": "]", "\x90": "P", "\x9f": "_", "\x8f": "O", "\x98": "X", "\x9e": "^"}
"""C1 controls that begin a sequence, with the character that does so behind an escape. The others are dropped."""
SHORT_TAILS = ("[I", "[O")
"""Reports of the focus, which are sent at any time. Other tails of two characters are keys."""


class SequenceReader:
    """A state machine that is given each read with its time, and is asked to `expire` what waits for too long."""

    def __init__(self) -> None:
        self._state = State.GROUND
        self._tokens: list[Token] = []
        self._unfinished = Unfinished()
        self._paste = PasteBuffer()
        self._last_read_at = 0.0
        self._tail = ""
        self._tail_is_typed = False
        self._held = HeldText()
        self._is_one = False
        self._esc_acted = False
        own_steps = {
            State.GROUND: self._read_ground,
            State.ESCAPE: self._read_escape,
            State.TAIL: self._read_tail,
            State.STRING_ESCAPE: self._read_string_escape,
            State.PASTE: self._read_paste,
            State.HELD: self._read_held,
            State.HELD_ESCAPE: self._read_held_escape,
        }
        self._steps = {state: own_steps.get(state, self._read_unfinished) for state in State}

    @property
    def deadline(self) -> float | None:
        """When to call `expire`; None if nothing waits."""
        patience = patience_s(self._state, is_typed=self._tail_is_typed, is_one=self._is_one)
        return None if patience is None else self._last_read_at + patience

    def read(self, text: str, now: float) -> list[Token]:
        """Take the characters of one read, and return what is complete."""
        self._begin_read(text, now)
        at = 0
        while at < len(text):
            self._state, at = self._steps[self._state](text, at)
        return self._take_tokens()

    def expire(self, now: float) -> list[Token]:
        """Return what is decided by the time that has passed."""
        if self.deadline is None or now < self.deadline:
            return []
        self._abandon()
        return self._take_tokens()

    def _begin_read(self, text: str, now: float) -> None:
        """Give up what waits if this read does not belong to it."""
        gap_s, began_at = now - self._last_read_at, self._unfinished.began_at
        self._last_read_at = now
        if self._state is not State.GROUND:
            self._unfinished.is_cut = True
            if len(text) > 1:
                self._tail_is_typed = False
            if text and is_over(self._state, self._unfinished.text, text, gap_s, now - began_at):
                self._abandon()
            elif may_be_typed(self._state, self._unfinished.text, text):
                self._state = State.HELD
        if self._state is State.GROUND and self._esc_acted and text:
            self._esc_acted = False
            self._await_tail(text, gap_s)
        self._is_one = len(text) == 1

    def _await_tail(self, text: str, gap_s: float) -> None:
        """Expect the rest of a sequence if it comes soon enough behind the escape."""
        self._tail_is_typed = len(text) == 1
        limit = TYPED_GAP_S if self._tail_is_typed else PIECE_GAP_S
        if gap_s <= limit:
            self._state, self._tail = State.TAIL, ""
            self._unfinished.began_at = self._last_read_at

    def _abandon(self) -> None:
        """Give up what waits: what may have been typed or pasted is kept, the rest is dropped."""
        self._release_held()
        match self._state:
            case State.ESCAPE | State.HELD_ESCAPE:
                self._press_escape()
            case State.STRING_ESCAPE if self._is_one:  # the string was cut, and Esc pressed
                self._press_escape()
            case State.TAIL if self._tail_is_typed:
                self._tokens.append(Typed(self._tail))
            case State.PASTE:
                self._tokens.append(self._paste.close())
            case _:
                pass
        self._state = State.GROUND
        self._unfinished.drop()

    def _press_escape(self) -> None:
        self._tokens.append(EscapeKey())
        self._esc_acted = True

    def _release_held(self) -> None:
        if held := self._held.take():
            self._tokens.append(Typed(held))

    def _take_tokens(self) -> list[Token]:
        tokens, self._tokens = self._tokens, []
        return tokens

    # One step in each state.

    def _read_ground(self, text: str, at: int) -> Step:
        control = CONTROL_START.search(text, at)
        end = control.start() if control else len(text)
        if end > at:
            self._tokens.append(Typed(text[at:end]))
        if not control:
            return State.GROUND, end
        self._unfinished.begin(self._last_read_at)
        if control[0] == ESC:
            return State.ESCAPE, end + 1
        return self._unfinished.introduce(INTRODUCERS.get(control[0], ""), by=control[0]), end + 1

    def _read_escape(self, text: str, at: int) -> Step:
        character = text[at]
        if character == ESC:
            self._tokens.append(EscapeKey())
            return State.ESCAPE, at + 1
        state = self._unfinished.introduce(character)
        if state is State.GROUND:
            self._tokens.append(AltKey(character))
        return state, at + 1

    def _read_tail(self, text: str, at: int) -> Step:
        self._tail += text[at]
        tail = self._tail
        if STRING_BEGINNING.fullmatch(tail):
            self._unfinished.text = ESC + tail
            return State.STRING, at + 1
        if ESC + tail == PASTE_START:
            return State.PASTE, at + 1
        is_short, is_last = len(tail) == len(SHORT_TAILS[0]), text[at + 1 : at + 2] in ("", ESC)
        if KNOWN.fullmatch(tail):
            if not is_short or (is_last and (tail in SHORT_TAILS or not self._tail_is_typed)):
                return State.GROUND, at + 1
        elif BEGINNING.fullmatch(tail):
            return State.TAIL, at + 1
        if POSSIBLE_STRING.match(tail) or WHOLE_STRING.match(tail + text[at + 1 :]):
            self._held = HeldText(tail[:-1])
            return State.HELD, at
        self._tokens.append(Typed(tail[:-1]))
        return State.GROUND, at

    def _read_string_escape(self, text: str, at: int) -> Step:
        if text[at] == "\\":
            return State.GROUND, at + 1
        self._unfinished.begin(self._last_read_at)
        return self._read_escape(text, at)

    def _read_held(self, text: str, at: int) -> Step:
        step = self._held.read(text, at)
        if step[0] is State.GROUND:
            self._release_held()
        return step

    def _read_held_escape(self, text: str, at: int) -> Step:
        if text[at] == "\\":
            self._held.drop()
        self._release_held()
        return self._read_string_escape(text, at)

    def _read_paste(self, text: str, at: int) -> Step:
        rest = self._paste.add(text, at)
        if rest is None and not self._paste.is_full:
            return State.PASTE, len(text)
        if rest is None:
            self._tokens.append(self._paste.take_part())
            return State.PASTE, len(text)
        self._tokens.append(self._paste.close())
        return State.GROUND, rest

    def _read_unfinished(self, text: str, at: int) -> Step:
        step = self._unfinished.read(self._state, text, at)
        if self._unfinished.finished:
            self._tokens.append(ControlSequence(self._unfinished.finished))
            self._unfinished.finished = ""
        return step
