"""A small app with the real history and styles, and the steps of tests.

    async with stage() as s:
        s.transcript.show([said("hello"), replied("**hi**")], more=False)
        await s.settled()
        assert s.rows() == [...]

Waiting has a deadline and checks its condition after each round of messages; nothing waits for time.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import structs
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message as Event
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import TextArea

from app.api.objects import (
    Message,
    MessageIncompleteDetails,
    MessageIncompleteReason,
    MessageStatus,
    Role,
    Text,
    TextPart,
)
from app.engine.rules.ids import new_id
from app.tui.history import History
from app.tui.history.view.copying import CopyRequested
from app.tui.history.view.link_clicks import LinkClicked

DEADLINE = 10.0
STYLES = Path(__file__).parents[3] / "styles.tcss"
Kind = TypeVar("Kind", bound=Event)


def message(
    role: Role, text: str, status: MessageStatus = "completed", reason: MessageIncompleteReason | None = None
) -> Message:
    """Make a message of the API."""
    return Message(
        id=new_id("msg"),
        created_at=0,
        thread_id="thread_1",
        status=status,
        incomplete_details=MessageIncompleteDetails(reason=reason) if reason else None,
        role=role,
        content=[TextPart(text=Text(value=text))] if text else [],
    )


def said(text: str) -> Message:
    """Make a user's message."""
    return message("user", text)


def replied(text: str) -> Message:
    """Make an assistant's message."""
    return message("assistant", text)


def opened() -> Message:
    """Make a reply that has begun."""
    return message("assistant", "", "in_progress")


def finished(reply: Message, text: str, reason: MessageIncompleteReason | None = None) -> Message:
    """Make the same reply as it is stored at its end."""
    return structs.replace(
        reply,
        status="incomplete" if reason else "completed",
        incomplete_details=MessageIncompleteDetails(reason=reason) if reason else None,
        content=[TextPart(text=Text(value=text))],
    )


def conversation(count: int, first: int = 0) -> list[Message]:
    """Make short messages, each with its number in its text."""
    return [
        said(f"question {number}") if number % 2 == 0 else replied(f"answer {number}\n\n- one\n- two")
        for number in range(first, first + count)
    ]


def code_header(language: str, indent: str = "", width: int = 60) -> str:
    """The header row of a code block on a stage of this width: the language, and `copy` at the right edge."""
    cols = width - 6 - len(indent)  # without gutter, margin, scrollbar and padding
    return f"{indent} {language}{'copy':>{cols - len(language)}}"


class HistoryApp(App[None]):
    """The history above an input box. It keeps the messages that the history posts."""

    CSS_PATH = STYLES
    CSS = "TextArea { height: 3; }"

    def __init__(self, *, draws_pictures: bool = False) -> None:
        super().__init__()
        self.draws_pictures = draws_pictures
        self.posted: list[Event] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        history = History(id="history")
        history.document.draws_pictures = self.draws_pictures
        yield history
        yield TextArea(id="box")

    def on_history_older_requested(self, event: History.OlderRequested) -> None:
        self.posted.append(event)

    def on_history_following_changed(self, event: History.FollowingChanged) -> None:
        self.posted.append(event)

    def on_history_new_below(self, event: History.NewBelow) -> None:
        self.posted.append(event)

    def on_copy_requested(self, event: CopyRequested) -> None:
        self.copy_to_clipboard(event.text)

    def on_link_clicked(self, event: LinkClicked) -> None:
        self.opened.append(event.address)


class Stage:
    """The app as a test drives and sees it."""

    def __init__(self, app: HistoryApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.history = app.query_one(History)
        self.transcript = self.history.transcript

    def rows(self) -> list[str]:
        """The rows on screen, without the gutter and the spaces at their ends."""
        height = self.history.size.height
        return [self.history.render_line(y).text[2:].rstrip() for y in range(height)]

    def painted(self) -> list[Strip]:
        """The rows on screen as they are painted, without the border."""
        return self.history.render_lines(Region(0, 1, *self.history.size))

    @property
    def chosen(self) -> str | None:
        """The id of the chosen message."""
        entry = self.history.cursor.chosen
        return entry.message.id if entry else None

    def text(self) -> list[str]:
        """The rows on screen that are not blank."""
        return [row for row in self.rows() if row]

    async def settled(self) -> None:
        """Wait until all messages so far are processed."""
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(DEADLINE):
            while not condition():
                await self.pilot.pause()
                await asyncio.sleep(0)

    async def show(self, messages: Sequence[Message], *, more: bool = False) -> None:
        """Show a thread."""
        self.transcript.show(messages, more=more)
        await self.settled()

    async def stream(self, into: Message, pieces: Sequence[str], *, drawn: bool = True) -> None:
        """Write pieces into an open message, each drawn before the next comes."""
        for piece in pieces:
            self.transcript.write(into.id, piece)
            if drawn:
                self.transcript.draw()
        await self.settled()

    async def scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.history.scroll_relative(y=rows, animate=False)
        await self.settled()

    async def wheel(self, down: bool = False) -> None:
        """One turn of the wheel over the history."""
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        x, y = self.history.region.offset.x + 5, self.history.region.offset.y + 5
        self.app.screen.post_message(
            kind(self.history, x, y, 0, 1 if down else -1, 0, False, False, False, screen_x=x, screen_y=y)
        )
        await self.settled()

    def posted(self, kind: type[Kind]) -> list[Kind]:
        """The messages of a kind that the history has posted."""
        return [event for event in self.app.posted if isinstance(event, kind)]


@asynccontextmanager
async def stage(width: int = 60, height: int = 30, *, draws_pictures: bool = False) -> AsyncGenerator[Stage]:
    """Run the app with a history that is `width` cells wide."""
    app = HistoryApp(draws_pictures=draws_pictures)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield Stage(app, pilot)
