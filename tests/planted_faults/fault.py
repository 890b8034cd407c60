"""A fault: a text of the program, what to put in its place, and the tests that must fail then."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, convert


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """`old` occurs once below `app/`; the file is found by it, so that a fault outlives a move.

    The tests are those that prove one of the `promises`, in the folders or files of `tests`.
    """

    name: str
    old: str
    new: str
    promises: list[str]
    tests: list[str]


def read_faults(path: Path) -> list[Fault]:
    """Read a table of faults."""
    return convert(tomllib.loads(path.read_text(encoding="utf-8"))["fault"], list[Fault])


def places(fault: Fault, checkout: Path) -> list[Path]:
    """The files in which the text of the fault is, each as often as it is there."""
    return [
        path
        for path in sorted((checkout / "app").rglob("*.py"))
        for _ in range(path.read_text(encoding="utf-8").count(fault.old))
    ]


def plant(fault: Fault, checkout: Path) -> None:
    """Put the fault into a copy. Raises `LookupError` when its text is not there exactly once."""
    found = places(fault, checkout)
    if len(found) != 1:
        raise LookupError(f"its text occurs {len(found)} times in app/")
    text = found[0].read_text(encoding="utf-8")
    found[0].write_text(text.replace(fault.old, fault.new), encoding="utf-8")


def selected_tests(fault: Fault, checkout: Path) -> list[str]:
    """The node ids of the tests that must fail."""
    return [
        test for place in fault.tests for path in modules(checkout / place) for test in proofs(fault, path, checkout)
    ]


def modules(place: Path) -> list[Path]:
    """The test modules of a folder, or the one of this name."""
    return sorted(place.rglob("test_*.py")) if place.is_dir() else [place]


def proofs(fault: Fault, path: Path, checkout: Path) -> Iterator[str]:
    """Yield the tests of a module that name one of the promises."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and set(fault.promises) & ids_of(node):
            yield f"{path.relative_to(checkout).as_posix()}::{node.name}"


def ids_of(test: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The promises that a test proves, from its `@requirement(…)`."""
    return {
        str(argument.value)
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "requirement"
        for argument in mark.args
        if isinstance(argument, ast.Constant)
    }
