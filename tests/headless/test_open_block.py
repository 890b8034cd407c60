"""`ask` on a terminal: the block that is still open is drawn in place, on a screen of any size."""

import asyncio
import io
from collections.abc import Callable

import pyte
import pytest

from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.clean_text import clean
from app.headless.markdown.open_block import RedrawnMarkdown
from app.headless.markdown.rich_blocks import MarkdownBlocks
from app.headless.printers import TextPrinter, can_redraw
from app.models.script import Gate, Reply, Script
from tests.headless.streams import Terminal, Watched
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]
DEADLINE_S = 10
CODE = "\n".join(f"line_{number} = {number}" for number in range(30))
REPLY = f"""# Fruit

Apples are **red**, 林檎は赤い and 🍎 too; see [the page][page] about `apples`, which goes on for some rows.

- one
- two, which is longer than a row of a narrow screen is
  1. inner

| name | colour |
|------|--------|
| apple | red |
| a long name of a pear | green |

```python
{CODE}
```

[page]: http://a.invalid/page

The end, *again*.
"""


class Emulator(Watched):
    """A terminal that a test can wait for, with what is on its screen and above it."""

    def __init__(self, cols: int = 80, rows: int = 24) -> None:
        super().__init__()
        self.screen = pyte.HistoryScreen(cols, rows, history=10_000)
        self._stream = pyte.Stream(self.screen)

    def isatty(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str, /) -> int:
        """Draw what is written, and count it."""
        self._stream.feed(text.replace("\n", "\r\n"))
        return super().write(text)

    async def shows_lines(self, *lines: str) -> None:
        """Wait until these are all lines."""
        async with asyncio.timeout(DEADLINE_S):
            while self.lines != [*lines]:
                self._written.clear()
                await self._written.wait()

    @property
    def lines(self) -> list[str]:
        """All lines, without spaces and empty lines at the end."""
        above = ["".join(row[col].data for col in range(self.screen.columns)) for row in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self.screen.display]).rstrip().split("\n")


def without_gaps(lines: list[str]) -> list[str]:
    """Return the lines as pyte shows them: a wide character has an empty cell behind it."""
    return [line.replace(" ", "") for line in lines]


@requirement("ask.open-block")
async def test_the_open_block_is_on_the_screen_while_it_is_written(services_on: ServicesOn) -> None:
    out, first, second = Emulator(), Gate(), Gate()
    reply = Reply("# Head\n\nSome **bold** te", first, "xt.\n\n- one\n- t", second, "wo\n")
    asking = asyncio.create_task(
        ask(
            services_on(Script([reply])),
            Question(text="Hi"),
            TextPrinter(out, Terminal(), renderer=RedrawnMarkdown(100)),
        )
    )
    await first.reached.wait()
    await out.shows_lines("Head", "", "Some bold te")
    first.open()
    await second.reached.wait()
    await out.shows_lines("Head", "", "Some bold text.", "", " • one", " • t")
    second.open()
    assert await asking == 0
    assert out.lines == ["Head", "", "Some bold text.", "", " • one", " • two"]


@requirement("ask.open-block")
async def test_the_last_status_is_below_a_block_that_was_not_drawn_yet(services_on: ServicesOn) -> None:
    screen = Emulator()
    printer = TextPrinter(screen, screen, renderer=RedrawnMarkdown(100, min_pause_s=3600))
    reply = Reply("One.", "\n\nTwo.\n\nThree.", "\n\nFour.")
    await ask(services_on(Script([reply])), Question(text="Hi"), printer)
    assert screen.lines[:7] == ["One.", "", "Two.", "", "Three.", "", "Four."]
    assert [line.split(" · ")[-2:-1] for line in screen.lines[7:]] == [["completed"], []]


@requirement("ask.open-block")
@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (30, 8), (12, 3)])
def test_the_lines_are_those_of_the_whole_reply_on_any_screen(
    monkeypatch: pytest.MonkeyPatch, cols: int, rows: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(cols))
    monkeypatch.setenv("LINES", str(rows))
    whole = MarkdownBlocks(100)
    out, blocks = Emulator(cols, rows), RedrawnMarkdown(100, min_pause_s=0, pause_per_cost=0)
    out.write("before\n")
    shown = ""
    for at in range(0, len(REPLY), 7):
        out.write(blocks.feed(REPLY[at : at + 7]))
        assert out.lines[0] == "before"
        shown += whole.feed(REPLY[at : at + 7])
    out.write(blocks.end())
    expected = clean(shown + whole.end()).rstrip().split("\n")
    assert without_gaps(out.lines) == without_gaps(["before", *expected])
    assert out.screen.cursor.x == 0


@requirement("ask.open-block")
def test_nothing_printed_before_is_erased_when_the_window_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "20")
    out, blocks = Emulator(60, 20), RedrawnMarkdown(100, min_pause_s=0, pause_per_cost=0)
    out.write(blocks.feed("First block.\n\n" + "many words " * 20))
    monkeypatch.setenv("COLUMNS", "25")
    monkeypatch.setenv("LINES", "10")
    out.screen.resize(10, 25)
    out.write(blocks.feed("and more"))
    out.write(blocks.feed("\n\nLast block.") + blocks.end())
    text = " ".join("\n".join(out.lines).split())
    assert text.count("First block.") == text.count("Last block.") == text.count("and more") == 1


@requirement("ask.open-block")
def test_a_stream_is_not_drawn_more_often_than_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    blocks = RedrawnMarkdown(100, min_pause_s=3600)
    assert blocks.feed("first ")
    assert [blocks.feed(f"word{number} ") for number in range(100)] == [""] * 100
    assert blocks.delay_s is not None
    assert blocks.delay_s > 3000
    assert blocks.catch_up() == ""
    assert "word99" in blocks.end()
    assert blocks.delay_s is None


@requirement("ask.open-block")
def test_a_pipe_a_dumb_terminal_and_a_screen_reader_get_no_redrawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert can_redraw(Terminal())
    assert not can_redraw(io.StringIO())
    monkeypatch.setenv("ACCESSIBLE", "1")
    assert not can_redraw(Terminal())
    monkeypatch.delenv("ACCESSIBLE")
    monkeypatch.setenv("TERM", "dumb")
    assert not can_redraw(Terminal())
