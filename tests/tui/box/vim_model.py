"""A simple model of the motions and operators of the vim keys: loops over characters and lists of lines."""


def kind(character: str) -> int:
    if character.isspace():
        return 0
    if character.isalnum() or character == "_":
        return 1
    return 2


def is_empty_line(text: str, at: int) -> bool:
    return (at == len(text) or text[at] == "\n") and (at == 0 or text[at - 1] == "\n")


def place(text: str, at: int) -> tuple[int, int]:
    lines = text[:at].split("\n")
    return len(lines) - 1, len(lines[-1])


def on_character(text: str, at: int) -> int:
    """The nearest place that is no newline, unless the line is empty."""
    at = min(at, len(text))
    if (at == len(text) or text[at] == "\n") and not is_empty_line(text, at):
        return at - 1
    return at


def index(text: str, row: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[:row]) + min(column, max(0, len(lines[row]) - 1))


def w(text: str, at: int) -> int:
    if at >= len(text):
        return at
    end = at
    while kind(text[at]) and end < len(text) and kind(text[end]) == kind(text[at]):
        end += 1
    while end < len(text) and text[end].isspace() and not (end > at and is_empty_line(text, end)):
        end += 1
    return end


def b(text: str, at: int) -> int:
    at -= 1
    while at > 0 and text[at].isspace() and not is_empty_line(text, at):
        at -= 1
    if at <= 0 or is_empty_line(text, at):
        return max(at, 0)
    while at > 0 and kind(text[at - 1]) == kind(text[at]):
        at -= 1
    return at


def e(text: str, at: int) -> int:
    at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    while at + 1 < len(text) and kind(text[at + 1]) == kind(text[at]):
        at += 1
    return min(at, len(text))


def moved(text: str, at: int, key: str) -> int:
    """The place where a motion leads from a place on a character."""
    row, column = place(text, at)
    lines = text.split("\n")
    match key:
        case "h":
            target = index(text, row, max(0, column - 1))
        case "l":
            target = index(text, row, column + 1)
        case "j":
            target = index(text, min(row + 1, len(lines) - 1), column)
        case "k":
            target = index(text, max(row - 1, 0), column)
        case "w":
            target = w(text, at)
        case "b":
            target = b(text, at)
        case "e":
            target = e(text, at)
        case "0":
            target = index(text, row, 0)
        case "$":
            target = index(text, row, len(lines[row]))
        case "gg" | "G":
            row = {"gg": 0, "G": len(lines) - 1}[key]
            target = index(text, row, len(lines[row]) - len(lines[row].lstrip()))
        case _:
            there = lines[row].find(key[1], column + 1)
            target = at
            if there >= 0:
                target = index(text, row, there - (key[0] == "t"))
    return on_character(text, target)


def lines_deleted(text: str, first: int, last: int) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:first] + lines[last + 1 :])
