"""How long an unfinished sequence waits, and whether a read still belongs to it.

On a slow line a sequence arrives in pieces. Three facts tell the pieces from typed text: where the sequence may go on,
how many characters one read brings (a person types one at a time), and the time between two reads.
"""

from app.tui.terminal.input.patterns import KITTY_KEY
from app.tui.terminal.input.states import State

ESCAPE_DELAY_S = 0.1
"""An escape that nothing follows for so long is the Esc key; Textual's own default."""
TYPED_GAP_S = 0.4
"""A single character that comes later than this behind an unfinished sequence was typed."""
PIECE_GAP_S = 2.0
"""Several characters at once that come later than this behind an unfinished sequence do not belong to it."""
TYPED_TOTAL_S = 8.0
"""Single characters are taken for the rest of a sequence for so long, from its beginning."""
ENTER_DELAY_S = 0.03
LONG_READ_CHARS = 200
"""A read so long may be part of a paste that was cut behind a line end: its last Enter waits `ENTER_DELAY_S`."""
INTRODUCER_CHARS = 2
"""An escape and the character that begins a string."""


def patience_s(state: State, *, is_typed: bool) -> float | None:
    """Return how long the state waits for more; None for ever."""
    match state:
        case State.GROUND:
            return None
        case State.ESCAPE:
            return ESCAPE_DELAY_S
        case State.TAIL if is_typed:
            return TYPED_GAP_S
        case _:
            return PIECE_GAP_S


def is_over(state: State, sequence: str, text: str, gap_s: float, age_s: float) -> bool:
    """Whether a read does not belong to the unfinished sequence. `age_s`: the time since the sequence began."""
    is_one = len(text) == 1
    is_control = is_one and text < " " and text not in "\x1b\x07"
    match state:
        case State.ESCAPE:
            return gap_s > ESCAPE_DELAY_S and text[0] not in "[]P_O"
        case State.PASTE:
            return gap_s > PIECE_GAP_S or (is_control and text not in "\r\n\t") or bool(KITTY_KEY.fullmatch(text))
        case State.STRING if is_control or (gap_s > TYPED_GAP_S and not text[0].isascii()):
            return True
        case State.STRING if is_one and len(sequence) == INTRODUCER_CHARS and text not in "0123456789>!G":
            return True  # Alt and the key, then a letter
        case _:
            if is_one:
                return gap_s > TYPED_GAP_S or age_s > TYPED_TOTAL_S
            return gap_s > PIECE_GAP_S
