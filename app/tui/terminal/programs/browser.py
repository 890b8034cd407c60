"""Opens an address in the browser of the screen that the user looks at.

`webbrowser` of the standard library would start a browser for terminals where there is no other one: in this terminal.

Sources: xdg-open(1), open(1), wslview(1); `BROWSER` is a list of commands between colons (xdg-open(1)), and editors
with a terminal on another machine set it to a program that opens the address on this one.
"""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from app.settings.child_environment import child_environment

TEXT_BROWSERS = {"lynx", "w3m", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl", "chawan", "cha"}
"""They draw in a terminal: there is none for them."""
WAIT_S = 2.0
"""A command that runs longer is a browser, which has no reason to end."""
VARIABLES = (
    *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "BROWSER", "XDG_", "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION"),
    *("KDE_", "GNOME_DESKTOP_SESSION_ID", "WSL_DISTRO_NAME", "WSL_INTEROP", "VSCODE_IPC_HOOK_CLI"),
)
"""What a browser gets of the environment besides what every child gets."""


def open_address(address: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Open an address. False if no browser took it. It takes up to 2 s, and belongs into a thread."""
    return any(_run([*command, address], environ) for command in find_browsers(environ))


def find_browsers(environ: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield the commands that may open an address where the user sees it; over ssh, not on the other screen."""
    for line in environ.get("BROWSER", "").split(":"):
        try:
            command = shlex.split(line)
        except ValueError:  # a quotation mark without another
            continue
        if command and PurePath(command[0]).name not in TEXT_BROWSERS and "%" not in line:
            yield command
    is_remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    display = environ.get("DISPLAY", "")
    if sys.platform == "darwin" and not is_remote:
        yield ["open"]
    elif sys.platform == "win32":
        yield ["rundll32", "url.dll,FileProtocolHandler"]
    elif "WSL_DISTRO_NAME" in environ:
        yield ["wslview"]
        yield ["rundll32.exe", "url.dll,FileProtocolHandler"]
    elif (display and not (is_remote and display.startswith((":", "unix:")))) or (
        environ.get("WAYLAND_DISPLAY") and not is_remote
    ):
        yield ["xdg-open"]


def _run(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Run a command without a terminal. True if it succeeds, or runs on."""
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        return False
    try:
        process = subprocess.Popen(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(environ, also=VARIABLES),
            start_new_session=True,  # it outlives this program, and a Ctrl+C here is not for it
        )
    except OSError:
        return False
    waiting = threading.Thread(target=process.wait, daemon=True)  # so that it is no zombie when it ends
    waiting.start()
    waiting.join(WAIT_S)
    return process.returncode in (None, 0)
