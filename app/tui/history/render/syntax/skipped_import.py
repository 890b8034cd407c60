"""Keeps an import from importing a package that it can do without."""

import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def skip_import(package: str) -> Generator[None]:
    """Inside this context the package is as if it were not installed, unless it was imported before."""
    was_imported = package in sys.modules
    if not was_imported:
        sys.modules[package] = None  # pyright: ignore[reportArgumentType] - the documented way to make an import fail
    try:
        yield
    finally:
        if not was_imported:
            sys.modules.pop(package, None)
