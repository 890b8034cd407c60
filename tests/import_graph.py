"""Which module of a package imports which, wherever the import is written: also in a function or for types only."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Module(NamedTuple):
    """A file of a package; `name` is dotted and ends in `__init__` for a package's own file."""

    name: str
    path: Path
    lines: int
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether the file is the `__init__` of a package."""
        return self.path.stem == "__init__"

    @property
    def package(self) -> str:
        """The package that the file lies in."""
        return self.name.rpartition(".")[0]

    @property
    def imported_as(self) -> str:
        """The name in an import statement."""
        return self.package if self.is_package else self.name


def imports(module: Module, known: Mapping[str, Module]) -> Iterator[str]:
    """The known modules that a module imports; `from package import module` is an import of the module alone."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(module, node)
            for alias in node.names:
                one = f"{source}.{alias.name}"
                yield from (name for name in [one if one in known else source] if name in known)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The module that `from … import` names, without leading dots."""
    if not node.level:
        return node.module or ""
    base = module.package.split(".")
    base = base[: len(base) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def graph(modules: Sequence[Module]) -> dict[str, set[str]]:
    """Each module with those it imports."""
    known = {module.imported_as: module for module in modules}
    return {name: set(imports(module, known)) - {name} for name, module in known.items()}


def reachable(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """The modules that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = arrows[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def cycles(modules: Sequence[Module]) -> list[list[str]]:
    """The groups of modules that import each other (strongly connected components of more than one module)."""
    arrows = graph(modules)
    reached = {name: reachable(name, arrows) for name in arrows}
    groups = {
        tuple(sorted({name} | {other for other in reached[name] if name in reached[other]}))
        for name in arrows
        if name in reached[name]
    }
    return [list(group) for group in sorted(groups)]
