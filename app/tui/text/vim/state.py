"""What the vim keys know: the text and the caret in it, the mode, and what of a command has been typed."""

from typing import Literal, NamedTuple

Mode = Literal["insert", "normal", "visual"]


class VimState(NamedTuple):
    """One state. In the normal mode the caret is on a character, unless its line is empty; in the visual mode it may
    be on the end of its line too.
    """

    text: str = ""
    caret: int = 0
    mode: Mode = "insert"
    anchor: int = 0
    """Where the visual mode began."""
    column: int | None = None
    """The column that `j` and `k` keep to, also over shorter lines; None after anything but `j`, `k` and `$`."""
    digits: str = ""
    """The digits typed before a motion or an operator."""
    operator: str = ""
    """`d`, `c` or `y`, which waits for a motion."""
    operator_digits: str = ""
    """The digits typed before the operator."""
    waiting: str = ""
    """`g`, `f` or `t`, which waits for its second key."""
    register: str = ""
    """What `p` puts."""
    has_lines: bool = False
    """Whether the register has whole lines."""
    undoes: bool = False
    """Whether the step asks for an undo, which the text area does."""

    @property
    def is_pending(self) -> bool:
        """Whether part of a command has been typed."""
        return bool(self.digits or self.operator or self.waiting)

    @property
    def keys(self) -> str:
        """The part of a command that has been typed."""
        return f"{self.operator_digits}{self.operator}{self.digits}{self.waiting}"


def without_command(state: VimState) -> VimState:
    """Return a state in which no part of a command has been typed."""
    return state._replace(digits="", operator="", operator_digits="", waiting="", undoes=False, column=None)


def line_start(text: str, index: int) -> int:
    """Return where the line of an index begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Return where the line of an index ends: the place of its newline, or the end of the text."""
    end = text.find("\n", index)
    if end < 0:
        return len(text)
    return end


def last_place(text: str, index: int) -> int:
    """Return the last character of the line of an index; its start if it is empty."""
    return max(line_start(text, index), line_end(text, index) - 1)


def on_character(text: str, index: int) -> int:
    """Return the nearest place in the same line that is on a character."""
    index = min(max(index, 0), len(text))
    return min(index, last_place(text, index))


def first_character(text: str, index: int) -> int:
    """Return the first character of the line of an index that is no blank; its last one if it is blank."""
    start, end = line_start(text, index), line_end(text, index)
    indent = len(text[start:end]) - len(text[start:end].lstrip())
    return on_character(text, start + indent)
