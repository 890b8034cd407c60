"""A signal in any moment of the start ends the terminal app in order."""

import signal
from pathlib import Path

import pytest

from tests.cli.starting import until_it_handles_signals
from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import chat
from tests.terminal.pty_session import Departure

DELAYS_S = (0.0, 0.05, 0.15, 0.3, 0.5)
"""From the first line of ours on: imports, the first paint, opening the store."""


@requirement("leaving.at-start", "input.signals-restore")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_during_the_start_ends_the_app_in_order(home: Path, number: signal.Signals) -> None:
    async with FakeModel() as model:
        for delay_s in DELAYS_S:
            async with chat(home, model.base_url) as session:
                await until_it_handles_signals(session.pid)
                await session.watch(delay_s)
                session.signal(number)
                assert await session.departed() == Departure(code=128 + number, left_on=[]), delay_s
                assert not session.shows("Traceback|Error|Interrupt")
