"""Keeps an import from importing a package that it can do without."""

import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def skip_import(package: str) -> Generator[None]:
    """Inside this context the package is as if it were not installed, unless it was imported before."""
    # None in `sys.modules` is the documented way to make an import fail.
    missing = sys.modules.setdefault(package, None)  # pyright: ignore[reportArgumentType]
    try:
        yield
    finally:
        if missing is None:
            sys.modules.pop(package, None)
