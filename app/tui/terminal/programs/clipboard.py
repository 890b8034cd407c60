"""Copies a text to the clipboard, and knows whether it is there.

Terminals take it by OSC 52, which has no answer: many ignore it, and some ask the user first. So the tools of the
desktop are tried too, whose exit code tells. In tmux its buffer is used, which passes the text on to a terminal that
takes it.

Sources: tmux(1) `load-buffer -w` (3.2), wl-copy(1), xclip(1), xsel(1), pbcopy(1); the documentation of the terminals.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from app.settings.child_environment import child_environment

OSC_52_TERMS = ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm", "contour", "rio")
"""Beginnings of TERM of terminals that take OSC 52 unless they are told otherwise. TERM is also passed on by ssh."""
OSC_52_PROGRAMS = ("WezTerm", "ghostty", "rio")
"""The same by TERM_PROGRAM."""
MAX_OSC_52_CHARS = 50_000
"""Terminals limit the encoded text, the strictest to 100,000 bytes; most characters take less than two."""
TOOL_LIMIT_S = 3.0
"""A tool that cannot reach its display may wait for it for ever."""
TOOL_VARIABLES = ("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY", "TMUX", "TMUX_PANE", "TERM")
"""What a tool gets of the environment besides what every child gets."""


class Reached(Enum):
    """Where a copied text is known to be."""

    CLIPBOARD = auto()
    TMUX = auto()
    """In the buffer of tmux, and in the clipboard if the terminal around tmux allows it."""
    UNKNOWN = auto()
    """It was sent to the terminal, which says nothing about it."""


def describe(reached: Reached, what: str, otherwise: str) -> str:
    """Say where `what` is. `otherwise`: how to get at the text where nothing is known."""
    match reached:
        case Reached.CLIPBOARD:
            return f"Copied {what}"
        case Reached.TMUX:
            return f"Copied {what} to the buffer of tmux"
        case Reached.UNKNOWN:
            return f"The terminal was told to copy {what}, but may not do it. {otherwise}".strip()


async def copy_with_tools(text: str, environ: Mapping[str, str] = os.environ) -> Reached:
    """Copy a text that was already sent to the terminal by OSC 52. Return where it is."""
    for command in find_tools(environ):
        if await run_tool(command, text, environ):
            return Reached.CLIPBOARD
    if "TMUX" in environ:
        for command in (["tmux", "load-buffer", "-w", "-"], ["tmux", "load-buffer", "-"]):
            if await run_tool(command, text, environ):
                return Reached.TMUX
    if takes_osc_52(environ) and len(text) <= MAX_OSC_52_CHARS:
        return Reached.CLIPBOARD
    return Reached.UNKNOWN


def find_tools(environ: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield the commands that may copy to the clipboard of the screen that the user looks at.

    Over ssh this machine's own screen is another one, unless ssh forwards the user's (`DISPLAY=localhost:10.0`).
    """
    is_remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    if environ.get("WAYLAND_DISPLAY") and not is_remote:
        yield ["wl-copy"]
    display = environ.get("DISPLAY", "")
    if display and not (is_remote and display.startswith((":", "unix:"))):
        yield ["xclip", "-selection", "clipboard", "-in"]
        yield ["xsel", "--clipboard", "--input"]
    if sys.platform == "darwin" and not is_remote:
        yield ["pbcopy"]


def takes_osc_52(environ: Mapping[str, str]) -> bool:
    """Whether this terminal is known to copy what it is sent. A terminal inside another one hides that."""
    if any(name in environ for name in ("TMUX", "STY", "ZELLIJ")):
        return False
    if environ.get("TERM", "").startswith(OSC_52_TERMS):
        return True
    return "WT_SESSION" in environ or environ.get("TERM_PROGRAM") in OSC_52_PROGRAMS


async def run_tool(command: Sequence[str], text: str, environ: Mapping[str, str]) -> bool:
    """Give a text to a tool. True if it took it.

    A tool leaves a process that holds the clipboard: it must have no pipe of ours, whose end would be waited for.
    """
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        return False
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *command[1:],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(environ, {"LC_CTYPE": "UTF-8"}, also=TOOL_VARIABLES),  # pbcopy asks for it
            start_new_session=True,  # a Ctrl+C in the terminal is not for the process that holds the clipboard
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(TOOL_LIMIT_S):
            await process.communicate(text.encode(errors="replace"))
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:  # also where something else is copied meanwhile
            process.kill()
    return process.returncode == 0
