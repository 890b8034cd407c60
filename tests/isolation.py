"""Isolation of the tests: a home of their own, no settings of the user, no connection beyond this machine.

It is set up before any test is collected, so that the processes that tests start inherit it.
"""

import os
import re
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

MACHINE_CACHE = Path(
    os.environ.setdefault("TESTS_CACHE_HOME", os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"))
)
"""Where downloads are kept between two runs of the suite, outside the checkout.

It is kept in the environment, since the workers of pytest-xdist inherit the home of the tests instead of the user's.
"""

CONFIG_FILES = {
    "PIP_CONFIG_FILE": Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pip" / "pip.conf",
    "NPM_CONFIG_USERCONFIG": Path.home() / ".npmrc",
}
"""Configuration of the tools that download, by the variable that names the file."""

XDG = {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}

LOCAL = re.compile(r"127(\.\d+){3}|::1|localhost|.*\.invalid|0\.0\.0\.0|::|")
"""Hosts that a test may name. `.invalid` never resolves (RFC 6761)."""

SCREENS = {
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "TMUX",
    "STY",
    "ZELLIJ",
    "SSH_CONNECTION",
    "SSH_TTY",
    "WT_SESSION",
    "BROWSER",
    "WSL_DISTRO_NAME",
}
"""What says where the user's screen, clipboard and browser are: tests copy and open nothing there."""

HOME = tempfile.TemporaryDirectory(prefix="assistant-chat-tests-", ignore_cleanup_errors=True)


def isolate() -> None:
    """Replace the home and the environment, and refuse connections to other hosts."""
    # A background job of a shell ignores Ctrl+C and Ctrl+\, under nohup a hang-up too, and so would the processes that
    # tests start: they inherit what is ignored, but no handler.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, stay)
    # Downloads use the caches and the configuration of this machine's tools.
    os.environ.setdefault("UV_CACHE_DIR", str(MACHINE_CACHE / "uv"))
    os.environ.setdefault("PIP_CACHE_DIR", str(MACHINE_CACHE / "pip"))
    os.environ.setdefault("NPM_CONFIG_CACHE", str(MACHINE_CACHE / "npm"))
    for name, path in CONFIG_FILES.items():
        if path.is_file():
            os.environ.setdefault(name, str(path))
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ASSISTANT_CHAT_", "OLLAMA_")) or name in XDG | SCREENS:
            del os.environ[name]
    os.environ["TERM_PROGRAM"] = "ghostty"  # which takes what is copied
    os.environ["HOME"] = os.environ["USERPROFILE"] = HOME.name
    sys.addaudithook(refuse_other_hosts)


def stay(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal that this process was told to ignore."""


def refuse_other_hosts(event: str, args: tuple[object, ...]) -> None:
    """Raise when a test looks up or connects to a host other than this one."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]  # pyright: ignore[reportUnknownVariableType] - an audit event carries anything
    else:
        return
    if host and not LOCAL.fullmatch(host.decode() if isinstance(host, bytes) else str(host)):  # pyright: ignore[reportUnknownArgumentType] - as above
        raise AssertionError(f"a test tried to reach {host}")
