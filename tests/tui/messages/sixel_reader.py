"""Reads Sixel graphics, as a terminal does."""

import re

Colour = tuple[int, int, int]
PART = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])")


def read(sequence: str) -> list[list[Colour | None]]:
    """Return the rows of pixels of a sequence, with colours in percent; None where no pixel was set."""
    head = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)', sequence)
    assert head
    assert sequence.endswith("\x1b\\")
    width, height = int(head[1]), int(head[2])
    rows: list[list[Colour | None]] = [[None] * width for _ in range(height)]
    colours: dict[str, Colour] = {}
    column = band = 0
    current = ""
    body = sequence[head.end() : -2]
    at = 0
    while at < len(body):
        part = PART.match(body, at)
        assert part, body[at : at + 20]
        at = part.end()
        name, red, green, blue, chosen, count, repeated, single, move = part.groups()
        if name:
            colours[name] = (int(red), int(green), int(blue))
        elif chosen:
            current = chosen
        elif move:
            column, band = 0, band + 6 * (move == "-")
        else:
            bits = ord(repeated or single) - 63
            end = column + int(count or 1)
            for row in range(6):
                if bits >> row & 1:
                    rows[band + row][column:end] = [colours[current]] * (end - column)
            column = end
    return rows
