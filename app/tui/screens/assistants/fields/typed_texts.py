"""What is typed in the fields of a dialog, kept in the file of drafts, so that no kill loses it."""

import msgspec
from textual.message_pump import MessagePump
from textual.timer import Timer

from app.tui.local_state import UnsentText

SAVE_DELAY_S = 0.4
"""Each key would write the whole file of drafts."""


class TypedTexts:
    """The texts of fields that differ from what is stored, by name. All of them are one unsent text."""

    def __init__(self, dialog: MessagePump, unsent: UnsentText) -> None:
        """`dialog`: has the timer."""
        self._dialog = dialog
        self._unsent = unsent
        self._timer: Timer | None = None
        try:
            self._texts = msgspec.json.decode(unsent.text or "{}", type=dict[str, str])
        except msgspec.MsgspecError:  # another window has joined its own to them
            self._texts = {}

    def __bool__(self) -> bool:
        """Whether something was typed that is neither stored nor dropped."""
        return bool(self._texts)

    def get(self, name: str, stored: str = "") -> str:
        """Return what was typed in a field; `stored` if nothing was."""
        return self._texts.get(name, stored)

    def keep(self, name: str, text: str | None) -> None:
        """Keep what is typed in a field; None if that is what is stored."""
        if text == self._texts.get(name):
            return
        if text is None:
            del self._texts[name]
        else:
            self._texts[name] = text
        self._unsent.keep(msgspec.json.encode(self._texts).decode() if self._texts else "")
        if self._timer is None:
            self._timer = self._dialog.set_timer(SAVE_DELAY_S, self._save)

    def drop(self) -> None:
        """Forget all of them: they are stored, or the user wants them no more."""
        self._texts = {}
        self._unsent.drop()

    async def _save(self) -> None:
        self._timer = None
        await self._unsent.save()
