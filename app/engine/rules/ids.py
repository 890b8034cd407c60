"""Ids as the API has them: a prefix and 24 letters and digits."""

import string
from random import SystemRandom
from typing import Literal

Prefix = Literal["asst", "thread", "msg", "run", "step", "call"]
ALPHABET = string.ascii_letters + string.digits
RANDOM = SystemRandom()
"""What `secrets` uses, which brings OpenSSL's hashes."""


def new_id(prefix: Prefix) -> str:
    """Make an id such as `run_` and 24 random letters and digits."""
    return f"{prefix}_{''.join(RANDOM.choices(ALPHABET, k=24))}"
