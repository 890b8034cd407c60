"""The console of Linux (TERM=linux): nothing on the screen needs more than the font that each of them has."""

from pathlib import Path

from tests.fake_model import FakeModel, Gate, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, environment
from tests.terminal.pty_session import Departure, PtySession

SIGNS = "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼"
"""What the font of code page 437 has where the code has control characters."""
REPLY = """\
# Heading

- “quoted” — and so on …
  - inner
    - innermost
- [x] done
- [ ] open

> It’s a quote.

```python
first = 1
```

| a | b |
|---|---|
| 1 | 2 |
"""
DIALOGS = {"f1": "─ Keys", "ctrl+l": "─ Choose a model", "f4": "─ Assistants", "ctrl+p": "─ Commands", "f2": "─ Title"}


def missing(session: PtySession) -> set[str]:
    """The characters on the screen that the font lacks."""
    return {one for one in session.text() if one not in SIGNS and not one.encode("cp437", "ignore")}


@requirement("look.linux-console")
async def test_all_that_is_drawn_is_in_the_font_of_the_linux_console(home: Path) -> None:
    gate = Gate()
    async with FakeModel([say(REPLY, gate, "The end.")]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, ASSISTANT_CHAT_MODEL="fake-100", TERM="linux")
        async with PtySession([str(COMMAND)], env, home) as session:
            await session.wait(ANSWERS)
            session.type("Hello")
            session.press("enter")
            await session.wait("first = 1")
            for frame in (r"\|", "/", "-", r"\\"):
                await session.wait(rf"^.*  {frame} in_progress")
            assert missing(session) == set()
            gate.open()
            await session.wait("completed")
            for key, title in DIALOGS.items():
                session.press(key)
                await session.wait(title)
                assert missing(session) == set(), key
                session.press("escape")
                await session.wait_gone(title)
            session.press("f4", "ctrl+n")
            await session.wait("< the model's default >")
            assert missing(session) == set()
            session.press("escape", "escape", "ctrl+q")
            assert await session.departed() == Departure(code=0, left_on=[])
