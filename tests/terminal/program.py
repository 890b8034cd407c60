"""Our program in a terminal: the installed command, in a home of its own."""

import os
import sys
from pathlib import Path

from tests.terminal.pty_session import PtySession

COMMAND = Path(sys.executable).with_name("assistant-chat")
"""The installed console script, in the same environment as the tests."""

READY = "Message"
"""Text in the empty message box."""

ANSWERS = "· fake-100"
"""Text at the right of the status line once the store is open and the model is known, so that Enter sends."""

CLOSED_PORT = 9
"""No process listens on this port (discard service), so a probe for a local server finds none."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user with this home and nothing else: no key, no server, byte code allowed."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TERM_PROGRAM": "ghostty",  # which takes what is copied
        "LANG": "C.UTF-8",
        "OLLAMA_HOST": f"127.0.0.1:{CLOSED_PORT}",
        **more,
    }


def chat(
    home: Path, base_url: str, *arguments: str, model: str = "fake-100", columns: int = 120, rows: int = 36
) -> PtySession:
    """Make a session of the terminal app with this model server."""
    env = environment(home, OPENAI_BASE_URL=base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL=model)
    return PtySession([str(COMMAND), *arguments], env, home, columns, rows)
