"""The table of adaptations: what a refusal says, and what is changed then.

A row applies if its pattern is in the refusal, the request has what the row is about, and its change has not been made.
The first row that applies is used. A refusal of a value teaches nothing: see `refusals`.
"""

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from app.models.chat.dialect.functions import STRICT, has_strict, lacks_schemas
from app.models.chat.dialect.messages import (
    has_calls,
    has_images,
    has_no_text,
    has_null,
    has_reasoning,
    has_system,
    lacks_reasoning,
)
from app.models.chat.dialect.opening_tag import INSIDE_REASONING
from app.models.chat.dialect.refusals import (
    BOTH_BUDGETS,
    CALL_IDS,
    CALL_MISSING,
    CONTENT_AS_TEXT,
    DEMANDED,
    FIELD_VALUE,
    IMAGE_VALUE,
    IMAGES,
    MISSING_SCHEMA,
    NO_NULL,
    NOT_EMPTY,
    ONE_BUDGET,
    REASONING,
    REASONING_VALUE,
    SYSTEM,
    SYSTEM_VALUE,
    UNSUPPORTED,
    Pattern,
    Refusal,
)
from app.models.chat.dialect.server_dialect import Dialect, NoText
from app.models.dialect_memory import WINDOW

Json = dict[str, object]


class Adaptation(Struct, frozen=True, kw_only=True):
    """One row. `change`: makes the new dialect of the old one and a value.

    `name`: in the file, so it does not change. `description`: for people. `value`: found by the pattern if it is
    empty. `applies`: whether the request has what the row is about. `statuses`: besides 400 and 422. `needs`: must be
    there as well. `vetoed_by`: says that only a value was refused. `reads_body`: the pattern may be in the rest of the
    body too.
    """

    name: str
    description: str
    pattern: Pattern
    change: Callable[[Dialect, str], Dialect]
    applies: Callable[[Json], bool]
    value: str = "yes"
    statuses: frozenset[int] = frozenset()
    needs: Pattern | None = None
    vetoed_by: Pattern | None = None
    reads_body: bool = True


REFUSED = frozenset({400, 422})
SERVER_ERRORS = frozenset({500, 501})
"""Servers whose own code raises an error at a field that it does not know answer so."""
TEMPLATE_ERRORS = frozenset({404, 500, 501, 502, 503})
"""Servers that run a chat template answer so when it raises an error; mlx-lm says 404 then."""
NO_SUCH_ROUTE = frozenset({404, 415, 500, 501})
"""Routers answer 404 when none of their providers reads images."""


def leave_out(field: str) -> Callable[[Dialect, str], Dialect]:
    """Make the change that leaves a field out."""

    def change(dialect: Dialect, _: str) -> Dialect:
        return replace(dialect, without=dialect.without | {field})

    return change


def contains(field: str) -> Callable[[Json], bool]:
    """Make the check whether the request has a field."""

    def check(body: Json) -> bool:
        return field in body

    return check


def optional_field(field: str, *others: str) -> Adaptation:
    """Make the row of a field that may be left out. `others`: patterns of other words for it."""
    names = "|".join((rf"\b{field.replace('_', '[_ -]?')}\b", *others))
    return Adaptation(
        name=f"without {field}",
        description=f"{field} is not sent",
        pattern=re.compile(names, re.I | re.A),
        change=leave_out(field),
        applies=contains(field),
        statuses=SERVER_ERRORS,
        needs=UNSUPPORTED,
        vetoed_by=FIELD_VALUE,
    )


def budget(name: str, other: str) -> Adaptation:
    """Make the row of a name for the completion budget."""
    return Adaptation(
        name="budget",
        description=f"the budget is sent as {other}",
        pattern=re.compile(rf"\b{name}\b", re.A),
        change=set_budget,
        applies=contains(name),
        value=other,
        statuses=SERVER_ERRORS,
        needs=UNSUPPORTED,
        vetoed_by=FIELD_VALUE,
    )


def no_text(
    value: NoText, description: str, pattern: Pattern, applies: Callable[[Json], bool], *, reads_body: bool = False
) -> Adaptation:
    """Make the row of what stands in a message without text. A body has null in other places than a content."""

    def change(dialect: Dialect, _: str) -> Dialect:
        return replace(dialect, no_text=value)

    return Adaptation(
        name="no text",
        description=description,
        pattern=pattern,
        change=change,
        applies=applies,
        value=value,
        statuses=TEMPLATE_ERRORS,
        reads_body=reads_body,
    )


def set_budget(dialect: Dialect, value: str) -> Dialect:
    """Use this name for the budget."""
    return replace(dialect, budget=value)


def without_budget(dialect: Dialect, _: str) -> Dialect:
    """Send the budget under no name."""
    return replace(dialect, without=dialect.without | {"max_tokens", "max_completion_tokens"})


def has_budget(body: Json) -> bool:
    """Whether the request has a budget."""
    return "max_tokens" in body or "max_completion_tokens" in body


def without_usage(dialect: Dialect, _: str) -> Dialect:
    """Do not ask for the usage."""
    return replace(dialect, usage=False)


def without_system(dialect: Dialect, _: str) -> Dialect:
    """Send the instructions in the first user message."""
    return replace(dialect, system=False)


def without_images(dialect: Dialect, _: str) -> Dialect:
    """Send a note in place of each image."""
    return replace(dialect, images=False)


def with_short_ids(dialect: Dialect, _: str) -> Dialect:
    """Send ids of nine characters."""
    return replace(dialect, short_ids=True)


def with_schemas(dialect: Dialect, _: str) -> Dialect:
    """Send an empty schema for a function without parameters."""
    return replace(dialect, schemas=True)


