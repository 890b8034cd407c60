"""The page of one run as paragraphs: its facts, then its steps with what they wrote and called."""

from collections.abc import Iterator
from typing import NamedTuple

from app.api.objects import Run
from app.api.run_facts import RunFacts
from app.api.steps import RunStep
from app.tui.history.document.function_calls import format_json
from app.tui.history.document.notes.run_line import format_seconds
from app.tui.screens.runs.run_words import list_facts
from app.tui.session.runs.run_steps import Call, RunSteps
from app.tui.text.escapes import to_rows

SHOWN_CHARS = 2_000
"""Of a text, until all of it is asked for."""
MAX_CHARS = 100_000
"""Of a text, at most: more takes a noticeable time to lay out with each change."""
NO_OUTPUT = "no output yet"


class Paragraph(NamedTuple):
    """A text with its look and the name before it, if it has one."""

    text: str
    look: str = ""
    name: str = ""
    indent: int = 0


def make_report(run: Run, facts: RunFacts | None, steps: RunSteps, now: float, *, is_whole: bool) -> list[Paragraph]:
    """Return the page. `is_whole`: long texts are shown whole, as far as they ever are."""
    paragraphs = [Paragraph(to_rows(text), name=to_rows(name)) for name, text in list_facts(run, facts, now)]
    if run.instructions:
        paragraphs += [*_heading("Instructions"), *_long(run.instructions, is_whole)]
    for number, pieces in sorted(steps.reasoning.items()):
        heading = "Reasoning" if len(steps.reasoning) == 1 else f"Reasoning of call {number}"
        paragraphs += [*_heading(heading), *_long("".join(pieces), is_whole, "dim")]
    for number, step in enumerate(steps.steps.values(), start=1):
        paragraphs += _describe_step(number, step, steps, is_whole=is_whole)
    if not steps.steps:
        paragraphs += [*_heading("Steps"), Paragraph("None so far.", "dim", indent=2)]
    return paragraphs


def _describe_step(number: int, step: RunStep, steps: RunSteps, *, is_whole: bool) -> Iterator[Paragraph]:
    ended = step.completed_at or step.failed_at or step.cancelled_at or step.expired_at
    details = [f"Step {number}", step.type, step.status]
    if ended and ended > step.created_at:
        details.append(format_seconds(ended - step.created_at))
    if step.usage and step.usage.total_tokens:
        details.append(f"{step.usage.total_tokens:,} tokens")
    yield from _heading(" · ".join(details))
    if step.last_error:
        yield Paragraph(to_rows(step.last_error.message[:MAX_CHARS]), "error", indent=2)
    if text := steps.text_of(step):
        yield from _long(text, is_whole)
    for call in steps.calls_of(step):
        yield from _describe_call(call, is_whole=is_whole)


def _describe_call(call: Call, *, is_whole: bool) -> Iterator[Paragraph]:
    yield Paragraph(to_rows(call.name), "name", indent=2)
    if call.arguments:
        yield from _long(format_json(call.arguments), is_whole, indent=4)
    if call.output is None:
        yield Paragraph(f"→ {NO_OUTPUT}", "dim", indent=2)
        return
    yield Paragraph("→ output", "dim", indent=2)
    yield from _long(format_json(call.output), is_whole, indent=4)


def _heading(words: str) -> Iterator[Paragraph]:
    yield Paragraph("")
    yield Paragraph(words, "heading")


def _long(text: str, is_whole: bool, look: str = "", indent: int = 2) -> Iterator[Paragraph]:
    limit = MAX_CHARS if is_whole else SHOWN_CHARS
    shown = to_rows(text[:limit])
    yield from (Paragraph(line, look, indent=indent) for line in shown.split("\n"))
    if len(text) > limit:
        yield Paragraph(f"… {len(text) - limit:,} more characters", "more", indent=indent)
