"""Ids as the API has them: a prefix and 24 letters and digits."""

import secrets
import string
from typing import Literal

Prefix = Literal["asst", "thread", "msg", "run", "step", "call"]
ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: Prefix) -> str:
    """Make an id such as `run_` and 24 random letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(24))}"
