"""`assistant-chat runs show`: all that is known of a run, and of its steps."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from app.api.conversation.cost_words import describe_cost
from app.api.errors import Error
from app.api.objects import Run
from app.api.requests import Page
from app.api.run_facts import RunFacts
from app.api.services import Assistants, OpenServices
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.headless.clean_text import clean
from app.headless.exit_codes import COMPLETED
from app.headless.lists.cells import duration_of, local_time, tokens_of
from app.headless.lists.stored_lists import print_json, read_facts
from app.headless.runs.find_run import find_run

NAME_COLS = 16
PAGE_SIZE = 100

Line = tuple[str, str]
"""A name, and what is known under it; empty for what is not."""


async def show_run(open_services: OpenServices, thread_id: str, run_id: str | None, as_json: bool, out: TextIO) -> int:
    """Print a run with its steps, the newest run by default. `as_json`: run, facts and steps, an object a line."""
    async with open_services() as services:
        run = await find_run(services.assistants, thread_id, run_id)
        facts = (await read_facts(services.assistants, run.thread_id, [run.id], priced=True)).get(run.id)
        steps = await list_steps(services.assistants, run)
    if as_json:
        print_json([one for one in (run, facts, *steps) if one is not None], out)
        return COMPLETED
    lines = [*run_lines(run, facts), *(line for step in steps for line in step_lines(step))]
    for name, text in lines:
        first, *more = clean(text).splitlines() or [""]
        out.write(f"{name:<{NAME_COLS}}{first}\n")
        out.writelines(f"{'':<{NAME_COLS}}{line}\n" for line in more)
    return COMPLETED


async def list_steps(assistants: Assistants, run: Run) -> Sequence[RunStep]:
    """Return all steps of a run, oldest first. Raises `Error`."""
    page = await assistants.list_run_steps(run.thread_id, run.id, Page(limit=PAGE_SIZE, order="asc"))
    steps = [*page.data]
    while page.has_more and page.last_id:
        following = Page(limit=PAGE_SIZE, order="asc", after=page.last_id)
        page = await assistants.list_run_steps(run.thread_id, run.id, following)
        steps += page.data
    return steps


def run_lines(run: Run, facts: RunFacts | None) -> list[Line]:
    """Return what is known of a run; what is not known has no line."""
    tokens_in, tokens_out = tokens_of(run)
    lines = [
        ("run", run.id),
        ("thread", run.thread_id),
        ("assistant", run.assistant_id),
        ("status", run.status),
        ("created", local_time(run.created_at)),
        ("duration", duration_of(run)),
        ("tokens in", tokens_in),
        ("tokens out", tokens_out),
        ("asked for", run.model),
        *fact_lines(facts),
        ("instructions", run.instructions),
        *((f"metadata {name}", value) for name, value in run.metadata.items()),
    ]
    if run.last_error:
        lines.append(("error", f"{run.last_error.code}: {run.last_error.message}"))
    if run.incomplete_details:
        lines.append(("incomplete", str(run.incomplete_details.reason)))
    return [line for line in lines if line[1]]


def fact_lines(facts: RunFacts | None) -> Iterator[Line]:
    """Yield what is known of a run besides OpenAI's objects."""
    if facts is None:
        return
    yield "answered by", facts.answered_by
    yield "endpoint", facts.endpoint
    if facts.first_token_s is not None:
        yield "first token", f"{facts.first_token_s:.2f} s"
    if cached := sum(call.cached_tokens for call in facts.calls):
        yield "cached", f"{cached:,} of the tokens in"
    if facts.calls:
        yield "cost", describe_cost(facts.cost_usd, facts.price)
    if facts.attempts > 1:
        yield "attempts", str(facts.attempts)
    if facts.abandoned:
        yield "abandoned", "no program drives it or will continue it"


def step_lines(step: RunStep) -> Iterator[Line]:
    """Yield what a step did: the message that it wrote, or its calls with their outputs."""
    yield "", ""
    yield "step", f"{step.id}  {step.status}"
    if step.last_error:
        yield "error", f"{step.last_error.code}: {step.last_error.message}"
    details = step.step_details
    if not isinstance(details, ToolCalls):
        yield "message", details.message_creation.message_id
        return
    for call in details.tool_calls:
        if isinstance(call, FunctionToolCall):
            yield "call", f"{call.id}  {call.function.name}({call.function.arguments})"
            yield "output", call.function.output if call.function.output is not None else "not submitted yet"
        else:
            yield "call", call.id


def require_owner(facts: RunFacts | None, run: Run) -> None:
    """Raise `Error` for a run that is active, but that no program will continue."""
    if facts is not None and facts.abandoned:
        raise Error(f"Run {run.id} was left by a program that has ended; it goes on when the terminal or serve starts.")
