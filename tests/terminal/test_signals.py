"""Signals end the terminal app in order: the terminal is put back, the run is handed back, the draft is kept."""

import asyncio
import signal
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.models.script import Gate
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat, environment
from tests.terminal.pty_session import Departure, PtySession
from tests.terminal.stored import stored

IN_TIME_S = 2.0
ENDING = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT]


@requirement("input.signals-restore")
@pytest.mark.parametrize("number", ENDING)
async def test_a_signal_puts_the_terminal_back_and_keeps_run_and_draft(home: Path, number: signal.Signals) -> None:
    async with FakeModel([say("half an answer ", Gate()), say("the whole answer")]) as model:
        async with chat(home, model.base_url) as session:
            session.emulator.resize_reports = True
            await session.wait(ANSWERS)
            session.type("Tell me")
            session.press("enter")
            await session.wait("half an answer")
            session.type("half a thought")
            await session.wait("half a thought")
            session.signal(number)
            began = time.monotonic()
            assert await session.departed() == Departure(code=128 + number, left_on=[])
            assert time.monotonic() - began < IN_TIME_S
            assert not session.shows("Traceback|Error")
        _, [run] = await stored(home)
        assert run.status == "queued"
        async with chat(home, model.base_url) as session:
            await session.wait("the whole answer")
            await session.wait("half a thought")
            await session.leave("ctrl+q")


@requirement("input.signals-in-time", "input.quits-in-time")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, None])
async def test_a_model_list_that_never_comes_holds_up_no_signal_and_no_key(
    home: Path, number: signal.Signals | None
) -> None:
    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
        asked.set()
        with closing(writer), suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    asked = asyncio.Event()
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with chat(home, f"http://127.0.0.1:{port}/v1", model="") as session:
        await session.wait("Message")
        async with asyncio.timeout(30):
            await asked.wait()
        began = time.monotonic()
        if number is None:
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        else:
            session.signal(number)
            assert await session.departed() == Departure(code=128 + number, left_on=[])
        assert time.monotonic() - began < IN_TIME_S
    server.close()


@requirement("input.signals-in-time")
async def test_a_terminal_that_takes_no_output_holds_up_no_signal_and_a_second_one_acts_at_once(home: Path) -> None:
    async with FakeModel([say(*["word " * 2000] * 50, Gate())]) as model:
        for signals, limit_s in ((1, IN_TIME_S), (2, 0.7)):
            async with chat(home, model.base_url) as session:
                await session.wait(ANSWERS)
                session.freeze()
                session.resize(200, 60)  # to paint more than the pty holds
                for columns in range(199, 100, -1):
                    session.resize(columns, 60)
                    await asyncio.sleep(0.02)
                began = time.monotonic()
                for _ in range(signals):
                    session.signal(signal.SIGTERM)
                    await asyncio.sleep(0.2)
                assert await session.exit_code() == 128 + signal.SIGTERM
                assert time.monotonic() - began < limit_s


@requirement("input.hangup")
async def test_a_closed_window_ends_the_app_without_a_trace_and_hands_the_run_back(home: Path) -> None:
    log = home / "log"
    async with FakeModel([say("half an answer ", Gate()), say("the whole answer")]) as model:
        async with chat(home, model.base_url, "--log-file", str(log)) as session:
            await session.wait(ANSWERS)
            session.type("Tell me")
            session.press("enter")
            await session.wait("half an answer")
            began = time.monotonic()
            session.hang_up()
            assert await session.exit_code() == 128 + signal.SIGHUP
            assert time.monotonic() - began < IN_TIME_S
        _, [run] = await stored(home)
        assert run.status == "queued"
        assert "Traceback" not in log.read_text()


@requirement("input.suspend")
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
async def test_a_stopped_app_goes_on_with_its_screen_and_each_key_arrives_once(
    home: Path, number: signal.Signals
) -> None:
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("before")
        await session.wait("before")
        session.signal(number)
        assert await session.until(lambda: process_state(session.pid) == "T", 5) is not None
        if number == signal.SIGTSTP:
            assert session.emulator.left_on() == []
        session.emulator.feed(b"\x1b[2J")
        session.signal(signal.SIGCONT)
        await session.wait("before")
        await session.wait(ANSWERS)
        session.type(" and after, letter by letter")
        await session.wait("before and after, letter by letter")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("input.sent-before-quit")
async def test_a_message_sent_right_before_ctrl_q_is_stored(home: Path) -> None:
    async with FakeModel([say("half ", Gate()), say("the whole answer")]) as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.send(b"".join([b"Hello", b"\x1b[13u", b"\x1b[113;5u"]))
            assert await session.departed() == Departure(code=0, left_on=[])
        [message], [run] = await stored(home)
        assert (message.text, run.status) == ("Hello", "queued")


BROKEN = """
from contextlib import asynccontextmanager
from pathlib import Path

from app.settings import Settings
from app.tui import run


@asynccontextmanager
async def open_services():
    raise ZeroDivisionError("a fault of ours")
    yield


raise SystemExit(run(lambda _: open_services, Settings(data_dir=Path("data"), config_dir=Path("config"))))
"""
CLOSES_NEVER = """
import asyncio

from app.tui.history import History


async def wait_for_ever(self):
    await asyncio.Event().wait()


History.on_unmount = wait_for_ever
"""


@requirement("input.faults-restore")
@pytest.mark.parametrize("also", ["", CLOSES_NEVER], ids=["closes", "closes never"])
async def test_a_fault_of_ours_puts_the_terminal_back(home: Path, also: str) -> None:
    async with PtySession([sys.executable, "-c", also + BROKEN], environment(home), home) as session:
        session.emulator.resize_reports = True
        assert await session.departed() == Departure(code=1, left_on=[])
        assert session.shows("a fault of ours")


def process_state(pid: int) -> str:
    """The state letter of a process in Linux's /proc."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
