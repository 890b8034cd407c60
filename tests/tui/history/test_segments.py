"""A row has few segments, and looks as it would with many."""

from rich.style import Style

from app.tui.history.render.rows import join_segments
from tests.requirements import requirement

RED, BLUE, LINE = Style(color="red", bgcolor="black"), Style(color="blue", bgcolor="black"), Style(underline=True)
OTHER = Style(color="red", bgcolor="green")
LOOKS = [RED, BLUE, OTHER, RED + LINE, BLUE + Style(reverse=True), RED + Style(link="https://example.com")]


def cells(parts: list[tuple[str, Style]]) -> list[tuple[str, object]]:
    """Each character with what can be seen of its style."""
    plain = {RED, BLUE, OTHER}
    return [
        (character, style.bgcolor if character == " " and style in plain else style)
        for text, style in parts
        for character in text
    ]


@requirement("history.few-codes")
def test_blanks_join_their_neighbours() -> None:
    made = join_segments([("  ", RED), ("def", BLUE), (" ", RED), ("name", BLUE), ("()", BLUE), ("   ", RED)])
    assert [(text, style) for text, style, _ in made] == [("  def name()   ", BLUE)]


@requirement("history.few-codes")
def test_every_cell_looks_as_before() -> None:
    words = ["a", " ", "  ", "b c", " d"]
    for first in LOOKS:
        for second in LOOKS:
            for third in LOOKS:
                for shift in range(len(words)):
                    texts = words[shift:] + words[:shift]
                    parts = list(zip(texts, [first, second, third, first, second], strict=True))
                    made = [(text, style) for text, style, _ in join_segments(parts) if style is not None]
                    assert cells(made) == cells(parts)
                    assert len(made) <= len(parts)
