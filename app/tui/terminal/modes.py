"""Sequences that switch modes of the terminal."""

TMUX_MODIFIED_KEYS_ON = "\x1b[>4;1m"
TMUX_MODIFIED_KEYS_OFF = "\x1b[>4;0m"
"""Shift+Enter, which tmux sends as Enter unless asked otherwise (xterm's modifyOtherKeys)."""

MOUSE_PIXELS_OFF = "\x1b[?1016l"

_MODES_OFF = "".join(f"\x1b[?{mode}l" for mode in (1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2026, 2031, 2048))
RESTORE = f"{_MODES_OFF}\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"
"""Mouse, focus reports, bracketed paste, synchronised output, reports of the colours and of the size off; line wrap on;
kitty's keyboard flags as before; alternate screen off, cursor on, default colours."""
