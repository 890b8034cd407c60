"""What the vim keys do to a text: delete, change and yank a stretch of it, and put the register back."""

from app.tui.text.vim.state import (
    VimState,
    first_character,
    last_place,
    line_end,
    line_start,
    on_character,
    without_command,
)


def operate(state: VimState, operator: str, start: int, end: int) -> VimState:
    """Apply `d`, `c` or `y` to a stretch of the text."""
    taken = state.text[start:end]
    state = without_command(state)._replace(register=taken, has_lines=False)
    if operator == "y":
        return state._replace(mode="normal", caret=on_character(state.text, start))
    text = state.text[:start] + state.text[end:]
    if operator == "c":
        return state._replace(text=text, mode="insert", caret=start)
    return state._replace(text=text, mode="normal", caret=on_character(text, start))


def operate_on_lines(state: VimState, operator: str, first: int, last: int) -> VimState:
    """Apply `d`, `c` or `y` to the lines of these two places and all between them."""
    text = state.text
    start, end = line_start(text, first), line_end(text, last)
    lines = f"{text[start:end]}\n"
    if operator == "d":
        # With the newline behind, or that before if they are the last lines.
        cut = (start, end + 1) if end < len(text) else (max(0, start - 1), end)
        rest = text[: cut[0]] + text[cut[1] :]
        caret = first_character(rest, min(start, len(rest)))
        state = without_command(state)._replace(text=rest, mode="normal", caret=caret)
    else:
        column = state.caret - line_start(text, state.caret)
        state = operate(state, operator, start, end)
        if operator == "y":
            state = state._replace(caret=min(start + column, last_place(text, start)))
    return state._replace(register=lines, has_lines=True)


def put(state: VimState, count: int) -> VimState:
    """Put the register behind the caret, whole lines below its line."""
    text, register = state.text, state.register * count
    state = without_command(state)
    if not register:
        return state
    end = line_end(text, state.caret)
    if state.has_lines:
        text = f"{text[:end]}\n{register.removesuffix(chr(10))}{text[end:]}"
        return state._replace(text=text, caret=first_character(text, end + 1))
    at = min(state.caret + 1, end)
    text = text[:at] + register + text[at:]
    if "\n" in state.register:
        return state._replace(text=text, caret=on_character(text, at))
    return state._replace(text=text, caret=on_character(text, at + len(register) - 1))
