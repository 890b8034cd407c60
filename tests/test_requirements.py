"""The table of promises and the tests, compared both ways by reading the source of the tests."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.requirements import PARTS, REQUIREMENTS, requirement

TESTS = Path(__file__).parent


TESTS_OF_THE_TESTS = {"tests/models/test_fake_model.py", "tests/terminal/test_pty_session.py"}
"""They prove no promise of the product."""


def ids_named_in(tree: ast.AST) -> Iterator[str]:
    """Yield the ids in every `@requirement(...)` and in `pytestmark = requirement(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "requirement":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), f"line {node.lineno}: write the id as it is"
                yield str(argument.value)


def parsed_test_modules() -> dict[str, ast.Module]:
    """Parse all test modules, by their path in the repository."""
    return {
        path.relative_to(TESTS.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in TESTS.rglob("test_*.py")
    }


def proved() -> set[str]:
    """Collect the ids that tests name."""
    return {one for tree in parsed_test_modules().values() for one in ids_named_in(tree)}


def without_a_promise(tree: ast.Module) -> Iterator[str]:
    """Yield the test functions of a module that name no promise."""
    if any(isinstance(node, ast.Assign) and any(ids_named_in(node)) for node in tree.body):
        return  # pytestmark
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        ids = [one for decorator in function.decorator_list for one in ids_named_in(decorator)]
        if function.name.startswith("test_") and not ids:
            yield function.name


@requirement("house.promises-are-tested")
def test_no_promise_without_a_test():
    assert set(REQUIREMENTS) - proved() == set()


@requirement("house.promises-are-tested")
def test_no_test_of_a_promise_that_is_not_in_the_table():
    assert proved() - set(REQUIREMENTS) == set()


@requirement("house.promises-are-tested")
def test_no_test_without_a_promise():
    found = {path: names for path, tree in parsed_test_modules().items() if (names := [*without_a_promise(tree)])}
    assert set(found) == TESTS_OF_THE_TESTS, found


@requirement("house.promises-are-tested")
def test_a_promise_is_in_one_part_only():
    counts = Counter(one for part in PARTS for one in part.REQUIREMENTS)
    assert [one for one, count in counts.items() if count > 1] == []


@requirement("house.promises-are-tested")
def test_a_promise_is_a_sentence_with_a_source():
    for one, promise in REQUIREMENTS.items():
        area, _, name = one.partition(".")
        assert area, one
        assert name, one
        assert promise.sentence.endswith("."), one
        assert re.fullmatch(r"[A-Za-z: -]+", promise.source), f"{one}: a part of the product or of the Assistants API"
