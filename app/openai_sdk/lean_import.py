"""Import the openai SDK without the types of calls that this program does not make.

`import openai` runs `openai.types` and, through one helper, `openai.types.responses`: two packages that import a class
for each object of the whole API. They are 370 modules, 11 MB and 0.4 s, more than all the rest of the SDK, and a chat
completion needs none of them. Within `lean_sdk` these two packages run only when one of their names is used. Their
modules are imported as usual, and so is everything if the SDK was imported before or no longer has such a package.
"""

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType

LATE = {"openai.types", "openai.types.responses"}
"""Packages whose `__init__` only re-exports names of their modules."""


@contextmanager
def lean_sdk() -> Generator[None]:
    """Import the SDK inside this context."""
    sys.meta_path.insert(0, FINDER)
    try:
        yield
    finally:
        sys.meta_path.remove(FINDER)


class LateFinder(MetaPathFinder):
    """Finds the late packages and gives them a loader that waits."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a late package; `None` leaves any other module to the next finder of `sys.meta_path`."""
        if fullname not in LATE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LateLoader(spec.loader)
        return spec


class LateLoader(Loader):
    """Runs a package when a name is used that it does not have yet (PEP 562).

    `importlib.util.LazyLoader` would run it as soon as one of its modules is imported, which asks for `__path__`.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._begun = False
        self._running = RLock()

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module as usual."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Install a module `__getattr__` in place of running the module."""

        def late(name: str) -> object:
            with self._running:  # another thread waits for all names
                if not self._begun:
                    self._begun = True
                    self._loader.exec_module(module)
                    del module.__getattr__
            try:
                return vars(module)[name]
            except KeyError:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}") from None

        module.__getattr__ = late


FINDER = LateFinder()
