"""A visit of the whole app, which looks after each step whether the terminal gets only text."""

from tests.tui.hostile import assert_harmless
from tests.tui.terminal import Terminal
from tests.walk.player import Player
from tests.walk.steps import Paste, Press, Resize, Type

SMALL_SIZE, LARGE_SIZE = (40, 10), (110, 34)


class Visit:
    """Goes through the app, and looks at the screen after each step, in a small and in a large window."""

    def __init__(self, t: Terminal) -> None:
        self.t = t
        self._player = Player(t)
        self._size = LARGE_SIZE

    async def press(self, *keys: str) -> None:
        """Press keys one by one."""
        for key in keys:
            await self._player.play(Press((key,)))
            assert_harmless(self.t)

    async def look(self) -> None:
        """Look in the other size."""
        self._size = {SMALL_SIZE: LARGE_SIZE, LARGE_SIZE: SMALL_SIZE}[self._size]
        await self._player.play(Resize(*self._size))
        await self.t.until(self._is_drawn, "the new width")
        assert_harmless(self.t)

    def _is_drawn(self) -> bool:
        return {strip.cell_length for strip in self.t.strips()} == {self.t.app.size.width}

    async def write(self, text: str) -> None:
        """Type a text."""
        await self._player.play(Type(text))
        assert_harmless(self.t)

    async def paste(self, text: str) -> None:
        """Paste a text."""
        await self._player.play(Paste(text))
        assert_harmless(self.t)

    async def leave(self) -> None:
        """Press Esc until the message box has the focus."""
        while self.t.app.screen is not self.t.chat or self.t.chat.focused is not self.t.box:
            layers = len(self.t.app.screen_stack)
            await self.press("escape")
            assert len(self.t.app.screen_stack) >= layers - 1
