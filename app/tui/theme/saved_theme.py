"""The theme that was chosen on screen, saved for the next start.

It is one word in a file of its own in the config folder: config.toml is the user's and is never written.
"""

from contextlib import suppress
from pathlib import Path

from app.settings.origins import THEME_FILE
from app.settings.private_file import write_private


def load_theme(folder: Path) -> str | None:
    """Return the theme chosen last; None if none was."""
    try:
        return (folder / THEME_FILE).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def save_theme(folder: Path, name: str) -> None:
    """Save the theme. Does nothing if the folder cannot be written: colours are not worth an error."""
    with suppress(OSError):
        write_private(folder / THEME_FILE, f"{name}\n".encode())
