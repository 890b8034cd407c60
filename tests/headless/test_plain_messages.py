"""Messages of several lines in `--plain`, and how its statuses are printed."""

import asyncio
import io
from collections.abc import Callable

import pytest

from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.plain import converse
from app.headless.printers import TextPrinter
from app.headless.stop_request import StopRequest
from app.models.script import Script, last_text
from tests.headless.plain_session import talk
from tests.headless.streams import Terminal
from tests.requirements import requirement


@requirement("plain.several-lines")
@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["one\\", "two\\", "three"], "one\ntwo\nthree"),
        (['"""', "one", "", "  /new", '"""'], "one\n\n  /new"),
        (['"""one', 'two"""'], "one\ntwo"),
        (['"""/quit"""'], "/quit"),
        (['"""', "/quit", '"""'], "/quit"),
        (['"""', "a path C:\\", '"""'], "a path C:\\"),
        (['say """'], 'say """'),
        (['"""', "the end of the file"], "the end of the file"),
        (["the end of the file\\"], "the end of the file"),
        (["//list them"], "/list them"),
        (["//new"], "/new"),
        (["/etc/hosts is a file"], "/etc/hosts is a file"),
        (["/newer than that"], "/newer than that"),
        (["/"], "/"),
    ],
)
async def test_a_message_is_sent_as_it_was_typed(
    services_on: Callable[[Script], OpenServices], lines: list[str], message: str
) -> None:
    script = Script(["Yes"])
    await talk(services_on(script), *lines)
    assert [last_text(request) for request in script.requests] == [message]


@requirement("plain.several-lines")
async def test_an_empty_block_sends_nothing(services_on: Callable[[Script], OpenServices]) -> None:
    script = Script()
    await talk(services_on(script), '"""', '"""', '""""""', "\\", "")
    assert script.requests == []


@requirement("plain.several-lines", "plain.interrupt")
async def test_ctrl_c_discards_a_message_that_was_begun_and_goes_on(
    services_on: Callable[[Script], OpenServices],
) -> None:
    typed = asyncio.Queue[str]()
    waits = asyncio.Event()

    class Lines:
        def __aiter__(self) -> "Lines":
            return self

        async def __anext__(self) -> str:
            if typed.empty():
                waits.set()
            if line := await typed.get():
                return line
            raise StopAsyncIteration

    script, err, stop = Script(["Yes"]), Terminal(), StopRequest()
    for line in ('"""', "a secret that is not to be sent"):
        typed.put_nowait(line)
    talking = asyncio.create_task(converse(services_on(script), None, Lines(), io.StringIO(), err, stop))
    async with asyncio.timeout(10):
        await waits.wait()
        assert stop.may_continue  # what the handler of SIGINT looks at
        talking.cancel()
        typed.put_nowait("Hello")
        typed.put_nowait("")
        assert await talking == 0
    assert "discarded" in err.getvalue()
    assert [last_text(request) for request in script.requests] == ["Hello"]


@requirement("plain.appends")
async def test_each_status_is_a_line_and_nothing_is_drawn_again(
    services_on: Callable[[Script], OpenServices],
) -> None:
    printed = await talk(services_on(Script(["Yes\n"])), "Hi")
    assert "\x1b" not in printed.notes + printed.said
    assert "\r" not in printed.notes
    lines = printed.notes.replace("Message: ", "").splitlines()
    assert lines[1:3] == ["queued", "in_progress"]
    assert lines[3].startswith("completed, script-1, script, ")


@requirement("plain.appends")
async def test_ask_draws_nothing_again_for_a_screen_reader(
    services_on: Callable[[Script], OpenServices], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSIBLE", "1")
    out, err = Terminal(), Terminal()
    assert await ask(services_on(Script(["Yes"])), Question(text="Hi"), TextPrinter(out, err, reasoning=True)) == 0
    assert "\x1b" not in out.getvalue() + err.getvalue()
    assert err.getvalue().splitlines()[:2] == ["queued", "in_progress"]
