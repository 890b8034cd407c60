"""The model picker of the installed program, with two model servers."""

from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.looking_again import open_picker
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import Departure, PtySession


@requirement("models.picker", "models.chosen-for-the-conversation", "models.favourites")
async def test_the_model_of_another_server_answers_from_the_next_message_on(home: Path) -> None:
    async with (
        FakeModel([say("First."), say("Third.")], models=["here-1", "here-2"]) as first,
        FakeModel([say("Second.")], models=["there-1", "there-2"]) as second,
    ):
        env = environment(home, OLLAMA_HOST=f"127.0.0.1:{second.port}", OPENAI_BASE_URL=first.base_url)
        async with PtySession([str(COMMAND)], env, home) as session:
            await session.wait("· here-1")
            session.type("One")
            session.press("enter")
            await session.wait("First\\.")
            assert second.requests == []
            await open_picker(session, "there-2")
            session.type("there2")
            await session.wait("› {2}there-2")
            session.press("ctrl+f")
            await session.wait("›\\* there-2")
            session.press("enter")
            await session.wait("Ollama · there-2")
            session.type("Two")
            session.press("enter")
            await session.wait("Second\\.")
            assert [body["model"] for body in second.bodies] == ["there-2"]
            session.press("ctrl+n")
            await session.wait("· here-1")
            session.type("Three")
            session.press("enter")
            await session.wait("Third\\.")
            await open_picker(session, "Favourites")
            session.press("escape")
            await session.wait_gone("Favourites")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
