"""The table of habits: what a refusal says, and what is changed then.

A row applies if its pattern is in the refusal, the request has what the row is about, and its change has not been made.
The first row that applies is used. A refusal may also say a value is out of range, which nothing here can mend.
"""

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from app.models.chat.dialect.messages import (
    has_calls,
    has_images,
    has_reasoning,
    has_system,
    lacks_reasoning,
)
from app.models.chat.dialect.opening_tag import INSIDE_REASONING
from app.models.chat.dialect.server_dialect import Dialect

Json = dict[str, object]
Pattern = re.Pattern[str]


class Habit(Struct, frozen=True, kw_only=True):
    """One row. `change`: makes the new dialect of the old one and a value.

    `name`: in the file, so it does not change. `says`: for people. `value`: finds the value in what the pattern found.
    `applies`: whether the request has what the row is about. `statuses`: besides 400 and 422.
    """

    name: str
    says: str
    pattern: Pattern
    change: Callable[[Dialect, str], Dialect]
    applies: Callable[[Json], bool]
    value: str = "yes"
    statuses: frozenset[int] = frozenset()
    fields: bool = False
    """Whether the row is about a field, which must be refused as such."""


REFUSED = frozenset({400, 422})
TEMPLATE_ERRORS = frozenset({500, 501})
"""Servers that run a chat template answer so when it raises an error."""
NO_SUCH_ROUTE = frozenset({404, 415, 500, 501})
"""Routers answer 404 when none of their providers reads images."""

UNSUPPORTED = re.compile(
    r"support|unknown|unrecogni[sz]ed|unexpected|extra|not permitted|not allowed|deprecated|cannot find field"
    r"|only the default|only 1\b|may only be|cannot be (?:used|set|specified)|cannot both|not available|not enabled"
    r"|invalid (?:parameter|field|property|key|request argument)|not (?:a )?valid"
    r"|no longer|removed|invalid argument|does not accept|doesn't accept|instead|unavailable|disabled",
    re.I,
)
"""Words of servers for a field that they do not support."""
OUT_OF_RANGE = re.compile(
    r"\bbetween\b|\brange\b|less than|greater than|too (?:large|small|high|low|many)|at (?:most|least)|exceed"
    r"|[<>≤≥]=?\s*\d",
    re.I,
)
"""Words for a value that is out of range: it is the caller's, and is not left out."""

NOT = r"(?:not|n't|un|never|no)\W?(?:\w+\W+){0,4}?"
SYSTEM = re.compile(
    rf"\bsystem\W+(?:role|messages?|prompts?|instructions?)\W+(?:\w+\W+){{0,3}}?{NOT}(?:support|allow|enabl|accept)"
    r"|(?:support|allow|accept|enabl)\w*\W+(?:\w+\W+){0,6}?['\"`]?(?:system|developer)\b"
    r"|\b(?:system|developer)\b.{0,60}(?:unsupported|not\W+(?:\w+\W+){0,2}(?:support|allow|enabl|accept))"
    r"|unsupported.{0,60}\b(?:system|developer)\b|(?:unknown|invalid|unexpected)\W+(?:\w+\W+){0,3}?(?:system|developer)\b"
    r"|roles must alternate|only\W+user\W+(?:and\W+)?(?:model|assistant)|(?:unsupported|invalid|unknown) role"
    r"|must start with a user|first message must be (?:from )?(?:the )?['\"`]?user",
    re.I | re.S,
)
IMAGES = re.compile(
    rf"(?:image|vision|multi-?modal|picture)\w*\W+(?:\w+\W+){{0,8}}?{NOT}(?:support|allow|accept|enabl|available)"
    r"|(?:support|accept|allow|process|handle|read)\w*\W+(?:\w+\W+){0,6}?['\"`]?(?:image|vision|multi-?modal|picture)"
    r"|image_url|mmproj|text.only|not a (?:vision|multi-?modal)|no (?:vision|image)|content (?:type|must|should)"
    r"|expected (?:a )?string|(?:should|must) be a (?:valid )?string|invalid type: sequence|item type in content",
    re.I,
)
CALL_IDS = re.compile(
    r"(?:tool.?call.?ids?|call.?ids?|tool_calls\W+(?:\w+\W+){0,3}id)\b.{0,160}?"
    r"(?:length|alphanumeric|a-z|\b9\b|pattern|too long|invalid|format|characters)",
    re.I | re.S,
)
REASONING = re.compile(r"reasoning_content|reasoning_details|reasoning_text|\breasoning\b|\bthinking\b")
DEMANDED = re.compile(
    r"(?:missing|require|must (?:be|have|include|contain)|pass(?:ed)? back|should be (?:passed|included)|expected"
    r"|lacks?|without).{0,80}?(?P<value>reasoning_content|reasoning)\b"
    r"|(?P<later>reasoning_content|reasoning)\b.{0,120}?"
    r"(?:missing|require|must be|passed back|should be|expected|not provided)",
    re.I | re.S,
)


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


