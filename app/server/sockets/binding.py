"""Where the server listens: an address with a port, or a unix socket that only its user can open."""

import os
import socket
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.api.errors import Error
from app.server.sockets.listener import Listener
from app.settings.os_errors import describe_os_error

BACKLOG_CONNECTIONS = 2048
"""How many connections may wait to be accepted."""
UNSENT_BYTES = 64 * 1024
"""What the system takes of a response before it is sent, for each connection: else megabytes, once for each client that
does not read.
"""
MAX_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
"""unix(4) on macOS, unix(7) on Linux: 104 and 108 with the zero at the end."""
PRIVATE_UMASK = 0o177
"""Leaves 0600 of the mode of a new socket."""
PROBE_TIMEOUT_S = 2.0


def bind_address(host: str, port: int) -> Listener:
    """Listen on an address. Raises `Error`."""
    if not 0 <= port <= 65535:
        raise Error(f"Cannot listen on {host}:{port}: a port is a number from 0 to 65535.")
    family = socket.AF_INET
    if ":" in host:
        family = socket.AF_INET6
    try:
        return Listener(socket.create_server((host, port), family=family, backlog=BACKLOG_CONNECTIONS))
    except OSError as error:
        raise Error(f"Cannot listen on {host}:{port}: {describe_os_error(error)}.") from error


@contextmanager
def bind_path(path: Path) -> Generator[Listener]:
    """Listen on a unix socket that no other user can open; remove it at the end. Raises `Error`.

    What a server that died left is replaced; a socket where a program answers, and anything else, is not.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise Error("--socket needs unix sockets, which this system does not have. Use --host and --port.")
    length = len(os.fsencode(path))
    if length > MAX_SOCKET_PATH_BYTES:
        raise Error(
            f"Cannot listen on {path}: the path has {length} bytes, and that of a socket may have "
            f"{MAX_SOCKET_PATH_BYTES}."
        )
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        _bind_privately(bound, path)
        made = os.lstat(path)
        bound.listen(BACKLOG_CONNECTIONS)
    except OSError as error:
        bound.close()
        raise Error(f"Cannot listen on {path}: {describe_os_error(error)}.") from error
    except Error:
        bound.close()
        raise
    try:
        with Listener(bound) as listener:
            yield listener
    finally:
        with suppress(OSError):
            if os.path.samestat(os.lstat(path), made):  # else another server has it by now
                os.unlink(path)


def _bind_privately(bound: socket.socket, path: Path) -> None:
    """Bind the socket, which has the mode 0600 from its first moment. The umask is that of the whole process."""
    before = os.umask(PRIVATE_UMASK)
    try:
        bound.bind(str(path))
    finally:
        os.umask(before)


def _remove_stale(path: Path) -> None:
    """Remove a socket where nobody answers. Raises `Error` for anything else, `OSError`."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise Error(f"Cannot listen on {path}: it exists and is not a socket.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(PROBE_TIMEOUT_S)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            os.unlink(path)
            return
    raise Error(f"Cannot listen on {path}: another program answers there.")


def tune(listener: socket.socket) -> None:
    """Set the options that accepted sockets inherit."""
    if listener.family not in (socket.AF_INET, socket.AF_INET6):
        return
    # Without it a response of two packets waits 40 ms. asyncio sets it only on sockets that it makes.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
