"""The keyboards: what xterm, a terminal with the kitty protocol, and tmux send for each key."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.terminal.keyboard import key_bytes
from tests.terminal.program import COMMAND
from tests.terminal.pty_session import PtySession

PUNCTUATION = {"slash": "/", "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]"}
FUNCTION_KEYS = {"f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS"}
"""As xterm sends them."""
MODIFIED_ENTER = {"shift+enter": b"\x1b[27;2;13~", "ctrl+enter": b"\x1b[27;5;13~"}
"""As xterm sends them to a program that has asked for modified keys (modifyOtherKeys), which tmux does."""
NEEDS_A_PROTOCOL = frozenset(MODIFIED_ENTER)
"""Keys that xterm sends as Enter: no program can tell them apart."""
KITTY_UNDO = b"\x1b[45;6u"
"""Ctrl+Shift+Minus, which types Ctrl+_ on an American keyboard."""
TMUX = """\
set -g status off
set -s escape-time 20
set -s extended-keys on
set -as terminal-features 'screen*:extkeys'
set -g default-terminal tmux-256color
"""
TMUX_PREFIX = "ctrl+b"
LOG = "log.txt"
"""Where the program logs, in the home."""


class Keyboard(NamedTuple):
    """How keys are sent, and what the program runs in. `lacks`: the keys that never reach it."""

    name: str
    is_kitty: bool
    lacks: frozenset[str]

    @property
    def is_tmux(self) -> bool:
        return self.name == "tmux"

    def start(self, env: Mapping[str, str], home: Path) -> tuple[Sequence[str], dict[str, str]]:
        """Return the command that starts the program, and its environment."""
        command = [str(COMMAND), "--log-file", str(home / LOG)]
        tmux = shutil.which("tmux") if self.is_tmux else None
        if tmux is None:
            more = {"TMUX": "/tmp/tmux-0/default,1,0"} if self.is_tmux else {}
            return command, {**env, **more}
        (home / "tmux.conf").write_text(TMUX)
        socket = home / "tmux.socket"
        start = [tmux, "-S", str(socket), "-f", str(home / "tmux.conf"), "new-session", *command]
        return start, {**env, "TERM": "screen-256color"}

    def stop(self, home: Path) -> None:
        """End the server of tmux, which outlives a session that was killed."""
        if self.is_tmux and (tmux := shutil.which("tmux")):
            subprocess.run([tmux, "-S", str(home / "tmux.socket"), "kill-server"], capture_output=True, check=False)

    def press(self, session: PtySession, key: str) -> None:
        """Press a named key."""
        if key in PUNCTUATION:
            self.type(session, PUNCTUATION[key])
        elif len(key) == 1:
            self.type(session, key)
        elif self.is_kitty:
            session.send(KITTY_UNDO if key == "ctrl+underscore" else key_bytes(key, session.emulator.kitty[-1]))
        elif key in FUNCTION_KEYS:
            session.send(FUNCTION_KEYS[key])
        elif key in MODIFIED_ENTER:
            session.send(MODIFIED_ENTER[key])
        elif key == TMUX_PREFIX and self.is_tmux and shutil.which("tmux"):
            session.send(key_bytes(key, 0) * 2)  # once is for tmux itself
        else:
            session.send(key_bytes(key.replace("underscore", "_"), 0))

    def type(self, session: PtySession, text: str) -> None:
        """Type text."""
        session.type(text)


KEYBOARDS = (
    Keyboard("xterm", is_kitty=False, lacks=NEEDS_A_PROTOCOL),
    Keyboard("kitty", is_kitty=True, lacks=frozenset()),
    Keyboard("tmux", is_kitty=False, lacks=frozenset()),
)
