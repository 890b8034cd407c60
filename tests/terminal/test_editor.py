"""The user's editor on the message in the box (Ctrl+G), in a real terminal."""

import json
import re
import sys
from pathlib import Path

from app.models.script import Gate
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, environment
from tests.terminal.pty_session import Departure, PtySession

# It reads in short waits: a signal between the prompt and one endless read would be noticed only after a line.
EDITOR = """
import os, select, sys
path = sys.argv[1]
text = open(path).read()
modes = [f"{os.stat(one).st_mode & 0o777:o}" for one in (path, os.path.dirname(path))]
print(f"EDITING <{text[:5]}|{text[-20:]}> mode", *modes)
try:
    print("> ", end="", flush=True)
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        pass
    command = sys.stdin.readline().rstrip()
except KeyboardInterrupt:
    command = "interrupted"
match command:
    case "fail":
        open(path, "w").write("saved before the fall")
        sys.exit(3)
    case "long":
        open(path, "w").write("x" * 5_000_000)
    case "binary":
        open(path, "wb").write(b"\\xff\\xfe\\x00")
    case "nothing":
        pass
    case words:
        open(path, "w").write(f"{text} and {words}\\n")
"""


def editing(home: Path, base_url: str, **more: str) -> PtySession:
    """The terminal app, with an editor that asks what to do."""
    script = home / "editor.py"
    script.write_text(EDITOR)
    settings = {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": "fake-100"}
    env = environment(home, **{"EDITOR": f"{sys.executable} {script}", **settings, **more})
    return PtySession([str(COMMAND)], env, home)


def left_behind(home: Path) -> list[bytes]:
    """The beginnings of the texts that were not taken back."""
    return [path.read_bytes()[:21] for path in home.glob("assistant-chat-*/message.md")]


@requirement("box.editor")
async def test_the_editor_has_draft_and_terminal_while_a_reply_goes_on(home: Path) -> None:
    gate = Gate()
    async with (
        FakeModel([say("half an answer ", gate, "and the rest")]) as model,
        editing(home, model.base_url) as session,
    ):
        await session.wait(ANSWERS)
        session.type("Go")
        session.press("enter")
        await session.wait("half an answer")
        session.type("typed")
        session.paste("p" * 70_000)
        await session.wait("70 KB|70,000")
        session.press("ctrl+g")
        await session.wait("^EDITING <typed")
        await session.wait("^> ")
        assert session.emulator.left_on() == []
        gate.open()
        session.send(b"\x03")
        await session.wait("completed")
        await session.wait("and the rest")
        await session.wait("70 KB|70,0")
        session.press("ctrl+g")
        await session.wait("and interrupted> mode 600 700")
        session.type("nothing")
        session.press("enter")
        await session.wait("completed")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("box.editor", "box.suspend")
async def test_what_comes_back_is_the_draft_and_can_be_undone(home: Path) -> None:
    async with FakeModel([say("Yes.")]) as model, editing(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("one")
        session.press("ctrl+g")
        await session.wait("EDITING <one\\|")
        session.type("two")
        session.press("enter")
        await session.wait("│ one and two")
        session.send(b"\x1f")
        await session.wait("│ one +│")
        session.press("ctrl+y", "enter")
        await session.wait("Yes\\.")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        assert '"one and two"' in json.dumps(model.bodies[0])


@requirement("box.editor")
async def test_an_editor_that_fails_changes_nothing_and_loses_nothing(home: Path) -> None:
    async with FakeModel() as model, editing(home, model.base_url, TMPDIR=str(home)) as session:
        await session.wait(ANSWERS)
        session.type("draft")
        for command, words in [("fail", "exit code 3"), ("long", "too long \\(5\\.0 MB\\)"), ("binary", "not UTF-8")]:
            session.press("ctrl+g")
            await session.wait("EDITING <draft\\|")
            session.type(command)
            session.press("enter")
            await session.wait(words)
            await session.wait("│ draft")
        assert sorted(left_behind(home)) == [b"saved before the fall", b"x" * 21, b"\xff\xfe\x00"]
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("box.editor")
async def test_without_an_editor_the_program_says_what_to_set(home: Path) -> None:
    async with FakeModel() as model:
        for more, words in [
            ({"EDITOR": ""}, "Set EDITOR to"),
            ({"VISUAL": "no-such-editor -w"}, "VISUAL is set to no-such"),
        ]:
            async with editing(home, model.base_url, PATH=str(home), **{"EDITOR": "", **more}) as session:
                await session.wait(ANSWERS)
                session.press("ctrl+g")
                await session.wait(re.escape(words))
                assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("assistants.long-instructions")
async def test_the_editor_has_a_text_of_a_dialog(home: Path) -> None:
    async with FakeModel() as model, editing(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.press("f4", "ctrl+n")
        await session.wait("New assistant")
        session.press("tab")
        session.paste("Explain. " * 20_000)
        await session.wait("180,000 characters, too long")
        session.press("ctrl+g")
        await session.wait("^EDITING <Expla")
        await session.wait("^> ")
        session.type("be short")
        session.press("enter")
        await session.wait("180,013 characters")
        session.press("ctrl+g")
        await session.wait("^EDITING <Expla.* be short>")
        await session.wait("^> ")
        session.type("fail")
        session.press("enter")
        await session.wait("ended with exit code 3")
        await session.wait("180,013 characters")
