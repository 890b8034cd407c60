"""What the lists show in columns: every row below its header, whatever is stored."""

import io
import json
import re
from collections.abc import Callable

from app.api.objects import Usage
from app.api.requests import CreateAssistant, CreateThread, ThreadQuery
from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.lists.stored_lists import list_assistants, list_runs, list_threads
from app.headless.printers import TextPrinter
from app.models.model import Finished, ModelError
from app.models.script import Reply, Script
from tests.headless.streams import Terminal
from tests.requirements import requirement

USED = Usage(prompt_tokens=1200, completion_tokens=34, total_tokens=1234)

ServicesOn = Callable[[Script], OpenServices]


@requirement("lists.columns")
async def test_runs_have_duration_tokens_and_the_model_that_answered(services_on: ServicesOn):
    script = Script(
        [
            Reply("Blue.", Finished("stop", USED)),
            Reply(ModelError("No\tmore\nnow.")),
        ]
    )
    services = services_on(script)
    err = io.StringIO()
    await ask(services, Question(text="Why?"), TextPrinter(io.StringIO(), err))
    thread_id = err.getvalue().split()[-1]
    await ask(services, Question(text="And?", thread_id=thread_id), TextPrinter(io.StringIO(), err))
    out = io.StringIO()
    assert await list_runs(services, thread_id, 20, False, out, err) == 0
    header, failed, completed = out.getvalue().splitlines()
    names = ("STATUS", "DURATION", "TOKENS IN", "TOKENS OUT", "COST", "MODEL", "ERROR")
    places = {name: header.index(name) for name in names}
    assert completed[places["STATUS"] :].startswith("completed  ")
    assert re.fullmatch(r"\d+ s", completed[places["DURATION"] : places["TOKENS IN"]].strip())
    assert completed[places["TOKENS IN"] : places["TOKENS OUT"]].strip() == "1,200"
    assert completed[places["TOKENS OUT"] : places["COST"]].strip() == "34"
    assert completed[places["COST"] : places["MODEL"]].strip() == "not known"
    assert completed[places["MODEL"] :] == "script-1"
    assert failed[places["ERROR"] :] == "server_error: No more now."


@requirement("lists.columns")
async def test_no_title_moves_the_columns_or_commands_the_terminal(services_on: ServicesOn):
    services = services_on(Script([]))
    titles = ["日本語の会話", "\x1b[31mred\x1b]0;x\x07", "two\nlines", "e\u0301", ""]
    async with services() as (assistants, _):
        for title in titles:
            await assistants.create_thread(CreateThread(metadata={"title": title} if title else {}))
    for out in (io.StringIO(), Terminal()):
        await list_threads(services, ThreadQuery(limit=20), False, out, io.StringIO())
        header, *lines = out.getvalue().splitlines()
        assert len(lines) == len(titles)
        assert {line[header.index("TITLE") :] for line in lines} == {
            *("日本語の会話", "red", "two lines", "e\u0301", "Untitled")
        }
        assert "\x1b" not in out.getvalue()


@requirement("lists.columns")
async def test_assistants_are_listed_and_a_wide_name_keeps_the_columns(services_on: ServicesOn):
    services = services_on(Script([]))
    async with services() as (assistants, _):
        for name, instructions in (("数学", "Be brief. " * 20), ("Tutor", None)):
            await assistants.create_assistant(CreateAssistant(model="m-1", name=name, instructions=instructions))
    out = io.StringIO()
    assert await list_assistants(services, 20, False, out, io.StringIO()) == 0
    header, *lines = out.getvalue().splitlines()
    assert header.split() == ["ID", "CREATED", "NAME", "MODEL", "INSTRUCTIONS"]
    tutor, maths = lines[:2]
    # Each of the two characters takes two cells of the terminal.
    assert maths.index("m-1") + 2 == tutor.index("m-1") == header.index("MODEL")
    assert maths.endswith("…")
    out, screen = io.StringIO(), Terminal()
    await list_assistants(services, 2, True, out, screen)
    assert [json.loads(line)["name"] for line in out.getvalue().splitlines()] == ["Tutor", "数学"]
    assert screen.getvalue() == ""
    await list_assistants(services, 2, False, io.StringIO(), screen)
    assert "There are more" in screen.getvalue()
