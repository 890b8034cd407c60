"""The command `/usage` of `--plain`: tokens and cost of the conversation and of this month, in sentences."""

import time
from collections.abc import Sequence

from app.api.conversation.cost_words import (
    WHY_UNKNOWN,
    add_up,
    count_calls,
    describe_tokens,
    describe_total,
    name_calls,
)
from app.api.conversation.month_days import month_of
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.headless.plain.open_conversation import OpenConversation


async def print_usage(conversation: OpenConversation) -> None:
    """Print both sums, and what each model used. Raises `Error`."""
    rows: Sequence[UsageRow] = ()
    if conversation.thread_id is not None:
        rows = (await conversation.assistants.usage(UsageQuery(thread_id=conversation.thread_id))).data
        _print_sum(conversation, "This conversation", rows)
    month = month_of(time.time())
    of_month = (await conversation.assistants.usage(UsageQuery(days=month.days()))).data
    _print_sum(conversation, f"This month, {month.text}", of_month)
    for reason in sorted({*add_up(rows).reasons, *add_up(of_month).reasons}):
        if reason in WHY_UNKNOWN:
            conversation.note(WHY_UNKNOWN[reason])


def _print_sum(conversation: OpenConversation, name: str, rows: Sequence[UsageRow]) -> None:
    if not rows:
        conversation.print(f"{name}: no model has answered.")
        return
    conversation.print(f"{name}: {_describe(rows)}.")
    models = dict.fromkeys(name_calls(row) for row in rows)
    for model in models:
        conversation.print(f"  {model}: {_describe([row for row in rows if name_calls(row) == model])}.")


def _describe(rows: Sequence[UsageRow]) -> str:
    total = add_up(rows)
    tokens = f"tokens {describe_tokens(total)}"
    return f"{count_calls(total.calls)}, {tokens.replace(' · ', ': ')}, cost {describe_total(total)}"
