"""An assistant in the installed program: written, chosen, talked to, and there again after a restart."""

from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure


@requirement("assistants.chosen", "assistants.edited")
async def test_an_assistant_is_written_chosen_and_talked_to(home: Path) -> None:
    async with FakeModel([say("Roses"), say("are red.")]) as model:
        async with chat(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.press("f4")
            session.type("typed right behind the key")
            await session.wait("Nothing found\\.")
            session.press("ctrl+n")
            await session.wait("New assistant")
            session.type("Poet")
            session.press("tab")
            session.paste("Answer in rhymes,\nalways.")
            session.press("tab", "tab")
            session.type("9")
            session.press("ctrl+s")
            await session.wait("Expected a value <= 2, but got 9")
            session.press("backspace")
            session.type("0.5")
            session.press("ctrl+s")
            await session.wait("Saved “Poet”")
            session.press("escape", "f4")
            await session.wait("Assistants")
            session.type("poet")
            session.press("enter")
            await session.wait("Message Poet")
            session.type("Begin")
            session.press("enter")
            await session.wait("Roses")
            await session.wait("completed")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        async with chat(home, model.base_url) as session:
            await session.wait("Message Poet")
            await session.wait(f"Poet .*{ANSWERS}")
            session.type("Go on")
            session.press("enter")
            await session.wait("are red\\.")
            await session.wait("completed")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        for body in model.bodies[-2:]:
            messages = body["messages"]
            assert isinstance(messages, list)
            assert messages[0] == {"role": "system", "content": "Answer in rhymes,\nalways."}
            assert body["temperature"] == 0.5
