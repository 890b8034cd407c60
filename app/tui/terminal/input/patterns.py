"""The sequences that terminals send, as patterns without the escape in front.

Sources: xterm's ctlseqs, ECMA-48, the kitty keyboard protocol, the in-band resize reports (mode 2048).
"""

import re

ESC = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
"""The marks of bracketed paste mode (xterm's mode 2004)."""

KNOWN = re.compile(
    r"\[(?:"
    r"[A-FHIOPQSZ]"  # cursor and function keys, focus in and out
    r"|<[-+.\dNanIfitydeul;]{1,64}[Mm]"  # mouse, SGR; some terminals send NaN outside their window
    r"|M.{3}"  # mouse, X10
    r"|\?[\d;]{1,64}(?:[cnSRu]|\$[yw])"  # device attributes, status, graphics, keyboard flags, mode reports
    r"|[>=][\d;]{1,64}(?:[cnmfT]| q)"  # secondary and tertiary device attributes, keyboard modes
    r"|[\d;:]{1,64}(?:[~^@uRcntxM]|\$y|[A-FHPQSZ])|\d{1,2}\$"  # keys, cursor position, window size, mouse (urxvt)
    r"|[\d;]{1,64}[#&'*][ywz]"  # checksums, locator
    r")"
    r"|O(?:[A-DFHMPQRS]|\d{1,2}(?:;\d{1,2})?[A-DFHPQRS])",  # keys in application mode; with modifiers
    re.S,
)
"""What a terminal sends after ESC. Strings (OSC, DCS) are not in it: see `STRING_BEGINNING`."""

BEGINNING = re.compile(
    r"\[(?:<[-+.\dNanIfitydeul;]{0,64}|M.{0,2}|\?[\d;]{0,64}\$?|[>=][\d;]{0,64} ?|[\d;:]{0,64}[$#&'*]?)?"
    r"|O(?:\d{1,2}(?:;\d{0,2})?)?|\]\d{0,5}|P(?:[>!=]|[\d;]{0,16}[$+!]?)|_",
    re.S,
)
"""The beginning of one of them, or of a string."""

STRING_BEGINNING = re.compile(r"\]\d{1,5};|P(?:[>!=]\||[\d;]{0,16}(?:\$[a-z]|\+[A-Za-z]|!~|\|))|_G")
"""The beginning of a reply in a string: OSC colours and titles, DCS version, settings and checksums, APC graphics."""

POSSIBLE_STRING = re.compile(r"[X^_]|P[^a-z]|\][\dILl]")
"""The beginning of any other string, which a person may have typed as well: only its end shows what it is."""

WHOLE_STRING = re.compile(r"[P\]][^\x1b\x9c]*(?:\x1b\\|\x9c)")
"""A string with its end (ST), whatever its beginning."""

CONTROL_START = re.compile("[\x1b\x80-\x84\x86-\x9f]")
"""What interrupts typed text: an escape, and the C1 controls but NEL, which is a line end."""

STRING_END = re.compile("[\x07\x18\x1a\x1b\x9c]")
"""BEL, the two controls that cancel a sequence, an escape (of ST, or of the next sequence), and ST as one byte."""

KITTY_KEY = re.compile(r"\x1b\[[\d;:]{1,32}u")
"""A key, as the kitty keyboard protocol reports it."""

IN_MOUSE_REPORT = frozenset("-+.0123456789;NaInfitydeul")
"""Characters between `<` and `M`: numbers, and what a terminal that cannot count sends in their place."""
