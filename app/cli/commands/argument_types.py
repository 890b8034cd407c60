"""Converters of option values for argparse: a function raises `ArgumentTypeError` for a value that is not allowed."""

from argparse import ArgumentTypeError


def port_number(value: str) -> int:
    """Return a TCP port; 0 lets the system choose."""
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) > 65535:
        raise ArgumentTypeError("must be a whole number from 0 to 65535")
    return int(value)


def page_size(value: str) -> int:
    """Return a number from 1 to 100, the range that the API allows for `limit`."""
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 1 <= int(value) <= 100:
        raise ArgumentTypeError("must be a whole number from 1 to 100")
    return int(value)
