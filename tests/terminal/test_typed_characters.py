"""Characters that no key has, as terminals with and without the kitty protocol send them."""

from pathlib import Path

import msgspec

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure

TYPED = "می\u200cخواهم 👩\u200d💻 1\ufe0f\u20e3 a\u200fb\u200ec 10\u00a0000\u202f€ 日\u3000本 e\u0301 \U0001fae9"
"""A non-joiner, joined emoji, a keycap, direction marks, wide and no-break spaces, a combining mark, a new emoji."""


@requirement("input.format-characters")
async def test_format_characters_are_sent_as_they_were_typed(home: Path) -> None:
    replies = [say("By kitty."), say("By bytes."), say("In pieces."), say("By a paste.")]
    async with FakeModel(replies) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type(TYPED)
        session.press("enter")
        await session.wait("By kitty\\.")
        await session.wait("completed")
        session.send(TYPED.encode())
        session.press("enter")
        await session.wait("By bytes\\.")
        await session.wait("completed")
        for byte in TYPED.encode():
            session.send(bytes([byte]))
            await session.until(lambda: not session.is_sending)
        session.press("enter")
        await session.wait("In pieces\\.")
        await session.wait("completed")
        session.paste(TYPED)
        session.press("enter")
        await session.wait("By a paste\\.")
        sent = [msgspec.convert(body["messages"], list[dict[str, object]])[-1]["content"] for body in model.bodies]
        assert sent == [TYPED] * 4
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
