"""`serve` in a terminal: what it says of its model, of an address that is taken, and at its end."""

import re
from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import Departure, PtySession


@requirement("cli.serve", "serve.address")
async def test_serve_says_who_answers_that_a_port_is_taken_and_that_it_stops(home: Path) -> None:
    async with FakeModel() as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100")
        async with PtySession([str(COMMAND), "serve", "--port", "0"], env, home) as server:
            await server.wait("Listening on http")
            await server.wait(rf"Runs are answered by .*127\.0\.0\.1:{model.port}.* with fake-100")
            address = re.search(r"127\.0\.0\.1:(\d+)/v1", server.text())
            assert address
            async with PtySession([str(COMMAND), "serve", "--port", address[1]], env, home) as second:
                assert await second.departed() == Departure(code=2, left_on=[])
                assert second.shows(rf"Cannot listen on 127\.0\.0\.1:{address[1]}: another program uses this port\.")
                assert not second.shows("Errno|Traceback")
            assert await server.leave("ctrl+c") == Departure(code=0, left_on=[])
            assert server.shows("Stopping: ")
            assert server.shows("Stopped\\.")