def without_reasoning(dialect: Dialect, _: str) -> Dialect:
    """Send no reasoning back."""
    return replace(dialect, reasoning=False, required_reasoning_field="")


def with_reasoning(dialect: Dialect, value: str) -> Dialect:
    """Send reasoning back with each call, under this name."""
    return replace(dialect, reasoning=True, required_reasoning_field=value)


ADAPTATIONS = (
    Adaptation(
        name="usage",
        description="the usage is not asked for",
        pattern=re.compile(r"stream[_ -]?options|include_usage", re.I),
        change=without_usage,
        applies=contains("stream_options"),
        statuses=SERVER_ERRORS,
        needs=UNSUPPORTED,
    ),
    Adaptation(
        name="call ids",
        description="ids of calls are sent as nine letters and digits",
        pattern=CALL_IDS,
        change=with_short_ids,
        applies=has_calls,
        statuses=TEMPLATE_ERRORS,
        vetoed_by=CALL_MISSING,
    ),
    Adaptation(
        name="reasoning demanded",
        description="reasoning goes back with each call",
        pattern=DEMANDED,
        change=with_reasoning,
        applies=lacks_reasoning,
        vetoed_by=REASONING_VALUE,
        value="",
    ),
    Adaptation(
        name="without reasoning",
        description="reasoning does not go back",
        pattern=REASONING,
        change=without_reasoning,
        applies=has_reasoning,
        needs=UNSUPPORTED,
        vetoed_by=FIELD_VALUE,
    ),
    optional_field("parallel_tool_calls"),
    optional_field("reasoning_effort", r"\bsupport thinking\b", r"\bthinking is not\b"),
    optional_field("top_p"),
    optional_field("temperature"),
    Adaptation(
        name="without strict",
        description="functions are sent without strict",
        pattern=re.compile(r"\bstrict\b"),
        change=leave_out(STRICT),
        applies=has_strict,
        statuses=SERVER_ERRORS,
        needs=UNSUPPORTED,
        vetoed_by=FIELD_VALUE,
    ),
    Adaptation(
        name="schemas",
        description="each function is sent with a schema of its parameters",
        pattern=MISSING_SCHEMA,
        change=with_schemas,
        applies=lacks_schemas,
        statuses=SERVER_ERRORS,
    ),
    Adaptation(
        name="without budget",
        description="no budget is sent",
        pattern=BOTH_BUDGETS,
        change=without_budget,
        applies=has_budget,
        statuses=SERVER_ERRORS,
        needs=UNSUPPORTED,
        vetoed_by=ONE_BUDGET,
    ),
    budget("max_tokens", "max_completion_tokens"),
    budget("max_completion_tokens", "max_tokens"),
    Adaptation(
        name="without images",
        description="images are replaced by a note",
        pattern=IMAGES,
        change=without_images,
        applies=has_images,
        statuses=NO_SUCH_ROUTE,
        vetoed_by=IMAGE_VALUE,
        reads_body=False,
    ),
    Adaptation(
        name="without images",
        description="images are replaced by a note",
        pattern=CONTENT_AS_TEXT,
        change=without_images,
        applies=has_images,
        statuses=SERVER_ERRORS,
    ),
    no_text("words", "a message of calls alone, or an empty output, says so in words", NOT_EMPTY, has_no_text),
    no_text("empty", "a message of calls alone has an empty text", NO_NULL, has_null),
    no_text("empty", "a message of calls alone has an empty text", CONTENT_AS_TEXT, has_null, reads_body=True),
    Adaptation(
        name="without system role",
        description="instructions are sent in the first user message",
        pattern=SYSTEM,
        change=without_system,
        applies=has_system,
        statuses=TEMPLATE_ERRORS,
        vetoed_by=SYSTEM_VALUE,
        reads_body=False,
    ),
)


class Lesson(Struct, frozen=True):
    """What a refusal teaches: the adaptation with its value, and the new dialect."""

    adaptation: Adaptation
    value: str
    dialect: Dialect


def lesson_of(dialect: Dialect, refusal: Refusal, body: Json) -> Lesson | None:
    """Return what a refusal of this request teaches; `None` when it names nothing that can be changed."""
    for adaptation in ADAPTATIONS:
        found = said_by(refusal, adaptation)
        if found is None or not adaptation.applies(body):
            continue
        value = adaptation.value or found["value"] or found["later"]
        changed = adaptation.change(dialect, value)
        if changed != dialect:
            return Lesson(adaptation, value, changed)
    return None


def said_by(refusal: Refusal, adaptation: Adaptation) -> re.Match[str] | None:
    """Return where a refusal says what the row is about, if it does."""
    if refusal.status not in REFUSED | adaptation.statuses:
        return None
    if adaptation.needs is not None and not adaptation.needs.search(refusal.text):
        return None
    if adaptation.vetoed_by is not None and adaptation.vetoed_by.search(refusal.sentence):
        return None
    return adaptation.pattern.search(refusal.text if adaptation.reads_body else refusal.sentence)


def apply_adaptation(dialect: Dialect, name: str, value: str) -> Dialect:
    """Return the dialect with an adaptation from the file; unchanged for one that this version does not know."""
    found = find(name, value)
    return found.change(dialect, value) if found else dialect


def description_of(name: str, value: str) -> str:
    """Return the description of an adaptation from the file."""
    if name == INSIDE_REASONING:
        return "its answers begin inside the reasoning"
    if name == WINDOW:
        return f"its context has {value} tokens"
    found = find(name, value)
    return found.description if found else name


def find(name: str, value: str) -> Adaptation | None:
    """Return the row of an adaptation from the file."""
    return next((one for one in ADAPTATIONS if one.name == name and one.value in ("", value)), None)
