"""The vim keys as a table: for each mode, what a key does. A step returns the next state."""

from collections.abc import Callable, Mapping

from app.tui.text.vim.motions import END_COLUMN, MOTIONS, Motion, word_end
from app.tui.text.vim.operators import operate, operate_on_lines, put
from app.tui.text.vim.state import (
    Mode,
    VimState,
    line_end,
    line_start,
    on_character,
    without_command,
)

ESCAPE = "escape"
MAX_DIGITS = 4
OPERATORS = "dcy"
WAITING = "gft"
"""Keys that wait for another one."""

Command = Callable[[VimState], VimState]


def step(state: VimState, key: str) -> VimState | None:
    """Return the state after a key, a character or `escape`; None if the key is not one of vim's."""
    state = state._replace(undoes=False)
    if key == ESCAPE:
        return leave(state)
    if state.mode == "insert" or len(key) != 1:
        return None
    if state.waiting:
        return finish_motion(state, key)
    if key.isascii() and key.isdigit() and (key != "0" or state.digits):
        return state._replace(digits=(state.digits + key)[:MAX_DIGITS])
    if key in WAITING:
        return state._replace(waiting=key)
    if key in MOTIONS:
        return move(state, MOTIONS[key], "")
    command = TABLE[state.mode].get(key)
    if command is None or (state.operator and key not in OPERATORS):
        return without_command(state)
    return command(state)


def leave(state: VimState) -> VimState | None:
    """Leave one layer: the command begun, then the mode. None in the normal mode."""
    if state.mode == "insert":
        caret = max(line_start(state.text, state.caret), state.caret - 1)
        return without_command(state)._replace(mode="normal", caret=on_character(state.text, caret))
    if state.is_pending:
        return without_command(state)
    if state.mode == "visual":
        return end_visual(state)
    return None


def finish_motion(state: VimState, key: str) -> VimState:
    """Do a motion of two keys."""
    first, state = state.waiting, state._replace(waiting="")
    if first == "g" and key != "g":
        return without_command(state)
    if first == "g":
        return move(state, MOTIONS["gg"], "")
    return move(state, MOTIONS[first], key)


def total_count(state: VimState) -> int | None:
    """Return the count of a command: `2d3w` takes six words. None if none was typed."""
    if not (state.digits or state.operator_digits):
        return None
    return int(state.digits or "1") * int(state.operator_digits or "1")


def move(state: VimState, motion: Motion, key: str) -> VimState:
    """Move the caret, or apply the operator that waits to what lies between."""
    text, caret = state.text, state.caret
    target = motion.move(text, caret, total_count(state), key)
    if state.operator == "c" and motion is MOTIONS["w"] and text[caret : caret + 1].strip():
        # As `ce`, but a word that ends here is taken alone.
        motion, target = MOTIONS["e"], word_end(text, caret - 1, total_count(state), "")
    if target is None:
        return without_command(state)._replace(column=state.column)
    if not state.operator:
        column = find_column(state, motion)
        return without_command(state)._replace(caret=place_caret(state, motion, target, column), column=column)
    if motion.kind == "lines":
        first, last = min(caret, target), max(caret, target)
        return operate_on_lines(state._replace(caret=first), state.operator, first, last)
    start, end = min(caret, target), max(caret, target)
    if motion is MOTIONS["w"]:
        end = end_of_words(state, end)
        if start == end < len(text):
            return operate_on_lines(state, state.operator, start, end)
    elif motion is MOTIONS["b"] and start < end == line_start(text, end):
        end -= 1  # the newline stays
        if not text[line_start(text, start) : start].strip():
            return operate_on_lines(state, state.operator, start, end)
    if motion.kind == "inclusive":
        end = min(end + 1, line_end(text, end))
    if state.operator == "d" and takes_lines(text, start, end):
        return operate_on_lines(state, "d", start, end)
    return operate(state, state.operator, start, end)


def find_column(state: VimState, motion: Motion) -> int | None:
    """Return the column that `j` and `k` keep to from this motion on."""
    if motion is MOTIONS["$"]:
        return END_COLUMN
    if motion not in (MOTIONS["j"], MOTIONS["k"]):
        return None
    if state.column is not None:
        return state.column
    return state.caret - line_start(state.text, state.caret)


def place_caret(state: VimState, motion: Motion, target: int, column: int | None) -> int:
    """Return where the caret goes: on a character; in the visual mode `l`, `$`, `j` and `k` select a newline too."""
    text = state.text
    if column is not None:
        target = min(line_start(text, target) + column, line_end(text, target))
    if state.mode == "visual" and (column is not None or motion is MOTIONS["l"]):
        return target
    return on_character(text, target)


