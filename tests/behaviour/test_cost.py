"""What runs cost, one by one and in sums, over each transport."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from genai_prices import Usage as Tokens
from genai_prices import calc_price

from app.api.endpoints import Origin
from app.api.errors import NotFound
from app.api.objects import Usage
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.api.run_facts import RunFacts
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished
from app.models.script import Reply
from tests.behaviour.run_requests import create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPENAI = "https://api.openai.com/v1"
GEMINI = "https://generativelanguage.googleapis.com/v1beta/openai"
OLLAMA = "http://127.0.0.1:11434/v1"
PROXY = "http://127.0.0.1:4000/v1"
DAY_S = 86_400


@contextmanager
def answered_by(transport: Transport, address: str, model: str) -> Generator[None]:
    """Have another endpoint in use."""
    script = transport.script
    before = script.endpoint, script.names
    script.endpoint, script.names = endpoint_at(address, Origin.ENVIRONMENT), (model,)
    try:
        yield
    finally:
        script.endpoint, script.names = before


async def ask(
    transport: Transport, address: str, model: str, *tokens: tuple[int, int] | None, thread_id: str | None = None
) -> RunFacts:
    """Run once for each pair of tokens, that were read and written; None: the endpoint reports none."""
    thread_id = thread_id or await create_thread(transport, "Hi")
    run = None
    with answered_by(transport, address, model):
        for pair in tokens:
            usage = Usage(prompt_tokens=pair[0], completion_tokens=pair[1], total_tokens=sum(pair)) if pair else None
            transport.script.replies.append(Reply("Hello.", Finished("stop", usage)))
            run = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
    assert run
    (facts,) = (await transport.assistants.run_facts(thread_id, [run.id], priced=True)).data
    return facts


def list_price(address: str, model: str, read: int, written: int) -> float:
    usage = Tokens(input_tokens=read, output_tokens=written)
    return float(calc_price(usage, model, provider_api_url=address).total_price)


@requirement("usage.cost-of-a-run")
async def test_a_run_costs_the_list_price_nothing_or_what_nobody_knows(transport: Transport) -> None:
    facts = await ask(transport, OPENAI, "gpt-4o", (1000, 200))
    assert (facts.price, facts.cost_usd) == ("listed", pytest.approx(list_price(OPENAI, "gpt-4o", 1000, 200)))
    assert facts.cost_usd
    facts = await ask(transport, OLLAMA, "qwen3:8b", None)
    assert (facts.price, facts.cost_usd) == ("local", 0.0)
    unknown = {
        (OPENAI, "gpt-4o", None): "no_usage",
        (OPENAI, "gpt-of-tomorrow", (10, 5)): "unlisted",
        (OPENAI, "whisper-1", (10, 5)): "unlisted",
        (PROXY, "gpt-4o", (10, 5)): "unlisted",
        (OLLAMA, "gpt-oss:120b-cloud", (10, 5)): "unlisted",
    }
    for (address, model, tokens), price in unknown.items():
        facts = await ask(transport, address, model, tokens)
        assert (facts.price, facts.cost_usd) == (price, None), model


@requirement("usage.cached-input")
async def test_cached_input_has_its_own_price_in_runs_and_sums(transport: Transport) -> None:
    thread_id = await create_thread(transport, "Hi")
    usage = Usage(prompt_tokens=1000, completion_tokens=200, total_tokens=1200)
    costs: list[float] = []
    for cached in (800, 0, 5000):  # no more than all of it can have been in the cache
        with answered_by(transport, OPENAI, "gpt-4o"):
            transport.script.replies.append(Reply("Hello.", Finished("stop", usage, cached_tokens=cached)))
            run = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
        (facts,) = (await transport.assistants.run_facts(thread_id, [run.id], priced=True)).data
        assert facts.calls[0].cached_tokens == min(cached, 1000)
        costs.append(facts.cost_usd or 0.0)
    read = Tokens(input_tokens=1000, cache_read_tokens=800, output_tokens=200)
    assert costs[0] == pytest.approx(float(calc_price(read, "gpt-4o", provider_api_url=OPENAI).total_price))
    assert costs[2] < costs[0] < costs[1] == pytest.approx(list_price(OPENAI, "gpt-4o", 1000, 200))
    (row,) = (await transport.assistants.usage(UsageQuery(thread_id=thread_id))).data
    assert (row.calls, row.prompt_tokens, row.cached_tokens) == (3, 3000, 1800)
    assert row.cost_usd == pytest.approx(sum(costs))


@requirement("usage.cost-of-a-run")
async def test_no_price_is_looked_up_unless_it_is_asked_for(transport: Transport) -> None:
    thread_id = await create_thread(transport, "Hi")
    priced = await ask(transport, OPENAI, "gpt-4o", (1000, 200), thread_id=thread_id)
    (facts,) = (await transport.assistants.run_facts(thread_id, [priced.run_id])).data
    assert (facts.price, facts.cost_usd) == ("", None)
    assert priced.cost_usd


@requirement("usage.sums")
async def test_the_sums_of_a_thread_tell_models_and_unknown_costs_apart(transport: Transport) -> None:
    thread_id = await create_thread(transport, "Hi")
    assert (await transport.assistants.usage(UsageQuery(thread_id=thread_id))).data == []
    await ask(transport, OPENAI, "gpt-4o", (1000, 200), (500, 100), None, thread_id=thread_id)
    await ask(transport, PROXY, "gpt-4o", (10, 5), thread_id=thread_id)
    rows = (await transport.assistants.usage(UsageQuery(thread_id=thread_id))).data
    assert [
        (one.model, one.profile, one.calls, one.unreported_calls, one.prompt_tokens, one.completion_tokens, one.price)
        for one in rows
    ] == [
        ("gpt-4o", "openai", 2, 0, 1500, 300, "listed"),
        ("gpt-4o", "127.0.0.1-4000", 1, 0, 10, 5, "unlisted"),
        ("gpt-4o", "openai", 1, 1, 0, 0, "no_usage"),
    ]
    assert [one.cost_usd for one in rows] == [pytest.approx(list_price(OPENAI, "gpt-4o", 1500, 300)), None, None]
    with pytest.raises(NotFound):
        await transport.assistants.usage(UsageQuery(thread_id="thread_unknown"))


@requirement("usage.sums")
async def test_the_sums_of_days_price_each_call_by_its_own_length(transport: Transport) -> None:
    model = "gemini-2.5-pro"
    short, long = (150_000, 1_000), (250_000, 1_000)
    assert list_price(GEMINI, model, 300_000, 2_000) > 2 * list_price(GEMINI, model, *short)
    thread_id = await create_thread(transport, "Hi")
    await ask(transport, GEMINI, model, short, (4_000, 1_000), (5_000, 0), short, long, thread_id=thread_id)
    now = int(time.time())
    days = [now - 2 * DAY_S, now - DAY_S, now + DAY_S, now + 2 * DAY_S]

    async def read() -> list[UsageRow]:
        return [one for one in (await transport.assistants.usage(UsageQuery(days=days))).data if one.model == model]

    rows = await read()
    assert [(one.day, one.calls, one.prompt_tokens, one.completion_tokens) for one in rows] == [
        (now - DAY_S, 5, 559_000, 4_000)
    ]
    apart = sum(list_price(GEMINI, model, *one) for one in (short, short, long, (4_000, 1_000), (5_000, 0)))
    assert rows[0].cost_usd == pytest.approx(apart)
    await transport.assistants.delete_thread(thread_id)
    assert await read() == []
