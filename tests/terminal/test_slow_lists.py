"""The terminal while a list of models drips, or lies at another address."""

import time
from pathlib import Path

import pytest

from tests.fake_model import FakeModel, Head, say
from tests.model_cases.model_lists import JSON, STEADY
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, READY, chat

LEAVES_S = 2.0


@pytest.mark.parametrize("keys", ["", "Hello"])
@requirement("lists.leaving")
async def test_ctrl_q_leaves_while_the_list_drips(home: Path, keys: str) -> None:
    server = FakeModel(listing=[Head(200, JSON), *STEADY])
    async with server, chat(home, server.base_url, model="") as session:
        await session.wait(READY)
        await server.wait_for_listing()
        if keys:
            session.type(keys)
            session.press("enter")
            await session.wait("queued")
        asked_at = time.monotonic()
        assert (await session.leave("ctrl+q")).code == 0
        assert time.monotonic() - asked_at < LEAVES_S


@requirement("lists.address")
async def test_the_address_that_was_found_is_said(home: Path) -> None:
    server = FakeModel([say("Hello.")], root="/api/v1/")
    async with server, chat(home, f"http://127.0.0.1:{server.port}/api", model="") as session:
        await session.wait("answers and is used")
        await session.wait(ANSWERS)
