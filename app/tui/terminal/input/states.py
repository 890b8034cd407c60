"""The states of `SequenceReader`."""

from enum import Enum, auto


class State(Enum):
    """What the next character belongs to."""

    GROUND = auto()
    ESCAPE = auto()
    TAIL = auto()  # perhaps the rest of a sequence whose escape has acted as the Esc key
    CSI = auto()
    MOUSE = auto()  # CSI <
    X10 = auto()  # CSI M
    CONSOLE = auto()  # CSI [, of the Linux console
    SS3 = auto()
    STRING = auto()  # OSC, DCS, APC, SOS and PM: only replies, of which only the colour of the background is used
    STRING_ESCAPE = auto()
    HELD = auto()  # perhaps a string, perhaps typed: kept until its end, or the time, shows which
    HELD_ESCAPE = auto()
    PASTE = auto()


Step = tuple[State, int]
"""The next state, and where in the text to go on."""
