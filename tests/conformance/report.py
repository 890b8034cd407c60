"""The figure: shares by part, the list of gaps, and the badge that README shows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.conformance.description.amendments import AMENDMENTS
from tests.conformance.description.items import Item, why_unserved

RESULT = Path(__file__).with_name("result.json")
BADGE = Path(__file__).with_name("badge.svg")
CHAR_PX = 6.6
"""Mean width of a character of the badge, whose font has 11 px."""


class Share(Struct, frozen=True):
    """How many items of a part are there: of those that this server serves, and of the whole description."""

    passed: int
    served: int
    passed_of_served: int
    whole: int


class Result(Struct, frozen=True):
    """The published figure. `gaps`: why → the items."""

    total: Share
    parts: dict[str, Share]
    gaps: dict[str, list[str]]
    amendments: list[str]


def summarize(results: Mapping[Item, str]) -> Result:
    """Count the items by part, and sort the gaps by reason."""
    parts = dict.fromkeys(item.part for item in results)
    gaps: dict[str, list[str]] = {}
    for item, why in results.items():
        if why:
            gaps.setdefault(why, []).append(str(item))
    return Result(
        total=share(results),
        parts={part: share({item: why for item, why in results.items() if item.part == part}) for part in parts},
        gaps=gaps,
        amendments=[f"{what} ({why})" for what, why in AMENDMENTS],
    )


def share(results: Mapping[Item, str]) -> Share:
    """Count some items. An unserved one that is there nevertheless counts in the whole alone."""
    served = [why for item, why in results.items() if not why_unserved(item)]
    passed = sum(not why for why in results.values())
    return Share(passed, len(served), sum(not why for why in served), len(results))


def percent(part: int, whole: int) -> str:
    """Write a share, rounded down: 100 % means all."""
    if not whole:
        return "–"
    return f"{100 * part // whole} %"


def lines(result: Result) -> Iterator[str]:
    """Yield the lines that are printed: shares, gaps and amendments."""
    yield f"{'part':<16}{'of what is served':>24}{'of the whole description':>30}"
    for part, one in {**result.parts, "all": result.total}.items():
        served = f"{one.passed_of_served} of {one.served} {percent(one.passed_of_served, one.served):>6}"
        whole = f"{one.passed} of {one.whole} {percent(one.passed, one.whole):>6}"
        yield f"{part:<16}{served:>24}{whole:>30}"
    for why, items in result.gaps.items():
        yield f"\nGaps: {why} ({len(items)})"
        yield from (f"  {item}" for item in items)
    yield "\nThe description is amended where the service did otherwise:"
    yield from (f"  {one}" for one in result.amendments)


def as_json(result: Result) -> bytes:
    """Write the result for programs."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def badge(result: Result) -> str:
    """Draw the badge."""
    one = result.total
    texts = (
        "Assistants API v2",
        f"{percent(one.passed_of_served, one.served)} of what is served, "
        f"{percent(one.passed, one.whole)} of the whole description",
    )
    return "\n".join(_drawn(texts)) + "\n"


def _drawn(texts: Sequence[str]) -> Iterator[str]:
    label_px, value_px = (round(len(text) * CHAR_PX) + 12 for text in texts)
    whole_px = label_px + value_px
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole_px}" height="20" role="img">'
    yield f"<title>{': '.join(texts)}</title>"
    yield f'<rect width="{label_px}" height="20" fill="#444"/>'
    yield f'<rect x="{label_px}" width="{value_px}" height="20" fill="#1a6b3c"/>'
    yield '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
    yield f'<text x="{label_px / 2}" y="14">{texts[0]}</text>'
    yield f'<text x="{label_px + value_px / 2}" y="14">{texts[1]}</text>'
    yield "</g></svg>"
