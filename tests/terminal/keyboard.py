"""Keys as terminals send them: in the legacy encoding, or by the kitty protocol once the program has requested it.

With the flags that Textual asks for (1, 8 and 16) every key is a CSI u
sequence with its text (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
"""

CODES = {"enter": 13, "tab": 9, "escape": 27, "backspace": 127, "space": 32}
LETTERED = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
FUNCTION_KEYS = {"f1": 11, "f2": 12, "f3": 13, "f4": 14, "f5": 15, "f6": 17, "f8": 19, "f9": 20}
NUMBERED = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, **FUNCTION_KEYS}
MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}

ALL_KEYS = 8
"""The kitty flag that encodes even letters as sequences."""


def key_bytes(key: str, kitty: int) -> bytes:
    """Encode a named key such as `enter` or `ctrl+n` under these kitty flags (0: the protocol is off)."""
    *prefixes, name = key.split("+")
    modifier = 1 + sum(MODIFIERS[prefix] for prefix in prefixes)
    if name in LETTERED:
        return f"\x1b[1;{modifier}{LETTERED[name]}".encode() if modifier > 1 else f"\x1b[{LETTERED[name]}".encode()
    if name in NUMBERED:
        return f"\x1b[{NUMBERED[name]};{modifier}~".encode() if modifier > 1 else f"\x1b[{NUMBERED[name]}~".encode()
    code = CODES.get(name) or ord(name)
    if kitty & ALL_KEYS:
        return f"\x1b[{code};{modifier}u".encode() if modifier > 1 else f"\x1b[{code}u".encode()
    if key == "shift+tab":
        return b"\x1b[Z"
    byte = bytes([code & 0x1F]) if "ctrl" in prefixes else chr(code).encode()
    return b"\x1b" + byte if "alt" in prefixes else byte


def text_bytes(text: str, kitty: int) -> bytes:
    """Encode typed text, key by key."""
    if not kitty & ALL_KEYS:
        return text.encode()
    return b"".join(typed_character(character) for character in text)


def typed_character(character: str) -> bytes:
    """Encode one key with its text; text that no key has (IME, emoji) gets key code 0, as the protocol says."""
    code = ord(character)
    if character.isascii() and character.isupper():
        return f"\x1b[{ord(character.lower())};2;{code}u".encode()
    return f"\x1b[{code if code < 0x250 else 0};;{code}u".encode()
