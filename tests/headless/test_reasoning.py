"""`ask --reasoning`, and what `ask` says about a reply of reasoning alone."""

import io
import json
from collections.abc import Callable

import pytest

from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.printers import DIM, NOT_DIM, JsonPrinter, TextPrinter
from app.models.model import Finished, ReasoningPiece
from app.models.script import Reply, Script
from tests.headless.streams import Terminal
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]
THOUGHT = [ReasoningPiece("First I "), ReasoningPiece("think.")]


async def ask_in_text(services_on: ServicesOn, reply: Reply, *, reasoning: bool) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    printer = TextPrinter(out, err, reasoning=reasoning)
    code = await ask(services_on(Script([reply])), Question(text="Hi"), printer)
    return code, out.getvalue(), err.getvalue()


@requirement("ask.reasoning")
@pytest.mark.parametrize(
    ("reasoning", "shown"),
    [(True, "First I think.\n\nThen I speak.\n\nMore.\n\nEnd.\n"), (False, "Then I speak.End.\n")],
)
async def test_reasoning_is_printed_before_the_reply_only_if_asked_for(
    reasoning: bool, shown: str, services_on: ServicesOn
):
    reply = Reply(*THOUGHT, "Then ", "I speak.", ReasoningPiece("More."), "End.")
    code, out, err = await ask_in_text(services_on, reply, reasoning=reasoning)
    assert (code, out) == (0, shown)
    assert "think" not in err


@requirement("ask.reasoning")
async def test_reasoning_is_dim_on_a_terminal_and_cannot_control_it(services_on: ServicesOn):
    screen = Terminal()
    reply = Reply(ReasoningPiece("A\x1b]0;title\x07B"), "Said.")
    printer = TextPrinter(screen, io.StringIO(), reasoning=True)
    await ask(services_on(Script([reply])), Question(text="Hi"), printer)
    assert screen.getvalue() == f"{DIM}AB{NOT_DIM}\n\nSaid.\n"


@requirement("ask.reasoning")
@pytest.mark.parametrize("reasoning", [True, False])
async def test_json_has_the_events_of_reasoning_only_if_asked_for(reasoning: bool, services_on: ServicesOn):
    out = io.StringIO()
    printer = JsonPrinter(out, io.StringIO(), reasoning=reasoning)
    await ask(services_on(Script([Reply(*THOUGHT, "Said.")])), Question(text="Hi"), printer)
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    names = [event["event"] for event in events if event["event"].startswith("run.")]
    # How many deltas there are depends on how fast the pieces come.
    assert [*dict.fromkeys(names)] == ["run.reasoning.delta", "run.reasoning.completed"] * reasoning
    assert ("think" in out.getvalue()) == reasoning


@requirement("ask.only-reasoning")
@pytest.mark.parametrize(("reason", "code"), [("stop", 0), ("length", 4)])
@pytest.mark.parametrize("reasoning", [True, False])
async def test_a_reply_of_reasoning_alone_says_that_the_budget_went_on_thinking(
    reason: str, code: int, reasoning: bool, services_on: ServicesOn
):
    reply = Reply(*THOUGHT, Finished("length" if reason == "length" else "stop"))
    exit_code, out, err = await ask_in_text(services_on, reply, reasoning=reasoning)
    assert exit_code == code
    assert out == "First I think.\n" * reasoning
    assert "The budget of the model went on thinking, and it gave no reply." in err
    assert "max_completion_tokens" in err
