"""What `SequenceReader` makes of the characters of a terminal."""

import msgspec


class Typed(msgspec.Struct, frozen=True):
    """Characters outside sequences, control characters such as Enter among them, all from one read."""

    text: str


class Pasted(msgspec.Struct, frozen=True):
    """The text of a bracketed paste. `goes_on`: it belongs to the one before it, which was too long to wait for."""

    text: str
    goes_on: bool = False


class EscapeKey(msgspec.Struct, frozen=True):
    """The Esc key: an escape that nothing followed."""


class AltKey(msgspec.Struct, frozen=True):
    """A key pressed with Alt: an escape with one character behind it."""

    character: str


class ControlSequence(msgspec.Struct, frozen=True):
    """A complete sequence of a key, of the mouse or of a reply, with its escape; C1 controls are written as ESC."""

    text: str


Token = Typed | Pasted | EscapeKey | AltKey | ControlSequence
