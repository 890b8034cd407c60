"""Words that a file kept."""

from pathlib import Path


def files_of(folder: Path) -> list[Path]:
    """All files in a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def files_with(folder: Path, *words: str) -> list[Path]:
    """The files that hold one of these words, in lower case or not."""
    return [path for path in files_of(folder) if any(word.encode() in path.read_bytes().lower() for word in words)]
