"""Ids as the API has them: a prefix and 24 letters and digits."""

import os
import string
from typing import Literal

Prefix = Literal["asst", "thread", "msg", "run", "step", "call", "file"]
ALPHABET = (string.ascii_letters + string.digits).encode()
ID_CHARS = 24
FAIR = 256 - 256 % len(ALPHABET)
"""The bytes below stand for each character equally often."""
CHARACTER_OF_BYTE = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
UNFAIR_BYTES = bytes(range(FAIR, 256))
RANDOM_BYTES = 2 * ID_CHARS
"""Read at once, since a call for each character is 20 times slower. Of these bytes 3 in 100 are left out."""


def new_id(prefix: Prefix) -> str:
    """Make an id such as `run_` and 24 random letters and digits; that of a file has a hyphen."""
    letters = b""
    while len(letters) < ID_CHARS:
        letters += os.urandom(RANDOM_BYTES).translate(CHARACTER_OF_BYTE, UNFAIR_BYTES)
    separator = "-" if prefix == "file" else "_"
    return f"{prefix}{separator}{letters[:ID_CHARS].decode()}"
