"""Reads JSON as servers write it, where the strict decoder gives up: NaN, lone surrogates, invalid UTF-8, huge numbers.

Values come as Python's own types. A lone surrogate stays one in its string, for `half_characters` to join.
"""

import json
import math
from collections.abc import Mapping
from typing import cast

from app.models.chat.fields.large_payloads import without_depths

MAX_DIGITS = 18
"""Of an integer; a longer one is nothing that this program reads. Python itself refuses 4,300 digits."""
MAX_INTEGER = 2**63 - 1


def _nothing(_: str) -> None:
    """NaN and the infinities."""


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS + 1 else None


def _real(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


DECODER = json.JSONDecoder(strict=False, parse_constant=_nothing, parse_int=_integer, parse_float=_real)
"""Not strict: control characters may stand in strings."""

Fields = dict[str, object]


def lenient_json(payload: bytes) -> object:
    """Return the value, or `None` if it cannot be read."""
    text = payload.decode("utf-8", "surrogateescape")
    try:
        return cast(object, DECODER.decode(text))
    except RecursionError:
        text = without_depths(text)
    except ValueError:
        return None
    try:
        return cast(object, DECODER.decode(text))
    except (ValueError, RecursionError):
        return None


def fields_of(value: object) -> Fields | None:
    """Return the value if it is an object, else `None`."""
    return cast(Fields, value) if isinstance(value, dict) else None


def list_of(value: object) -> list[object]:
    """Return the items if the value is a list, else none."""
    return cast(list[object], value) if isinstance(value, list) else []


def count_of(value: object) -> int | None:
    """Return a number of tokens, also from 12.0 or "12"; `None` for what is no count that can be stored."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_INTEGER else None


def words_of_scalar(value: object) -> str:
    """Return a text or a short number as text; empty for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value) if abs(value) < 10**MAX_DIGITS else ""


def first_of(fields: Mapping[str, object], *names: str) -> object:
    """Return the first of these fields that says something, else `None`."""
    for name in names:
        if value := fields.get(name):
            return value
    return None
