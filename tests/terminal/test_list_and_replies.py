"""The list and the replies in one started program: searches, undone deletions, retries, long replies, what unfolds."""

from pathlib import Path

from tests.fake_model import FakeModel, Head, cut, event, say
from tests.requirements import requirement
from tests.terminal.conversations import click, place, store
from tests.terminal.program import ANSWERS, COMMAND, chat, environment
from tests.terminal.pty_session import MIDDLE, RIGHT, Departure, PtySession

LONG = "\n\n".join(f"Paragraph {at}. " + "Word after word. " * 40 for at in range(80))
ADDRESS = "https://example.com/plums?ripe=1"
BROWSER = """#!/bin/sh
echo "$1" >> "$(dirname "$0")/opened"
"""


@requirement("windows.search-ends-with-enter", "windows.undo-stays", "windows.newest-end")
async def test_a_search_ends_with_enter_an_undo_stays_and_a_long_reply_opens_at_its_end(home: Path) -> None:
    await store(home, ("Plums", LONG), ("Apples", "Red."), ("Pears", "Green."))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Green\\.")
        await session.wait(ANSWERS)
        session.press("ctrl+s")
        session.type("apples")
        await session.wait_gone("^   Pears")
        session.press("enter")
        await session.wait("Red\\.")
        await session.wait("^   Pears")
        assert not session.shows("─ Search")
        session.type("typed")
        await session.wait("│ typed")

        session.press("ctrl+b", "ctrl+b", "up", "delete")
        await session.wait_gone("^   Pears")
        await session.wait("Conversation deleted\\. Undo: u")
        session.press("u")
        await session.wait("^   Pears")
        await session.wait_gone("Conversation deleted")
        assert session.shows(r"\A.*Apples")
        assert session.shows("Red\\.")
        assert session.shows("│ typed")

        session.press("escape", "ctrl+down")
        await session.wait(r"\A.*Plums")
        await session.wait("Paragraph 79\\.")
        assert not session.shows("Paragraph 0\\.|↓")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.retry-replaces", "windows.notices")
async def test_a_retry_replaces_what_broke_off_and_its_sentence_is_there_once(home: Path) -> None:
    await store(home, ("Pears", "Green."))
    replies = [cut("Dead one, "), cut("Dead two, "), say("Alive.")]
    async with FakeModel(replies) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.press("ctrl+n")
        session.type("Hello")
        session.press("enter")
        await session.wait("Dead one,")
        await session.wait("F5 Retry")
        assert session.text().count("F5 Retry") == 1
        session.press("f5")
        await session.wait("Dead two,")
        await session.wait_gone("Dead one,")
        await session.wait("F5 Retry")
        session.press("f5")
        await session.wait("Alive\\.")
        await session.wait_gone("Dead two,")
        await session.wait("completed")
        session.press("ctrl+down")
        await session.wait("Green\\.")
        session.press("ctrl+up")
        await session.wait("Alive\\.")
        assert not session.shows("Dead")
        assert "Dead" not in str(model.bodies[-1])
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks", "windows.other-buttons", "reasoning.opened")
async def test_links_reasoning_and_rows_are_clicked_after_a_resize(home: Path) -> None:
    browser = home / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    topics = [(f"Topic {at:02}", f"Answer {at:02}.") for at in range(60)]
    await store(home, *topics, ("Plums", f"Blue, [see here]({ADDRESS}) or [not here](file:///etc)."))
    reply = (Head(), event({"reasoning_content": "Six sevens are 42."}), *say("It is 42.")[1:])
    async with FakeModel([reply]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", BROWSER=str(browser))
        env["ASSISTANT_CHAT_MODEL"] = "fake-100"
        async with PtySession([str(COMMAND)], env, home, 60, 24) as session:
            await session.wait("see here")
            await session.wait(ANSWERS)
            session.resize(120, 30)
            await session.wait("Topic 40")
            await session.wait("see here")
            for text, button in (("see here", RIGHT), ("see here", MIDDLE), ("not here", 0), ("Blue,", 0)):
                click(session, place(session, text), button)
            click(session, place(session, "see here"))
            await session.wait("Open a link")
            session.press("enter")
            opened = home / "opened"
            await session.until(lambda: opened.exists() and opened.read_text().endswith("\n"))
            await session.wait_gone("Open a link")

            session.type("What is 6 × 7?")
            session.press("enter")
            await session.wait("It is 42\\.")
            await session.wait("completed")
            line = place(session, "▸ Thought for")
            for button in (RIGHT, MIDDLE):
                click(session, line, button)
            session.type("typed")
            await session.wait("│ typed")  # the clicks before it have acted
            assert not session.shows("Six sevens")
            click(session, line)
            await session.wait("Six sevens are 42\\.")
            click(session, place(session, "Thought for"))
            await session.wait_gone("Six sevens are 42\\.")
            assert opened.read_text() == f"{ADDRESS}\n"

            session.press("ctrl+b", "ctrl+b", "end")
            await session.wait("Topic 00")
            session.resize(100, 20)
            await session.wait(r"(?s)Ctrl\+S Search.*Topic 07.*Topic 00")
            click(session, place(session, "Topic 07"))
            await session.wait("Answer 07\\.")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
