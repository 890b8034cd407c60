"""How a planted fault is put into a copy, and which tests have to notice it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.planted_faults.__main__ import TABLE
from tests.planted_faults.fault import Fault, places, plant, read_faults, selected_tests
from tests.requirements import requirement

FAULT = Fault(name="one", old="return 1", new="return 2", promises=["sums.one"], tests=["tests/sums"])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one module and one test module."""
    files = {
        "app/one.py": "def one():\n    return 1\n",
        "app/two.py": "def two():\n    return one() + one()\n",
        "tests/sums/test_sums.py": (
            '@requirement("sums.two", "sums.one")\ndef test_one(): ...\n\n'
            '@requirement("sums.two")\nasync def test_two(): ...\n'
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@requirement("house.planted-faults")
def test_a_fault_is_put_where_its_text_is(checkout: Path):
    plant(FAULT, checkout)
    assert (checkout / "app/one.py").read_text() == "def one():\n    return 2\n"


@pytest.mark.parametrize("text", ["return 3", "one()"])
@requirement("house.planted-faults")
def test_a_text_that_is_not_there_once_is_refused(text: str, checkout: Path):
    with pytest.raises(LookupError, match=r"occurs \d times"):
        plant(replace(FAULT, old=text), checkout)


@requirement("house.planted-faults")
def test_the_tests_of_a_fault_are_those_of_its_promises(checkout: Path):
    assert selected_tests(FAULT, checkout) == ["tests/sums/test_sums.py::test_one"]


@requirement("house.planted-faults")
def test_the_table_can_be_read():
    assert len(read_faults(TABLE)) >= 20


@requirement("house.planted-faults")
def test_the_text_of_each_fault_of_the_table_is_in_the_program_once():
    checkout = TABLE.parents[2]
    counts = {fault.name: len(places(fault, checkout)) for fault in read_faults(TABLE)}
    assert {name: count for name, count in counts.items() if count != 1} == {}
