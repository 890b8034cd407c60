"""Which pastes are shown as chips on the border of the message box, and what a chip says."""

from app.tui.text.draft import Draft

MIN_CHIP_LINES = 6
MAX_TEXT_CHARS = 1_000
"""A paste of so many lines, or of more characters, would hide what is typed around it."""
MAX_EDITABLE_CHARS = 65_536
"""A text area that holds more takes 16 ms or more for each key (measured)."""
LARGE_BYTES = 64_000
"""From here on a chip says the size too."""


def is_long(text: str) -> bool:
    """Whether a paste becomes a chip."""
    return len(text) > MAX_TEXT_CHARS or count_lines(text) >= MIN_CHIP_LINES


def count_lines(text: str) -> int:
    """Count the lines; a newline at the end begins none."""
    return text.removesuffix("\n").count("\n") + 1


def describe_paste(text: str) -> str:
    """Describe a paste by its lines, a single line by its characters, and a large one by its size too."""
    lines, size = count_lines(text), len(text.encode(errors="replace"))
    amount = f"{lines:,} lines"
    if lines == 1:
        amount = f"{len(text):,} characters"
    if size >= 1e6:
        amount = f"{size / 1e6:.1f} MB, {amount}"
    elif size >= LARGE_BYTES:
        amount = f"{size / 1e3:.0f} KB, {amount}"
    return f"[Pasted {amount}]"


def as_draft(text: str, *, typed: str = "") -> Draft:
    """Return a text as a draft, behind what was typed: as a paste if it is too long to edit in the box."""
    if len(text) <= MAX_EDITABLE_CHARS:
        return Draft(text=f"{typed}{text}")
    return Draft(text=typed, pasted=(text,))


def open_pastes(draft: Draft) -> Draft | None:
    """Return a draft with its pastes in its text, where they would be sent; None if that is too long to edit."""
    text = "\n\n".join(part for part in (draft.text.rstrip("\n"), *draft.pasted) if part)
    if len(text) > MAX_EDITABLE_CHARS:
        return None
    return Draft(text=text)
