"""Whether a request that failed is sent once more as it is, and when: the rules of the openai SDK, for one retry.

The SDK's own retry would come before a refusal is understood: a server that answers 500 because it knows no system role
would be asked the same again, half a second later.
"""

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from random import random

MAX_WAIT_S = 120.0
"""A server that asks for more is not asked again."""
WAIT_S = 0.5
JITTER = 0.25
"""As a share of the wait, so that many clients do not come back together."""
MAY_PASS = {408, 409, 429}


class OneRetry:
    """The retry of one model call. Not more than one: a person is waiting."""

    def __init__(self, *, allowed: bool) -> None:
        self._left = allowed

    def wait_s(self, status: int | None, headers: Mapping[str, str]) -> float | None:
        """Return how long to wait before the retry; `None` if there is none. `status`: `None` without a response."""
        if not self._left or not (status is None or may_pass(status, headers)):
            return None
        self._left = False
        asked_s = retry_after_s(headers)
        if asked_s is not None and 0 < asked_s <= MAX_WAIT_S:
            return asked_s
        return WAIT_S * (1 - JITTER * random())


def may_pass(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the same request may be accepted a moment later."""
    asked_s = retry_after_s(headers)
    if asked_s is not None and asked_s > MAX_WAIT_S:
        return False
    match headers.get("x-should-retry"):
        case "true":
            return True
        case "false":
            return False
        case _:
            return status in MAY_PASS or status >= 500


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return how long the server asks to wait: in milliseconds, in seconds, or until a date."""
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            value = float(headers.get(name, ""))
        except ValueError:
            continue
        return None if math.isnan(value) else value / per_second
    try:
        return parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError, OSError):
        return None
