"""The picture of README, `.github/screen.svg`: the program itself on a scripted model.

`python -m tests.picture` draws it again.
"""

import asyncio
import tempfile
from pathlib import Path

from app.api.endpoints import Endpoint
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.svg import screen_svg
from tests.tui.terminal import Terminal, terminal

PICTURE = Path(__file__).parents[1] / ".github" / "screen.svg"
SCREEN = (112, 32)
"""Columns and rows."""
# In Latin script: a machine without East Asian fonts shows boxes for other letters.
EARLIER = {
    "Un week-end à Kyoto et à Nara ?": "Samedi à **Kyoto**, dimanche à **Nara**.",
    "Why is my Postgres query slow?": "The plan shows a sequential scan.",
    "Ramen broth for two": "Start with the bones.",
}
QUESTION = "Group words by their anagrams in Python, and say what it costs."
ANSWER = """\
Sort the letters of each word: anagrams share the result, so it serves as the **key**.

```python
from collections import defaultdict

def anagrams(words: list[str]) -> list[list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        groups["".join(sorted(word))].append(word)
    return list(groups.values())
```

| step | cost |
|---|---|
| sort one word of *k* letters | O(k log k) |
| all *n* words | O(n · k log k) |

- Two words meet only if their letters agree, so there are no"""


async def talk(t: Terminal) -> None:
    """Have the conversations of the picture."""
    for question, answer in EARLIER.items():
        await t.press("ctrl+n")
        await t.send(question)
        await t.shows(answer.replace("*", "")[:10])
        await t.shows("completed")
    await t.press("ctrl+n")
    await t.send(QUESTION)
    await t.shows("so there are no")


async def draw_screen() -> str:
    """The screen as an SVG, while the last reply streams."""
    endpoint = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local")
    replies = [*(Reply(answer) for answer in EARLIER.values()), Reply(ANSWER, Gate())]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", config_dir=Path(folder))
        script = Script(replies, endpoint=endpoint, models=["qwen3:8b"])
        async with terminal(settings, script, size=SCREEN) as t:
            await talk(t)
            return screen_svg(t.strips(), "assistant-chat")


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw_screen()), encoding="utf-8")
