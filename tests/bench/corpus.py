"""Text for prepared databases: the same for the same seed, in words of a small vocabulary, some of them rare.

A thread begins with `Thread NUMBER`; a message ends with `END-THREAD-PLACE`, to wait for on screen.
"""

import random
from collections.abc import Sequence

SENTENCE = """
model thread message answer question stream terminal screen window cursor colour paper river garden morning evening
summer winter letter number table kitchen harbour mountain village teacher doctor picture music silver copper orange
violet simple steady narrow bright gentle hollow sudden quiet modern ancient
"""
COMMON: Sequence[str] = SENTENCE.split()
STEMS = ("quartz", "juniper", "zephyr", "obsidian")
RARE: Sequence[str] = [f"{stem}{number}" for stem in STEMS for number in range(100, 350)]
"""A thousand words, each in about one of a thousand messages."""


def words(chance: random.Random, count: int) -> str:
    """Choose `count` common words, and in most messages a rare one."""
    chosen: list[str] = chance.choices(COMMON, k=count)
    chosen[count // 2] = chance.choice(RARE)
    return " ".join(chosen)


def question(chance: random.Random, thread: int, place: int) -> str:
    """Write a short message of the user."""
    start = f"Thread {thread}: " if place == 0 else ""
    return f"{start}{words(chance, 12)}? END-{thread}-{place}"


def answer(chance: random.Random, thread: int, place: int) -> str:
    """Write a reply in Markdown: a paragraph, sometimes a list or a block of code."""
    text = f"The **{chance.choice(COMMON)}** is {words(chance, 25)}."
    match chance.randrange(10):
        case 0:
            text += "\n\n```python\ndef total(values: list[int]) -> int:\n    return sum(values)\n```"
        case 1 | 2:
            text += "".join(f"\n- {words(chance, 4)}" for _ in range(3))
        case _:
            pass
    return f"{text}\n\nEND-{thread}-{place}"