def takes_lines(text: str, start: int, end: int) -> bool:
    """Whether there is nothing but blanks around a stretch of several lines: `d` takes the lines then."""
    around = text[line_start(text, start) : start] + text[end : line_end(text, end)]
    return "\n" in text[start:end] and not around.strip()


def end_of_words(state: VimState, target: int) -> int:
    """Return where an operator with `w` ends: not in the next line."""
    text, start = state.text, state.caret
    while line_start(text, target) > start and not text[line_start(text, target) : target].strip():
        target = line_start(text, target) - 1
        if target == line_start(text, target):  # an empty line is a word
            break
    return max(start, target)


def begin_operator(operator: str) -> Command:
    """Make the command of an operator: it waits for a motion; typed twice it takes lines."""

    def command(state: VimState) -> VimState:
        if not state.operator:
            return state._replace(operator=operator, operator_digits=state.digits, digits="")
        if state.operator != operator:
            return without_command(state)
        text, count, last = state.text, total_count(state) or 1, state.caret
        if count > 1 and line_end(text, last) == len(text):  # there is no line below
            return without_command(state)
        for _ in range(count - 1):
            last = min(line_end(text, last) + 1, len(text))
        return operate_on_lines(state, operator, state.caret, last)

    return command


def operate_on_selection(operator: str) -> Command:
    """Make the command of an operator in the visual mode."""

    def command(state: VimState) -> VimState:
        start, end = min(state.anchor, state.caret), max(state.anchor, state.caret)
        return operate(state, operator, start, min(end + 1, len(state.text)))

    return command


def delete_characters(state: VimState) -> VimState:
    """Delete at the caret, as `dl` does."""
    end = min(line_end(state.text, state.caret), state.caret + (total_count(state) or 1))
    return operate(state, "d", state.caret, end)


def insert_at(find_place: Callable[[str, int], int]) -> Command:
    """Make a command that begins to insert at a place."""

    def command(state: VimState) -> VimState:
        return without_command(state)._replace(mode="insert", caret=find_place(state.text, state.caret))

    return command


def at_caret(_text: str, caret: int) -> int:
    """At the caret."""
    return caret


def behind_caret(text: str, caret: int) -> int:
    """Behind the character at the caret."""
    return min(caret + 1, line_end(text, caret))


def at_first_character(text: str, caret: int) -> int:
    """At the first character of the line that is no blank."""
    start, end = line_start(text, caret), line_end(text, caret)
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def open_below(state: VimState) -> VimState:
    """Begin a line below."""
    end = line_end(state.text, state.caret)
    text = f"{state.text[:end]}\n{state.text[end:]}"
    return without_command(state)._replace(text=text, mode="insert", caret=end + 1)


def open_above(state: VimState) -> VimState:
    """Begin a line above."""
    start = line_start(state.text, state.caret)
    text = f"{state.text[:start]}\n{state.text[start:]}"
    return without_command(state)._replace(text=text, mode="insert", caret=start)


def put_register(state: VimState) -> VimState:
    """Put the register."""
    return put(state, min(total_count(state) or 1, 100))


def undo(state: VimState) -> VimState:
    """Ask for an undo."""
    return without_command(state)._replace(undoes=True)


def begin_visual(state: VimState) -> VimState:
    """Begin to select at the caret."""
    return without_command(state)._replace(mode="visual", anchor=state.caret)


def end_visual(state: VimState) -> VimState:
    """Select no more."""
    return without_command(state)._replace(mode="normal", caret=on_character(state.text, state.caret))


TABLE: Mapping[Mode, Mapping[str, Command]] = {
    "insert": {},
    "normal": {
        **{operator: begin_operator(operator) for operator in OPERATORS},
        "x": delete_characters,
        "p": put_register,
        "u": undo,
        "v": begin_visual,
        "i": insert_at(at_caret),
        "a": insert_at(behind_caret),
        "I": insert_at(at_first_character),
        "A": insert_at(line_end),
        "o": open_below,
        "O": open_above,
    },
    "visual": {
        **{operator: operate_on_selection(operator) for operator in OPERATORS},
        "x": operate_on_selection("d"),
        "v": end_visual,
    },
}
"""What a key does that is no motion and no digit. Keys that are not here do nothing outside of the insert mode."""
