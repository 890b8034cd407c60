"""`python -m tests.structure [FOLDER]`: figures of the layout of `app/`, or of the package in another folder.

FOLDER is a package, or a checkout that has `app/` in it, such as an earlier commit to compare with.
The figures come from the syntax trees alone: nothing is imported. Exit code 1 when there is an import cycle.
"""

import argparse
import ast
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.import_graph import Module, cycles

APP = Path(__file__).parents[1] / "app"

MAX_ENTRIES = 12
"""Entries of a package beside its `__init__`."""
MAX_CLASS_LINES = 200

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Callback(NamedTuple):
    """A function that a class is given: where, and the name of the parameter or field."""

    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner}({self.name})"


def read(folder: Path) -> list[Module]:
    """The modules of a package, in the order of their paths."""
    package = folder.resolve()
    if not (package / "__init__.py").is_file():
        package /= "app"
    modules: list[Module] = []
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        modules.append(Module(name, path, len(text.splitlines()), ast.parse(text)))
    return modules


def entries(modules: Sequence[Module]) -> dict[str, int]:
    """The number of modules and packages directly in each package, beside its `__init__`."""
    counts = {module.package: 0 for module in modules if module.is_package}
    for module in modules:
        parent = module.package.rpartition(".")[0] if module.is_package else module.package
        if parent in counts:
            counts[parent] += 1
    return counts


def nodes(modules: Sequence[Module]) -> Iterator[ast.AST]:
    """Every node of every module."""
    for module in modules:
        yield from ast.walk(module.tree)


def length(node: Function | ast.ClassDef) -> int:
    """Lines from `def` or `class` to the last one, without decorators."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def function_lengths(modules: Sequence[Module]) -> list[tuple[int, str]]:
    """The length and name of every function, the shortest first."""
    return sorted((length(node), node.name) for node in nodes(modules) if isinstance(node, Function))


def long_classes(modules: Sequence[Module]) -> dict[str, int]:
    """The classes above `MAX_CLASS_LINES`, the longest first."""
    classes = [(length(node), node.name) for node in nodes(modules) if isinstance(node, ast.ClassDef)]
    return {name: lines for lines, name in sorted(classes, reverse=True) if lines > MAX_CLASS_LINES}


def count(modules: Sequence[Module], kind: type[ast.AST]) -> int:
    """The number of nodes of a kind."""
    return sum(isinstance(node, kind) for node in nodes(modules))


def conditionals_per_1000_lines(modules: Sequence[Module]) -> float:
    """The density of `a if b else c`."""
    return 1000 * count(modules, ast.IfExp) / sum(one.lines for one in modules)


def names_in(annotation: ast.expr) -> set[str]:
    """The names of a type, of each part of a union, and of a quoted one; not those inside `[…]`."""
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.Subscript(value=value):
            return names_in(value)
        case ast.BinOp(left=left, right=right):
            return names_in(left) | names_in(right)
        case ast.Constant(value=str(text)):
            return names_in(ast.parse(text, mode="eval").body)
        case _:
            return set()


def is_function_protocol(node: ast.ClassDef) -> bool:
    """Whether a class is a Protocol with `__call__` alone."""
    methods = [one.name for one in node.body if isinstance(one, Function)]
    return methods == ["__call__"] and any("Protocol" in names_in(base) for base in node.bases)


def function_types(modules: Sequence[Module]) -> set[str]:
    """`Callable`, and the names that the modules give to types of functions."""
    known = {"Callable"}
    for module in modules:
        for node in module.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(value, ast.Subscript):
                    if names_in(value.value) & known:
                        known.add(name)
                case ast.ClassDef(name=name) if is_function_protocol(node):
                    known.add(name)
                case _:
                    pass
    return known


def constructor_callbacks(modules: Sequence[Module]) -> list[Callback]:
    """The parameters of every `__init__` that are functions; a table of functions is none."""
    types = function_types(modules)
    found: list[Callback] = []
    for owner in (node for node in nodes(modules) if isinstance(node, ast.ClassDef)):
        for method in owner.body:
            if isinstance(method, Function) and method.name == "__init__":
                parameters = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
                found += [
                    Callback(owner.name, one.arg)
                    for one in parameters
                    if one.annotation is not None and names_in(one.annotation) & types
                ]
    return found


def field_callbacks(modules: Sequence[Module]) -> list[Callback]:
    """The annotated fields of classes that are functions: dataclasses and NamedTuples take them when made."""
    types = function_types(modules)
    return [
        Callback(owner.name, ast.unparse(one.target))
        for owner in nodes(modules)
        if isinstance(owner, ast.ClassDef)
        for one in owner.body
        if isinstance(one, ast.AnnAssign) and one.value is None and names_in(one.annotation) & types
    ]


def p95(values: Sequence[int]) -> int:
    """The value that 95 of 100 do not exceed."""
    return values[int(0.95 * len(values))]


def per_package(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    """A row per package: its entries, files and lines, its subpackages included in the last two."""
    for package, number in entries(modules).items():
        inside = [one for one in modules if one.package == package or one.package.startswith(package + ".")]
        lines = sum(one.lines for one in inside)
        wide = f"   more than {MAX_ENTRIES}" if number > MAX_ENTRIES else ""
        yield package, f"{number:>3} entries  {len(inside):>4} files  {lines:>6} lines{wide}"


def summary(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    """The rows about the whole."""
    lines = sum(one.lines for one in modules)
    largest = max(modules, key=lambda one: one.lines)
    functions = function_lengths(modules)
    lengths = [one for one, _ in functions]
    longest, name = functions[-1]
    callbacks = constructor_callbacks(modules)
    fields = field_callbacks(modules)
    found = cycles(modules)
    yield "files, lines", f"{len(modules)}, {lines}"
    median = statistics.median(one.lines for one in modules)
    yield "file: median, largest", f"{median:g}, {largest.lines} {largest.name}"
    yield (
        "function: median, p95, max lines",
        f"{statistics.median(lengths):g}, {p95(lengths)}, {longest} {name} (of {len(lengths)})",
    )
    yield (
        f"classes over {MAX_CLASS_LINES} lines",
        listed([f"{name} {lines}" for name, lines in long_classes(modules).items()]),
    )
    yield "conditional expressions per 1,000 lines", f"{conditionals_per_1000_lines(modules):.1f}"
    yield "lambdas", str(count(modules, ast.Lambda))
    yield "callbacks as constructor parameters", listed([str(one) for one in callbacks])
    yield "callbacks as fields", listed([str(one) for one in fields])
    yield "import cycles, lazy and TYPE_CHECKING too", listed([" + ".join(one) for one in found])


def listed(items: Sequence[str]) -> str:
    """The number of the items, and the items."""
    return f"{len(items)}: {', '.join(items)}" if items else "0"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.structure", description="Figures of the layout of app/.")
    parser.add_argument("folder", nargs="?", type=Path, default=APP, metavar="FOLDER", help="a package or a checkout")
    modules = read(parser.parse_args().folder)
    rows = [*per_package(modules), ("", ""), *summary(modules)]
    width = max(len(what) for what, _ in rows)
    for what, figure in rows:
        print(f"{what:{width}}  {figure}".rstrip())
    return 1 if cycles(modules) else 0


if __name__ == "__main__":
    sys.exit(main())
