"""Converters of option values for argparse: a function raises `ArgumentTypeError` for a value that is not allowed."""

from argparse import ArgumentTypeError


def port_number(value: str) -> int:
    """Return a TCP port; 0 lets the system choose."""
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) > 65535:
        raise ArgumentTypeError("must be a whole number from 0 to 65535")
    return int(value)


DAYS = {"d": 1, "w": 7, "y": 365}


def age_days(value: str) -> int:
    """Return an age such as 90d, 12w or 1y in days."""
    number, unit = value[:-1], value[-1:]
    if not number.isascii() or not number.isdigit() or len(number) > 5 or unit not in DAYS or not int(number):
        raise ArgumentTypeError("must be a number of days, weeks or years such as 90d, 12w or 1y")
    return int(number) * DAYS[unit]


def page_size(value: str) -> int:
    """Return a number from 1 to 100, the range that the API allows for `limit`."""
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 1 <= int(value) <= 100:
        raise ArgumentTypeError("must be a whole number from 1 to 100")
    return int(value)
