"""What is said of a run, in words and figures: its row in a list, and its facts on a page of its own."""

from collections.abc import Iterator
from datetime import datetime

from app.api.conversation.cost_words import UNKNOWN, Total, describe_cost, describe_total, format_usd
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.run_facts import RunFacts
from app.tui.history.document.captions import format_time
from app.tui.history.document.notes.run_line import format_countdown, format_seconds
from app.tui.text.listing import Entry
from app.tui.widgets.list_rows.signs import SIGNS

DEFAULT_MODEL = "the default model"
ACTIVE_SIGN = "●"


def describe_run(run: Run, facts: RunFacts | None, now: float) -> Entry:
    """Return the row of a run: its status, and what fits of the rest beside it."""
    details = [
        format_time(run.created_at),
        _countdown(run, now),
        (facts.answered_by if facts else "") or run.model or DEFAULT_MODEL,
        format_duration(run, now),
        _tokens(run),
        _rate(facts),
        _cost(facts),
        run.last_error.message.partition("\n")[0] if run.last_error else "",
        run.incomplete_details.reason if run.incomplete_details else "",
    ]
    return Entry(
        run.id,
        run.status,
        " · ".join(filter(None, details)),
        sign=_sign(run),
        found_by=" ".join((run.id, run.model, *run.metadata.values())),
    )


def _sign(run: Run) -> str:
    if run.status in SIGNS:
        return SIGNS[run.status].sign or ACTIVE_SIGN
    return ""


def list_facts(run: Run, facts: RunFacts | None, now: float) -> Iterator[tuple[str, str]]:
    """Yield what is known of a run, each fact with its name."""
    facts = facts or RunFacts(run_id=run.id)
    yield "Status", " · ".join(filter(None, (run.status, _countdown(run, now))))
    if run.last_error:
        yield "Error", f"{run.last_error.message} ({run.last_error.code})"
    if run.incomplete_details:
        yield "Cut off by", run.incomplete_details.reason
    if facts.abandoned:
        yield "Left alone", "No program that runs now will continue this run."
    yield "Model asked", _reference(facts.profile, run.model) or DEFAULT_MODEL
    yield "Model answered", _reference(facts.answering_profile, facts.model) or UNKNOWN
    yield "Created", _clock(run.created_at)
    if run.started_at:
        yield "Started", _clock(run.started_at)
    if (ended := run.ended_at) is not None:
        yield "Ended", _clock(ended)
    yield "Took", format_duration(run, now) or UNKNOWN
    yield "First text after", UNKNOWN if facts.first_token_s is None else format_seconds(facts.first_token_s)
    yield "Tokens", _all_tokens(run) or UNKNOWN
    yield "Tokens a second", _rate(facts) or UNKNOWN
    yield "Cost", describe_cost(facts.cost_usd, facts.price)
    yield "Attempts", str(facts.attempts)
    yield "Assistant", run.assistant_id
    yield "Run", run.id
    for key, value in run.metadata.items():
        yield f"Metadata {key}", value


def format_duration(run: Run, now: float) -> str:
    """Return how long the run took or has taken; empty where the API has no time for its end."""
    seconds = run.seconds_taken(now)
    if seconds is None:
        return ""
    if not seconds and run.status in TERMINAL_STATUSES:  # the API's times are whole seconds
        return "< 1 s"
    return format_seconds(seconds)


def _countdown(run: Run, now: float) -> str:
    if run.status == "requires_action" and run.expires_at:
        return format_countdown(run.expires_at - now)
    return ""


def _tokens(run: Run) -> str:
    return f"{run.usage.total_tokens:,} tokens" if run.usage and run.usage.total_tokens else ""


def _all_tokens(run: Run) -> str:
    if run.usage is None:
        return ""
    return f"{run.usage.total_tokens:,} · {run.usage.prompt_tokens:,} read, {run.usage.completion_tokens:,} written"


def _rate(facts: RunFacts | None) -> str:
    rate = facts.tokens_per_second if facts else None
    return f"{rate:,.0f} tok/s" if rate else ""


def _cost(facts: RunFacts | None) -> str:
    """Return the cost of a run in a row; nothing before it is read, and where no model answered."""
    if facts is None or not facts.price:
        return ""
    if facts.cost_usd is None:
        return f"cost {UNKNOWN}"
    if facts.price == "local":
        return "no cost"
    return format_usd(facts.cost_usd)


def describe_sum(total: Total | None) -> str:
    """Return what all runs used and cost together; nothing where no model answered."""
    if total is None or not total.calls:
        return ""
    tokens = f"{total.tokens:,} tokens"
    if not total.tokens and total.unreported_calls:
        tokens = f"tokens {UNKNOWN}"
    return f"all runs: {tokens} · cost {describe_total(total)}"


def _reference(profile: str, model: str) -> str:
    if not model:
        return ""
    return ModelReference(profile or parse_model(model).profile, parse_model(model).model).text


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M:%S}"
