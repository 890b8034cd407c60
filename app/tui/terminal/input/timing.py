"""How long an unfinished sequence waits, and whether a read still belongs to it.

On a slow line a sequence arrives in pieces. Three facts tell the pieces from typed text: where the sequence may go on,
how many characters one read brings (a person types one at a time), and the time between two reads.
"""

from app.tui.terminal.input.patterns import ESC, KITTY_KEY
from app.tui.terminal.input.states import State

ESCAPE_DELAY_S = 0.1
"""An escape that nothing follows for so long is the Esc key; Textual's own default."""
TYPED_GAP_S = 0.4
"""A single character that comes later than this behind an unfinished sequence was typed."""
PIECE_GAP_S = 2.0
"""Several characters at once that come later than this behind an unfinished sequence do not belong to it."""
TYPED_TOTAL_S = 8.0
"""Single characters are taken for the rest of a sequence for so long, from its beginning."""
HELD_TOTAL_S = 4.0
"""What may be a string or typed text is kept back for so long, from its beginning."""
LONG_READ_CHARS = 200
"""So much typed text in one read may be part of a paste that goes on in the next one."""
PASTE_GAP_S = 1.0
"""Several characters that come later than this behind a part of a paste do not belong to it."""
CUT_PASTE_S = 0.1
"""The same for a single character; an Enter at the end of a part waits so long before it sends."""
INTRODUCERS = {f"{ESC}{character}" for character in "]P_X^"}
"""What begins a string, and is Alt and the key as well."""
STRINGS_GO_ON = {f"{ESC}]": "0123456789", f"{ESC}P": "0123456789>!=", f"{ESC}_": "G"}
"""How they go on in replies."""
WORDS_GO_ON = {f"{ESC}P": "abcdefghijklmnopqrstuvwxyz"}
"""How a word goes on behind Alt and the key, while no reply does."""

STRING_CONTROLS = "\x07\x18\x1a\x1b"
"""Controls that end a string."""


def patience_s(state: State, *, is_typed: bool, is_one: bool) -> float | None:
    """Return how long the state waits for more; None for ever. `is_one`: the last read was a single character."""
    match state:
        case State.GROUND:
            return None
        case State.ESCAPE:
            return ESCAPE_DELAY_S
        case State.TAIL if is_typed:
            return TYPED_GAP_S
        case State.HELD | State.HELD_ESCAPE | State.STRING_ESCAPE if is_one:
            return TYPED_GAP_S
        case _:
            return PIECE_GAP_S


def is_over(state: State, sequence: str, text: str, gap_s: float, age_s: float) -> bool:
    """Whether a read does not belong to the unfinished sequence. `age_s`: the time since the sequence began."""
    is_one = len(text) == 1
    is_control = is_one and text < " " and text not in STRING_CONTROLS
    match state:
        case State.ESCAPE:
            return gap_s > ESCAPE_DELAY_S and text[0] not in "[]P_OX^"
        case State.PASTE:
            return gap_s > PIECE_GAP_S or (is_control and text not in "\r\n\t") or bool(KITTY_KEY.fullmatch(text))
        case State.STRING if is_control or (gap_s > TYPED_GAP_S and not text[0].isascii()):
            return True
        case State.STRING if is_one and text in WORDS_GO_ON.get(sequence, ""):
            return True  # Alt and the key, then a letter
        case State.HELD if is_one and text < " " and text not in "\x1b\x07":
            return True
        case State.HELD | State.HELD_ESCAPE if age_s > HELD_TOTAL_S:
            return True
        case State.HELD_ESCAPE | State.STRING_ESCAPE if gap_s > ESCAPE_DELAY_S and text[0] not in "\\[]P_OX^":
            return True  # the Esc key, and what was typed behind it
        case _:
            if is_one:
                return gap_s > TYPED_GAP_S or age_s > TYPED_TOTAL_S
            return gap_s > PIECE_GAP_S


def may_be_typed(state: State, sequence: str, text: str) -> bool:
    """Whether this read may be typed behind Alt and a key that begins a string, or the rest of a string."""
    is_string = state is State.STRING and sequence in INTRODUCERS
    return is_string and len(text) == 1 and text not in STRINGS_GO_ON.get(sequence, "") + STRING_CONTROLS
