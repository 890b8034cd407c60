"""What is on the terminal when the app was left: the command that opens the same conversation."""

import re
import shlex
from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, chat, environment
from tests.terminal.pty_session import Departure, PtySession

LEFT_IN_ORDER = Departure(code=0, left_on=[])


@requirement("terminal.way-back")
async def test_the_command_that_is_printed_opens_the_conversation_again(home: Path) -> None:
    folder = home / "my data"
    async with FakeModel([say("A lake in the north."), say("Other.")]) as model:
        async with chat(home, model.base_url, "--data-dir", str(folder)) as session:
            await session.wait(ANSWERS)
            assert await session.leave("ctrl+q") == LEFT_IN_ORDER
            assert not session.shows("come back")
        async with chat(home, model.base_url, "--data-dir", str(folder), columns=200) as session:
            await session.wait(ANSWERS)
            session.type("What is Inari?")
            session.press("enter")
            await session.wait("completed")
            assert await session.leave("ctrl+q") == LEFT_IN_ORDER
            found = re.search("To come back to this conversation: (assistant-chat --data-dir .*)", session.text())
            assert found, session.text()
        words = shlex.split(found[1])
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100")
        async with PtySession([str(COMMAND), *words[1:]], env, home) as session:
            await session.wait("A lake in the north.")
            assert await session.leave("ctrl+q") == LEFT_IN_ORDER
