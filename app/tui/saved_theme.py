"""The theme that was chosen on screen, kept for the next start: `ChatApp` reads it before the first paint.

A file of its own in the config folder, of one word: config.toml is the user's and is never written.
"""

from contextlib import suppress
from pathlib import Path

from app.settings.private_file import write_private

FILE = "theme"


def kept_theme(folder: Path) -> str | None:
    """The theme chosen last; `None` when none was."""
    try:
        return (folder / FILE).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_theme(folder: Path, name: str) -> None:
    """Keep it. Does nothing where the folder cannot be written: colours are not worth an error."""
    with suppress(OSError):
        write_private(folder / FILE, f"{name}\n".encode())
