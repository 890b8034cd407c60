"""Corrects the reports of keys before Textual reads them: kitty's `CSI … u`, and xterm's `CSI 27 ; … ~`.

Textual 8.2.8 converts their numbers without a check, so that a report with sub-parameters, a huge number or no
character ends the program, and it takes some codes that no key has for text.
"""

import re

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # there is no public name
from textual._keyboard_protocol import FUNCTIONAL_KEYS  # there is no public name

# `re` compiles it at its first use: a start has none.
KEY_REPORT = r"\x1b\[(\d*)(?::[\d:]*)?(?:;(\d*)(?::(\d*)[\d:]*)?)?(?:;([\d:]*))?([u~A-FHPQRSZ])"
"""Code and its alternatives, modifiers and kind of event, characters; kitty's keyboard protocol."""
MAX_MODIFIERS = 256
"""One more than the sum of kitty's eight modifiers."""
LOCKS = 64
"""Caps Lock and Num Lock are the modifiers from this bit on. They change the character, not the key."""
RELEASED = "3"
CONTROL_KEYS = {8, 9, 10, 13, 27, 127}
OTHER_KEY = "27"
"""The first number of a key of xterm's modifyOtherKeys: `CSI 27 ; modifiers ; character ~`."""
SHIFT = 2
TYPED_WITH_SHIFT = {32: " ", 8: "\x7f", 127: "\x7f"}
"""Space and backspace, which type and delete with Shift too, by all names: bindings know no Shift+Space."""
PRIVATE_USE = range(0xE000, 0xF900)


def correct_key_report(sequence: str) -> str:
    """Return what to give to Textual: the report, or the character that it stands for; empty to ignore it.

    Whatever reports no key is ignored.
    """
    report = re.fullmatch(KEY_REPORT, sequence)
    if report is None:
        return sequence if sequence in ANSI_SEQUENCES_KEYS else ""
    code_text, modifiers_text, kind, characters, final = report.groups(default="")
    code, modifiers = _number(code_text), _number(modifiers_text)
    if kind == RELEASED or modifiers > MAX_MODIFIERS:
        return ""
    if modifiers > 0:
        modifiers = (modifiers - 1) % LOCKS + 1
    if final == "~" and code_text == OTHER_KEY:
        return _correct_code(_number(characters), modifiers, "", is_shifted=True) if characters else ""
    if final == "u":
        text = ":".join(one for one in characters.split(":") if is_text(_number(one)))
        return _correct_code(code, modifiers, text, is_shifted=False)
    if sequence in ANSI_SEQUENCES_KEYS:
        return sequence
    if f"{code_text or 1}{final}" not in FUNCTIONAL_KEYS:
        return ""
    return f"\x1b[{code_text or 1};{max(modifiers, 1)}{final}"


def _correct_code(code: int, modifiers: int, text: str, *, is_shifted: bool) -> str:
    """Return the report of a key with this code. `is_shifted`: the code is already the one with Shift."""
    if modifiers <= SHIFT and code in TYPED_WITH_SHIFT and text in ("", str(code)):
        return TYPED_WITH_SHIFT[code]
    if text:
        return f"\x1b[{max(code, 0)};{max(modifiers, 0) or ''};{text}u"
    if not is_key(code):
        return ""
    if modifiers == SHIFT and is_text(code) and (is_shifted or chr(code).isalpha()):
        return chr(code) if is_shifted else chr(code).upper()[:1]
    if modifiers > 1:
        return f"\x1b[{code};{modifiers}u"
    return f"\x1b[{code}u"


def is_text(code: int) -> bool:
    """Whether a code point is a character that can be typed."""
    return 0x20 <= code <= 0x10FFFF and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000


def is_key(code: int) -> bool:
    """Whether a key of this code can exist. Kitty numbers keys without a character in the private use area."""
    if code in PRIVATE_USE:
        return f"{code}u" in FUNCTIONAL_KEYS
    return code in CONTROL_KEYS or is_text(code)


def _number(digits: str) -> int:
    """Convert digits; -1 for none, or for more than a code point has."""
    digits = digits.lstrip("0") or digits[:1]
    return int(digits) if 0 < len(digits) <= len(str(0x10FFFF)) else -1