def optional_field(field: str) -> Habit:
    """Make the row of a field that may be left out."""
    return Habit(
        name=f"without {field}",
        says=f"{field} is not sent",
        pattern=re.compile(rf"\b{field.replace('_', '[_ -]')}\b", re.I),
        change=leave_out(field),
        applies=contains(field),
        fields=True,
    )


def budget(name: str, other: str) -> Habit:
    """Make the row of a name for the completion budget."""
    return Habit(
        name="budget",
        says=f"the budget is sent as {other}",
        pattern=re.compile(rf"\b{name}\b"),
        change=set_budget,
        applies=contains(name),
        value=other,
        fields=True,
    )


def set_budget(dialect: Dialect, value: str) -> Dialect:
    """Use this name for the budget."""
    return replace(dialect, budget=value)


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


def without_reasoning(dialect: Dialect, _: str) -> Dialect:
    """Send no reasoning back."""
    return replace(dialect, reasoning=False, demanded="")


def with_reasoning(dialect: Dialect, value: str) -> Dialect:
    """Send reasoning back with each call, under this name."""
    return replace(dialect, reasoning=True, demanded=value)


HABITS = (
    Habit(
        name="usage",
        says="the usage is not asked for",
        pattern=re.compile(r"stream_options|include_usage"),
        change=without_usage,
        applies=contains("stream_options"),
    ),
    Habit(
        name="call ids",
        says="ids of calls are sent as nine letters and digits",
        pattern=CALL_IDS,
        change=with_short_ids,
        applies=has_calls,
        statuses=TEMPLATE_ERRORS,
    ),
    Habit(
        name="reasoning demanded",
        says="reasoning goes back with each call",
        pattern=DEMANDED,
        change=with_reasoning,
        applies=lacks_reasoning,
        value="",
    ),
    Habit(
        name="without reasoning",
        says="reasoning does not go back",
        pattern=REASONING,
        change=without_reasoning,
        applies=has_reasoning,
        fields=True,
    ),
    *(optional_field(field) for field in ("parallel_tool_calls", "reasoning_effort", "top_p", "temperature")),
    budget("max_tokens", "max_completion_tokens"),
    budget("max_completion_tokens", "max_tokens"),
    Habit(
        name="without images",
        says="images are replaced by a note",
        pattern=IMAGES,
        change=without_images,
        applies=has_images,
        statuses=NO_SUCH_ROUTE,
    ),
    Habit(
        name="without system role",
        says="instructions are sent in the first user message",
        pattern=SYSTEM,
        change=without_system,
        applies=has_system,
        statuses=TEMPLATE_ERRORS,
    ),
)


class Lesson(Struct, frozen=True):
    """What a refusal teaches: the habit with its value, and the new dialect."""

    habit: Habit
    value: str
    dialect: Dialect


def lesson_of(dialect: Dialect, status: int, refusal: str, body: Json) -> Lesson | None:
    """Return what a refusal of this request teaches; `None` when it names nothing that can be changed."""
    for habit in HABITS:
        found = habit.pattern.search(refusal)
        if found is None or status not in REFUSED | habit.statuses or not habit.applies(body):
            continue
        if habit.fields and (OUT_OF_RANGE.search(refusal) or not UNSUPPORTED.search(refusal)):
            continue
        value = habit.value or found["value"] or found["later"]
        changed = habit.change(dialect, value)
        if changed != dialect:
            return Lesson(habit, value, changed)
    return None


def apply_habit(dialect: Dialect, name: str, value: str) -> Dialect:
    """Return the dialect with a habit from the file; unchanged for one that this version does not know."""
    for habit in HABITS:
        if habit.name == name and habit.value in ("", value):
            return habit.change(dialect, value)
    return dialect


def says(name: str, value: str) -> str:
    """Say a habit from the file for people."""
    if name == INSIDE_REASONING:
        return "its answers begin inside the reasoning"
    return next((habit.says for habit in HABITS if habit.name == name and habit.value in ("", value)), name)
