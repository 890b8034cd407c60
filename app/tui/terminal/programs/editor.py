"""Edits a text in the user's own editor, which has the terminal for so long.

The text is in a file that only the user can read. It is removed afterwards, unless it holds what could not be taken
over: then the error says where it is.
"""

import asyncio
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType

from app.api.errors import Error
from app.settings.child_environment import child_environment
from app.settings.private_file import write_private
from app.tui.text.typed import with_newlines

VARIABLES = ("VISUAL", "EDITOR")
"""In the order in which they count."""
USUAL_EDITORS = ("nano", "vi")
"""Used where neither variable is set."""
FILE_NAME = "message.md"
EDITOR_VARIABLES = (
    *VARIABLES,
    *("TERM", "COLORTERM", "COLORFGBG", "TERMINFO", "TERMINFO_DIRS", "DISPLAY", "WAYLAND_DISPLAY", "TMUX"),
    *("VIMINIT", "VIMRUNTIME", "MYVIMRC", "EXINIT", "VIM_", "NVIM_", "EMACS_", "HELIX_", "KAKOUNE_", "MICRO_"),
)
"""What an editor gets of the environment besides what every child gets."""
MAX_BYTES = 4_000_000
"""The longest text that is taken back: the box and the file of drafts must stay quick."""


class EditorError(Error):
    """The editor could not be used; a sentence for the user."""


def find_editor(environ: Mapping[str, str]) -> Sequence[str]:
    """Return the command of the user's editor. Raises `EditorError`."""
    for name in VARIABLES:
        if value := environ.get(name, "").strip():
            return check_command(name, value)
    for program in USUAL_EDITORS:
        if shutil.which(program):
            return [program]
    raise EditorError("No editor is set. Set EDITOR to the one to use, such as EDITOR=nano, and start again.")


def check_command(name: str, value: str) -> Sequence[str]:
    """Split the command in a variable. Raises `EditorError` if it is none, or its program does not exist."""
    try:
        command = shlex.split(value, posix=sys.platform != "win32")
    except ValueError as error:
        raise EditorError(f"{name} cannot be read as a command: {error}.") from error
    if shutil.which(command[0]) is None:
        raise EditorError(f"{name} is set to {command[0]}, which is not found. Set it to an editor, such as nano.")
    return command


async def edit(text: str, command: Sequence[str]) -> str:
    """Run the editor on a text and return what it saved. Raises `EditorError`; the text is then as it was."""
    folder = Path(mkdtemp(prefix="assistant-chat-"))  # mode 0700
    path = folder / FILE_NAME
    before = text.encode(errors="replace")
    write_private(path, before)
    is_over = False
    try:
        code = await run_editor([*command, str(path)])
        after = path.read_bytes()
        is_over = after == before or len(after) <= MAX_BYTES
        if code != 0:
            is_over = after == before
            raise EditorError(f"{command[0]} ended with exit code {code}. {describe_kept(path, is_kept=not is_over)}")
        if not is_over:
            raise EditorError(f"The text is too long ({len(after) / 1e6:.1f} MB). {describe_kept(path, is_kept=True)}")
        return decode(after, had_last_newline=text.endswith("\n"))
    except UnicodeDecodeError as error:
        is_over = False
        raise EditorError(f"What was saved is not UTF-8 text. {describe_kept(path, is_kept=True)}") from error
    except OSError as error:
        is_over = True
        raise EditorError(f"{command[0]} cannot be used: {error.strerror}. The message is as it was.") from error
    finally:
        if is_over:
            shutil.rmtree(folder, ignore_errors=True)


def describe_kept(path: Path, *, is_kept: bool) -> str:
    """Say that the message has not changed, and where the edited text is."""
    if is_kept:
        return f"The message is as it was; the edited text is in {path}."
    return "The message is as it was."


def decode(content: bytes, *, had_last_newline: bool) -> str:
    """Return a saved text, without the newline that editors add at the end. Raises `UnicodeDecodeError`."""
    text = with_newlines(content.decode("utf-8-sig"))
    if had_last_newline:
        return text
    return text.removesuffix("\n")


async def run_editor(command: Sequence[str]) -> int:
    """Run the editor in this terminal and return its exit code. Raises `OSError`.

    It is stopped if the app ends meanwhile, so that two programs do not share the terminal. Runs go on: the event loop
    is not held up.
    """
    with without_key_signals():
        process = await asyncio.create_subprocess_exec(
            *command, env=child_environment(os.environ, also=EDITOR_VARIABLES)
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            raise


@contextmanager
def without_key_signals() -> Generator[None]:
    """Leave Ctrl+C and Ctrl+\\ to the editor: the kernel sends their signals to this process too.

    They get a handler, since an ignored signal would be ignored in the editor as well.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = {number: signal.signal(number, do_nothing) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal by nothing."""
