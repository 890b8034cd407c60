"""What `SequenceReader` makes of the characters of a terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """Characters outside sequences, control characters such as Enter among them, all from one read."""

    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text of a bracketed paste."""

    text: str


@dataclass(frozen=True, slots=True)
class EscapeKey:
    """The Esc key: an escape that nothing followed."""


@dataclass(frozen=True, slots=True)
class AltKey:
    """A key pressed with Alt: an escape with one character behind it."""

    character: str


@dataclass(frozen=True, slots=True)
class ControlSequence:
    """A complete sequence of a key, of the mouse or of a reply, with its escape; C1 controls are written as ESC."""

    text: str


Token = Typed | Pasted | EscapeKey | AltKey | ControlSequence
