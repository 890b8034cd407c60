"""`ask` in a real terminal: its Markdown is rendered; where the source is asked for, or needed, it is the source."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import Departure, PtySession


@requirement("ask.markdown")
@pytest.mark.parametrize(
    ("words", "more", "shown"),
    [
        ([], {}, "^A bold word"),
        (["--raw"], {}, r"^A \*\*bold\*\* word"),
        ([], {"ACCESSIBLE": "1"}, r"^A \*\*bold\*\* word"),
    ],
)
async def test_markdown_is_rendered_unless_the_source_is_wanted(
    words: list[str], more: dict[str, str], shown: str, home: Path
) -> None:
    async with FakeModel([say("A **bold** ", "word.\n\n", "- end\n")]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="m", **more)
        async with PtySession([str(COMMAND), "ask", *words, "Hi"], env, home) as session:
            assert await session.departed() == Departure(code=0, left_on=[])
            assert session.shows(shown)
            assert session.shows("end")
