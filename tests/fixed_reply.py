"""The fixed reply of the fake model: 2,128 words of Markdown in 2,983 chunks, the same on every run.

Headings, paragraphs with inline marks, lists, one block of code, one table, and a last line to wait for on screen.
"""

import re

SENTENCE = (
    "the model explains how streaming markdown reaches the terminal and why each frame must stay cheap because redraw"
    " cost grows with the length of the reply so a good client parses only the last block keeps earlier blocks"
    " untouched and lets the input answer at once"
)
WORDS = SENTENCE.split()
END = "ENDMARK7731"


def reply() -> str:
    """Write the text, in seven sections."""
    said = 0

    def paragraph(length: int) -> str:
        nonlocal said
        words = [WORDS[(said + place * 7) % len(WORDS)] for place in range(length)]
        said += length
        words[3], words[9], words[15] = f"**{words[3]}**", f"*{words[9]}*", f"`{words[15]}`"
        return " ".join(words).capitalize() + "."

    parts: list[str] = []
    for section in range(7):
        parts.append(f"## Section {section + 1}: streaming notes\n")
        parts += [paragraph(70) + "\n", paragraph(60) + "\n"]
        parts.append("\n".join(f"- {paragraph(20)}" for _ in range(4)) + "\n")
        if section == 2:
            parts.append("```python\n" + "\n".join(function(number) for number in range(20)) + "\n```\n")
        if section == 5:
            rows = "\n".join(f"| row {row} | {row * 37} | {' '.join(WORDS[row : row + 5])} |" for row in range(12))
            parts.append("| Name | Value | Note |\n|---|---:|---|\n" + rows + "\n")
    return "\n".join(parts) + f"\n{END}\n"


def function(number: int) -> str:
    """Write two lines of the code block."""
    head = f"def f{number}(x: int, y: str = 'v{number}') -> dict[str, int]:"
    return f"{head}\n    return {{y: x + {number}, 'k': len(y) * {number}}}  # step {number}"


TEXT = reply()
TOKENS = re.findall(r"\s?\w{1,8}|\s?[^\w\s]+|\s+", TEXT)
