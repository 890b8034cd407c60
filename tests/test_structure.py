"""What `tests.structure` counts, on a small package and on the product."""

from pathlib import Path

import pytest

from tests.import_graph import cycles
from tests.requirements import requirement
from tests.structure import (
    APP,
    conditionals_per_1000_lines,
    constructor_callbacks,
    entries,
    long_classes,
    read,
)

MAX_LONG_CLASSES = 0
MAX_CALLBACKS = 3
MAX_CONDITIONALS = 8.0
"""Per 1,000 lines."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a cycle over an import in a function and one for types only."""
    files = {
        "small/__init__.py": "",
        "small/first.py": "def run():\n    from small.inner import second\n    return second\n",
        "small/inner/__init__.py": "",
        "small/inner/second.py": (
            "from collections.abc import Callable\n"
            "from typing import TYPE_CHECKING\n\n"
            "if TYPE_CHECKING:\n    from ..first import run\n\n"
            "Done = Callable[[], None]\n\n"
            "class Runner:\n"
            '    def __init__(self, done: Done, each: "Callable[[], int] | None", table: dict[str, Done]): ...\n'
        ),
        "small/third.py": "import small.first\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    return tmp_path / "small"


@requirement("house.no-cycles")
def test_a_cycle_over_lazy_and_type_checking_imports_is_found(package: Path):
    assert cycles(read(package)) == [["small.first", "small.inner.second"]]


@requirement("house.no-cycles")
def test_the_product_has_no_import_cycle():
    assert cycles(read(APP)) == []


@requirement("house.few-entries")
def test_entries_are_counted_without_the_init_of_the_package(package: Path):
    assert entries(read(package)) == {"small": 3, "small.inner": 1}


@requirement("house.figures")
def test_parameters_that_are_functions_are_found_under_every_name_of_the_type(package: Path):
    assert [str(one) for one in constructor_callbacks(read(package))] == ["Runner(done)", "Runner(each)"]


@requirement("house.figures")
def test_the_product_keeps_its_limits():
    modules = read(APP)
    assert len(long_classes(modules)) <= MAX_LONG_CLASSES, long_classes(modules)
    assert len(constructor_callbacks(modules)) <= MAX_CALLBACKS, constructor_callbacks(modules)
    assert conditionals_per_1000_lines(modules) <= MAX_CONDITIONALS
