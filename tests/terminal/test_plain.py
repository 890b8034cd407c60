"""`--plain` in a real terminal, as a screen reader hears it: messages of several lines, Ctrl+C, commands."""

import json
from pathlib import Path
from typing import cast

from tests.fake_model import FakeModel, hang, say
from tests.requirements import requirement
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import PtySession


@requirement("plain.several-lines", "plain.commands", "plain.appends", "plain.interrupt")
async def test_a_conversation_line_by_line(home: Path) -> None:
    replies = [say("The first reply."), hang("Half of a"), say("The whole reply.")]
    async with FakeModel(replies, models=["fake-100", "fake-200"]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ACCESSIBLE="1", NO_COLOR="1")
        async with PtySession([str(COMMAND), "--plain"], env, home, 100, 60) as terminal:
            await terminal.wait(r"/help lists what else you can type[\s\S]*^Message: *$")
            terminal.type('"""\nOne line\n/and another\n"""\n')
            await terminal.wait(r"^The first reply\. *\n[\s\S]*^completed, fake-100, 127\.0\.0\.1[\s\S]*^Message: *$")
            terminal.type("/model 200\n")
            await terminal.wait(r"^Model: fake-200, at 127\.0\.0\.1[\s\S]*^Message: *$")
            terminal.type("Go \\\non\n")
            await terminal.wait(r"^Half of a")
            terminal.press("ctrl+c")
            await terminal.wait(r"^cancelled, .* s *\nMessage: *$")
            terminal.type('"""\n')
            await terminal.wait(r"^More: *$")
            terminal.type("Forget this")
            await terminal.wait(r"^More: Forget this *$")
            terminal.press("ctrl+c")
            await terminal.wait(r"^The message that you had begun was discarded\. *\nMessage: *$")
            terminal.type("/retry\n")
            await terminal.wait(r"^The whole reply\. *\n[\s\S]*^completed, fake-200, 127\.0\.0\.1[\s\S]*^Message: *$")
            terminal.type("/list\n")
            await terminal.wait(r"^1\. One line /and another, open now, ")
            terminal.type("/quit\n")
            assert await terminal.exit_code() == 0
            assert "Forget this" not in json.dumps(model.bodies)
    messages = [cast("list[dict[str, object]]", body["messages"]) for body in model.bodies]
    sent = [[one["content"] for one in several if one["role"] == "user"] for several in messages]
    assert sent == [["One line\n/and another"], *[["One line\n/and another", "Go \non"]] * 2]
    assert [body["model"] for body in model.bodies] == ["fake-100", "fake-200", "fake-200"]
