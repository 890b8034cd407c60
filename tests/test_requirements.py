"""The table of promises and the tests, compared both ways by reading the source of the tests."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.requirements import PARTS, REQUIREMENTS, requirement

TESTS = Path(__file__).parent


def marked(tree: ast.Module) -> Iterator[str]:
    """The ids in every `@requirement(...)`, and in `pytestmark = requirement(...)`, of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "requirement":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), f"line {node.lineno}: write the id as it is"
                yield str(argument.value)


def proved() -> set[str]:
    return {one for path in TESTS.rglob("test_*.py") for one in marked(ast.parse(path.read_text(encoding="utf-8")))}


@requirement("house.promises-are-tested")
def test_no_promise_without_a_test():
    assert set(REQUIREMENTS) - proved() == set()


@requirement("house.promises-are-tested")
def test_no_test_of_a_promise_that_is_not_in_the_table():
    assert proved() - set(REQUIREMENTS) == set()


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
