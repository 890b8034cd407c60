"""A history that records what a terminal would show, and a player that does anything to it at random."""

import random
from typing import cast

from textual.app import ComposeResult
from textual.geometry import Region

from app.api.objects import Message
from app.tui.history import History
from tests.tui.history.stage import HistoryApp, Stage, conversation, finished, opened, replied, said

SIZES = [(50, 20), (70, 30), (50, 12)]


class Screened(History):
    """A history that records what the terminal would show: only rows that were refreshed change there."""

    def __init__(self) -> None:
        super().__init__(id="history")
        self.terminal_rows: dict[int, str] = {}
        self.stale: set[int] = set()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Screened":
        """Note which rows will be painted."""
        if not regions:
            self.stale.update(range(self.size.height))
        for region in regions:
            self.stale.update(region.line_range)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def paint(self) -> None:
        """Paint the rows noted."""
        for y in sorted(self.stale):
            self.terminal_rows[y] = self.row(y)
        self.stale.clear()

    def row(self, y: int) -> str:
        """Render a row as it should look, with its styles."""
        (strip,) = self.render_lines(Region(0, y + 1, self.size.width, 1))  # the border is above
        return "".join(f"{segment.style}:{segment.text}" for segment in strip)


class ScreenedApp(HistoryApp):
    def compose(self) -> ComposeResult:
        yield Screened()


class Player:
    """Do anything that can happen to a history, at random."""

    def __init__(self, s: Stage, seed: int) -> None:
        self.stage = s
        self.history = cast(Screened, s.history)
        self.transcript = self.history.transcript
        self.choice = random.Random(seed)
        self.pages = [conversation(20) for _ in range(4)]
        self.reply: Message | None = None
        self.text = ""

    async def play(self) -> str:
        """Do one thing and return its name."""
        what = self.choice.choice(
            ["write"] * 8 + ["begin", "finish", "scroll", "scroll", "end", "note", "older", "append", "choose"]
            + ["resize", "theme", "drop", "long", "unfold"]
        )  # fmt: skip
        await getattr(self, what)()
        return what

    async def write(self) -> None:
        if self.reply:
            piece = self.choice.choice(
                ["word ", "**b** ", "\n\n", "- item\n", "```py\nx = 1\n", "```\n", "| a | b |\n|--|--|\n"]
            )
            self.text += piece
            await self.stage.stream(self.reply, [piece])

    async def begin(self) -> None:
        if not self.reply:
            self.reply, self.text = opened(), ""
            self.transcript.begin(self.reply)

    async def finish(self) -> None:
        if self.reply:
            self.transcript.finish(finished(self.reply, self.text, self.choice.choice([None, "run_cancelled"])))
            self.reply = None

    async def scroll(self) -> None:
        await self.stage.scroll(self.choice.randint(-30, 30))

    async def end(self) -> None:
        self.history.action_scroll_end()

    async def note(self) -> None:
        self.transcript.note("run", self.choice.choice(["queued", "one\ntwo", "in_progress 3s"]), "status")

    async def older(self) -> None:
        if self.pages:
            self.transcript.prepend(self.pages.pop(), more=bool(self.pages))

    async def append(self) -> None:
        self.transcript.append(self.choice.choice([said, replied])("text\n\nof *two* paragraphs"))

    async def choose(self) -> None:
        self.history.focus()
        await self.stage.pilot.press(*self.choice.choices(["up", "down"], k=3))

    async def resize(self) -> None:
        await self.stage.pilot.resize_terminal(*self.choice.choice(SIZES))

    async def theme(self) -> None:
        self.stage.app.theme = self.choice.choice(["textual-light", "textual-dark"])

    async def drop(self) -> None:
        entries = self.history.document.entries
        if entries and entries[-1].message is not self.reply:
            self.transcript.drop(entries[-1].message.id)

    async def long(self) -> None:
        self.transcript.append(said("line\n" * 8000))

    async def unfold(self) -> None:
        self.history.action_unfold()
