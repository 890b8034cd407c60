"""`assistant-chat usage`, and the costs in `runs`, as the installed program."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.api.conversation.month_days import FIRST_YEAR, Month, parse_month
from app.api.endpoints import Origin
from app.api.objects import Usage
from app.api.services import OpenServices
from app.headless.lists.stored_lists import list_runs
from app.headless.lists.usage_table import print_usage
from app.headless.runs.show_run import show_run
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished
from app.models.script import Reply, Script
from app.settings import Settings
from tests.cli.program import Program
from tests.requirements import requirement
from tests.tui.terminal import asked

ServicesOn = Callable[[Script], OpenServices]
SPENT = Finished("stop", Usage(prompt_tokens=1_000, completion_tokens=200, total_tokens=1_200))
LONG_AGO = "2020-02"
WITHOUT = "import sys; sys.modules['genai_prices'] = None; from app.cli import main; sys.exit(main())"


def script_at(address: str, model: str, *replies: Reply) -> Script:
    return Script(replies, models=[model], endpoint=endpoint_at(address, Origin.ENVIRONMENT))


@requirement("usage.command", "usage.cost-of-a-run")
async def test_a_month_and_a_thread_are_summed_up_and_unknown_parts_are_named(
    tmp_path: Path, settings: Settings, services_on: ServicesOn
) -> None:
    program = Program(tmp_path)
    hosted = script_at("https://api.openai.com/v1", "gpt-4o", Reply("a", SPENT), Reply("b", SPENT))
    run, *_ = await asked(settings, hosted, "One", "Two")
    await asked(settings, script_at("http://127.0.0.1:11434/v1", "qwen3:8b", Reply("c", SPENT)), "Three")
    await asked(settings, script_at("http://127.0.0.1:4000/v1", "gpt-4o", Reply("d", SPENT)), "Four")

    ended = await program.run("usage", "--data-dir", str(settings.data_dir))
    assert ended.code == 0
    header, *lines, total = [line.split() for line in ended.out.splitlines()]
    assert header == ["DAY", "MODEL", "CALLS", "TOKENS", "IN", "TOKENS", "OUT", "COST"]
    today = time.strftime("%Y-%m-%d")
    assert lines == [
        [today, "openai::gpt-4o", "2", "2,000", "400", "$0.0090"],
        [today, "127.0.0.1-4000::gpt-4o", "1", "1,000", "200", "not", "known"],
        [today, "ollama::qwen3:8b", "1", "1,000", "200", "nothing:", "a", "local", "model"],
    ]
    assert total == ["TOTAL", "4", "4,000", "800", *["$0.0090", "and", "an", "unknown", "part:", "1", "call"]]
    assert ended.err == "There is no list price of the model at this endpoint.\n"

    out = io.StringIO()
    assert await print_usage(services_on(Script()), run.thread_id, "", False, out, io.StringIO()) == 0
    assert [line.split() for line in out.getvalue().splitlines()[1:]] == [
        ["openai::gpt-4o", "2", "2,000", "400", "$0.0090"],
        ["TOTAL", "2", "2,000", "400", "$0.0090"],
    ]
    out = io.StringIO()
    await print_usage(services_on(Script()), run.thread_id, "", True, out, io.StringIO())
    assert [
        (one["object"], one["calls"], one["cost_usd"], one["price"]) for one in map(json.loads, [out.getvalue()])
    ] == [("usage.row", 2, pytest.approx(0.009), "listed")]
    out = io.StringIO()
    await list_runs(services_on(Script()), run.thread_id, 20, False, out, io.StringIO())
    assert out.getvalue().count("$0.0045") == 2
    out = io.StringIO()
    await show_run(services_on(Script()), run.thread_id, None, False, out)
    assert "$0.0045" in out.getvalue()

    bare = await program.shell(f'python -c "{WITHOUT}" usage {run.thread_id} --data-dir {settings.data_dir}')
    assert bare.out.splitlines()[-1].split() == ["TOTAL", "2", "2,000", "400", "not", "known"]
    assert "add the extra `prices`" in bare.err


@requirement("usage.command")
async def test_a_month_without_calls_and_what_is_no_month_say_so(tmp_path: Path) -> None:
    program = Program(tmp_path)
    ended = await program.run("usage", "--month", LONG_AGO)
    assert (ended.code, ended.out) == (0, "")
    assert f"No model has answered in {LONG_AGO}" in ended.err
    for words in (("--month", "2026-13"), ("--month", "1970-01"), ("thread_x", "--month", LONG_AGO)):
        ended = await program.run("usage", *words)
        assert (ended.code, ended.out) == (2, "")
        assert "leave THREAD_ID" in ended.err or "is no month" in ended.err


@requirement("usage.command")
def test_a_day_begins_at_midnight_here_in_months_of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        days = Month(2026, 3).days()
        assert len(days) == 32
        assert {time.localtime(day).tm_hour for day in days} == {0}
        assert days[29] - days[28] == 23 * 3600
        assert Month(2026, 2).days()[-1] == days[0]
        assert (Month(2026, 12).step(1), Month(2026, 1).step(-1)) == (Month(2027, 1), Month(2025, 12))
        assert Month(FIRST_YEAR, 1).step(-1) == Month(FIRST_YEAR, 1)
        assert Month(FIRST_YEAR, 1).days()[0] >= 0
        assert parse_month("2026-11") == Month(2026, 11)
    finally:
        monkeypatch.undo()
        time.tzset()
