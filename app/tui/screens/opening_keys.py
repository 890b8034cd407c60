"""Which keys are about to open a dialog or a thread: what is typed behind them belongs there."""

from collections.abc import Mapping

from app.tui.keys.keymap import split_keys, types_text
from app.tui.keys.table import COMMANDS
from app.tui.screens.lifecycle import ChatLifecycle


class OpeningKeys:
    """The keys of the keymap that move the focus when their command is done, which is after the next keys arrive."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keys = {one.id: split_keys(keymap.get(one.id, one.keys)) for one in COMMANDS}

    def opens_dialog(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key is about to open a dialog that takes keys itself."""
        # `has_focus` changes later than `focused`.
        is_listing, is_typing = chat.focused is chat.panes.threads, chat.focused is chat.panes.box
        if is_listing and key in self._keys["threads.rename"]:
            return chat.panes.threads.row is not None
        if chat.controller is None or (is_typing and types_text(key)):
            return False
        if key in self._keys["threads.rename-open"]:
            return chat.controller.current.id is not None
        return key in self._keys["endpoint.choose"] or key in self._keys["app.palette"]

    def opens_thread(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key is about to open the thread under the cursor of the list."""
        return chat.focused is chat.panes.threads and key in self._keys["threads.open"]
