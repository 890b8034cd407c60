"""`assistant-chat usage`: tokens and cost of a month by day and model, or those of a thread; in columns, or as JSON."""

import time
from collections.abc import Iterator, Sequence
from typing import TextIO

from app.api.conversation.cost_words import WHY_UNKNOWN, Total, add_up, describe_total, name_calls
from app.api.conversation.month_days import Month, month_of, parse_month
from app.api.errors import Error
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.api.services import OpenServices
from app.headless.asking.typed_ids import find_thread_id
from app.headless.exit_codes import COMPLETED
from app.headless.lists.cells import lay_out
from app.headless.lists.stored_lists import print_json

HEADER = ("DAY", "MODEL", "CALLS", "TOKENS IN", "TOKENS OUT", "COST")
NUMBERS = ("CALLS", "TOKENS IN", "TOKENS OUT")
TOTAL = "TOTAL"
NOTHING_IN_MONTH = "No model has answered in {}, in conversations that are still stored."
NOTHING_IN_THREAD = "No model has answered in this conversation."
NO_MONTH = "{!r} is no month. Write it as 2026-11."
EITHER = "The sums of a thread are of all its time: leave THREAD_ID or --month out."


async def print_usage(
    open_services: OpenServices, thread_id: str | None, month_text: str, as_json: bool, out: TextIO, err: TextIO
) -> int:
    """Print what a thread used and cost, else a month, else this month. Raises `Error`."""
    month = _find_month(thread_id, month_text)
    async with open_services() as services:
        if thread_id is not None:
            thread_id = await find_thread_id(services.assistants, thread_id)
        query = UsageQuery(thread_id=thread_id, days=month.days() if month else [])
        rows = (await services.assistants.usage(query)).data
    if as_json:
        print_json(rows, out)
        return COMPLETED
    total = add_up(rows)
    out.writelines(f"{line}\n" for line in lay_out(HEADER, _cells(rows, total), numbers=NUMBERS))
    if not rows:
        err.write(f"{NOTHING_IN_MONTH.format(month.text) if month else NOTHING_IN_THREAD}\n")
    err.writelines(f"{WHY_UNKNOWN[one]}\n" for one in total.reasons if one in WHY_UNKNOWN)
    return COMPLETED


def _find_month(thread_id: str | None, text: str) -> Month | None:
    if thread_id is not None:
        if text:
            raise Error(EITHER)
        return None
    month = parse_month(text) if text else month_of(time.time())
    if month is None:
        raise Error(NO_MONTH.format(text))
    return month


def _cells(rows: Sequence[UsageRow], total: Total) -> Iterator[Sequence[str]]:
    for row in rows:
        day = time.strftime("%Y-%m-%d", time.localtime(row.day)) if row.day else ""
        yield _line(day, name_calls(row), add_up([row]))
    if rows:
        yield _line(TOTAL, "", total)


def _line(day: str, model: str, total: Total) -> Sequence[str]:
    """Return the columns of one line. Tokens that were not reported are no 0."""
    tokens = ["", ""]
    if total.tokens:
        tokens = [f"{total.prompt_tokens:,}", f"{total.completion_tokens:,}"]
    return [day, model, f"{total.calls:,}", *tokens, describe_total(total)]
