"""What the screen of tokens and cost says: the conversation, the month, the days of the month, and each model."""

import time
from collections.abc import Iterator, Sequence

from app.api.conversation.cost_words import (
    WHY_UNKNOWN,
    Total,
    add_up,
    count_calls,
    describe_tokens,
    describe_total,
    name_calls,
)
from app.api.conversation.month_days import Month
from app.api.operations.usage_sums import UsageRow
from app.tui.screens.runs.report import Paragraph
from app.tui.screens.usage.day_chart import draw_chart
from app.tui.text.one_line import one_line

NOTHING = "No model has answered."
DELETED = "What was deleted is not counted."


def describe_usage(
    thread: Sequence[UsageRow] | None, month: Month, rows: Sequence[UsageRow], width: int
) -> list[Paragraph]:
    """Return the page. `thread`: the rows of the open conversation, None if it is a new one. `width`: of the page."""
    page: list[Paragraph] = []
    if thread is not None:
        page += [Paragraph("This conversation", "heading"), *_sum(add_up(thread)), *_by_model(thread), Paragraph("")]
    total = add_up(rows)
    page += [Paragraph(name_month(month), "heading"), *_sum(total), *_by_model(rows)]
    chart = draw_chart(_tokens_of_days(month, rows), width)
    if chart:
        page += [Paragraph(""), Paragraph("Tokens of each day", "heading"), *map(Paragraph, chart)]
    reasons = sorted({*total.reasons, *add_up(thread or ()).reasons})
    page += [Paragraph(""), *(Paragraph(WHY_UNKNOWN[one], "dim") for one in reasons if one in WHY_UNKNOWN)]
    return [*page, Paragraph(DELETED, "dim")]


def name_month(month: Month) -> str:
    """Return the month with its name."""
    return time.strftime("%B %Y", (month.year, month.number, 1, 0, 0, 0, 0, 1, -1))


def _sum(total: Total) -> Iterator[Paragraph]:
    if not total.calls:
        yield Paragraph(NOTHING, "dim")
        return
    yield Paragraph(describe_tokens(total), name="Tokens")
    yield Paragraph(describe_total(total), name="Cost")
    yield Paragraph(f"{total.calls:,}", name="Model calls")


def _by_model(rows: Sequence[UsageRow]) -> Iterator[Paragraph]:
    """Yield what each model used, the one with most tokens first; of one alone its name, the sum says the rest."""
    models: dict[str, list[UsageRow]] = {}
    for row in rows:
        models.setdefault(one_line(name_calls(row)), []).append(row)
    totals = sorted(((add_up(own), name) for name, own in models.items()), key=lambda one: -one[0].tokens)
    if len(totals) == 1:
        yield Paragraph(totals[0][1], name="Model")
        return
    for total, name in totals:
        yield Paragraph(name, "name")
        tokens = f"{total.tokens:,} tokens"
        if total.unreported_calls:
            tokens = f"tokens {describe_tokens(total)}"
        words = (count_calls(total.calls), tokens, describe_total(total))
        yield Paragraph(" · ".join(words), indent=2)


def _tokens_of_days(month: Month, rows: Sequence[UsageRow]) -> list[int]:
    starts = month.days()[:-1]
    tokens = dict.fromkeys(starts, 0)
    for row in rows:
        if row.day in tokens:
            tokens[row.day] += row.prompt_tokens + row.completion_tokens
    return [*tokens.values()]
