"""The committed figure is that of this program, and it falls when the program does not keep the description."""

import asyncio
import zlib

import msgspec
import pytest

from tests.conformance import report
from tests.conformance.description.amendments import amended_description
from tests.conformance.description.items import Item, list_items
from tests.conformance.measuring.bodies import Results
from tests.conformance.measuring.caller import Answer, Caller, Pairs, as_objects
from tests.conformance.measuring.measure import measure
from tests.requirements import requirement

REQUESTS = ("request", "request value", "path", "query", "query value")
EACH = 12
"""Of the requests, which are most of the work, every twelfth is probed here; `python -m tests.conformance` has all."""


def is_in_sample(item: Item) -> bool:
    """Whether the suite measures an item."""
    return item.kind not in REQUESTS or zlib.crc32(str(item).encode()) % EACH == 0


@pytest.fixture(scope="module")
def committed() -> report.Result:
    """The figure in the repository."""
    return msgspec.json.decode(report.RESULT.read_bytes(), type=report.Result)


@requirement("conformance.figure")
async def test_the_committed_figure_is_that_of_this_program(committed: report.Result) -> None:
    found = await measure(is_in_sample)
    assert len([item for item in found if item.kind in REQUESTS]) > 40
    gaps = {name for names in committed.gaps.values() for name in names}
    assert {str(item) for item, why in found.items() if why} == {str(item) for item in found if str(item) in gaps}


@requirement("conformance.figure")
def test_the_badge_and_the_sums_are_those_of_the_items(committed: report.Result) -> None:
    why_of = {name: why for why, names in committed.gaps.items() for name in names}
    results: Results = {item: why_of.get(str(item), "") for item in list_items(amended_description())}
    assert report.summarize(results) == committed
    assert report.BADGE.read_text(encoding="utf-8") == report.badge(committed)
    assert committed.total.passed_of_served == committed.total.served
    assert committed.total.passed < committed.total.whole


class LeavesOut(Caller):
    """A caller of a server whose answers and events lack `usage`, that takes everything, and forgets names.

    Of files it forgets when they expire, and their last byte.
    """

    def received(self, answer: Answer) -> Answer:
        """Return the answer of such a server."""
        if answer.error.get("code") == "decimal_above_max_value":
            return Answer(200, {"id": "asst_accepted"})
        if isinstance(answer.body, str):
            return Answer(answer.status, answer.body[:-1])
        return Answer(answer.status, without_usage(answer.pairs) if answer.pairs else answer.body)


def without_usage(pairs: Pairs) -> Pairs:
    """Return an object as a server would send it that does not know `usage` and `name`."""
    changed = {key: value for key, value in pairs.items() if key != "usage"}
    if changed.get("object") == "assistant":
        changed["name"] = None
    if changed.get("object") == "file":
        changed["expires_at"] = None
    if "data" in changed:
        changed["data"] = [without_usage(one) for one in as_objects(changed["data"])]
    return changed


@requirement("conformance.figure")
async def test_what_a_server_does_not_keep_is_a_gap() -> None:
    def is_wanted(item: Item) -> bool:
        named = (item.owner, item.name)
        return item.kind not in REQUESTS or named in {
            ("createAssistant", "name"),
            ("createAssistant", "temperature"),
            ("createAssistant", "top_p"),
            ("createAssistant", "description"),
            ("createFile", "file"),
            ("createFile", "purpose=vision"),
            ("createFile", "expires_after.seconds"),
        }

    async with asyncio.timeout(120):
        gaps = {str(item): why for item, why in (await measure(is_wanted, LeavesOut)).items()}
    assert gaps["createAssistant request name"] == "the effect of 'Probe' is not seen"
    assert gaps["createAssistant request temperature"] == "'3.0' is accepted"
    assert gaps["createAssistant request top_p"] == "'2.0' is accepted"
    assert gaps["createAssistant request description"] == ""
    assert gaps["createFile request file"].endswith("is not seen")
    assert gaps["createFile request expires_after.seconds"] == "the effect of '3601' is not seen"
    assert gaps["createFile request value purpose=vision"] == ""
    assert gaps["getRun answer usage"] == "RunObject usage: is missing"
    assert gaps["stream event thread.run.completed"] == "RunObject usage: is missing"
    assert gaps["RunObject property usage"] == "RunObject usage: is missing"
    assert gaps["getRun operation"] == "RunObject usage: is missing"
    assert gaps["stream event thread.message.completed"] == ""
