"""Stops the program as Ctrl+Z does in other programs, until `fg` in the shell continues it."""

import os
import signal
import sys

NO_SHELL = "{app.suspend} does nothing here: this program was not started from a shell that could continue it."


def has_shell() -> bool:
    """Whether there is a shell to return to.

    A shell with job control gives each command a process group of its own. Where the group is that of the leader of
    the session (a terminal that starts the program itself, `tmux new assistant-chat`), nothing could continue it.
    """
    return os.getpgrp() != os.getsid(0)


def stop_group() -> bool:
    """Stop this process and those that belong to the same command, such as `uv run`, as the kernel does for Ctrl+Z.

    False if there is no shell to return to.
    """
    if sys.platform == "win32" or not has_shell():
        return False
    os.kill(0, signal.SIGTSTP)
    return True
