"""Code blocks that contain code blocks, and those that do not."""

from tests.requirements import requirement
from tests.tui.history.stage import Stage, finished, opened, replied, stage

INNER = "# T\n```python\nx = 1\n```\nend"

NESTED = {
    "markdown": f"```markdown\n{INNER}\n```",
    "md": f"```md\n{INNER}\n```",
    "mdx, with more after it": f"```mdx title=a\n{INNER}\n```",
    "in capitals": f"```Markdown\n{INNER}\n```",
    "no language outside": f"```\n{INNER}\n```",
    "another language outside": f"```text\n{INNER}\n```",
    "blanks after the closing fence": f"```markdown\n{INNER}\n```  ",
    "a blank before the language": f"``` markdown\n{INNER}\n```",
    "tildes": "~~~markdown\n# T\n~~~python\nx = 1\n~~~\nend\n~~~",
    "other marks inside": "~~~markdown\n" + INNER + "\n~~~",
    "longer outside": "````markdown\n" + INNER + "\n````",
    "longer inside": "```markdown\n# T\n````python\n```sh\nx = 1\n````\nend\n```",
    "two levels": "```markdown\n# T\n```md\n```python\nx = 1\n```\n```\nend\n```",
    "two blocks inside": f"```markdown\n{INNER}\n```js\ny\n```\n```",
    "indented inside": "```markdown\n1. T\n   ```python\n   x = 1\n   ```\nend\n```",
    "closed twice as long": f"```markdown\n{INNER}\n``````",
    "cut off after the inner block": "```markdown\n# T\n```python\nx = 1\n```\nmore",
    "cut off in the inner block": "```markdown\n# T\n```python\nx = 1",
}


def inside(source: str) -> str:
    """The lines between the first and the last fence; a reply that was cut off has no last."""
    lines = source.split("\n")[1:]
    if lines[-1].strip("`~ ") == "":
        del lines[-1]
    return "\n".join(lines)


async def blocks(s: Stage, text: str) -> list[str]:
    """The code blocks of a reply, copied one by one with the key."""
    await s.show([replied(text)])
    s.history.focus()
    found: list[str] = []
    while True:
        await s.pilot.press("Y")
        if found and s.app.clipboard == found[0]:
            return found
        found.append(s.app.clipboard)


@requirement("markdown.nested-fences")
async def test_a_block_with_blocks_in_it_is_one():
    async with stage() as s:
        for name, source in NESTED.items():
            assert await blocks(s, f"Here:\n\n{source}") == [inside(source)], name
            assert headers(s) == 1


@requirement("markdown.nested-fences")
async def test_text_after_the_outer_fence_is_text():
    async with stage() as s:
        assert await blocks(s, f"{NESTED['markdown']}\n\nAfter **it**.\n\n```js\nz\n```") == [INNER, "z"]
        assert "After it." in s.text()


@requirement("markdown.nested-fences")
async def test_in_a_list_and_in_a_quote():
    async with stage() as s:
        listed = "\n".join(f"   {line}" for line in NESTED["markdown"].split("\n"))
        assert await blocks(s, f"1. one\n{listed}\n2. two") == [INNER]
        assert "2. two" in s.text()
        quoted = "\n".join(f"> {line}" for line in NESTED["markdown"].split("\n"))
        assert await blocks(s, f"{quoted}\n\nafter") == [INNER]
        assert "after" in s.text()


@requirement("markdown.nested-fences")
async def test_a_growing_block_shows_what_it_has_so_far_as_code():
    async with stage() as s:
        for name, source in NESTED.items():
            reply = opened()
            s.transcript.show([], more=False)
            s.transcript.begin(reply)
            for at in range(0, len(source), 3):
                s.transcript.write(reply.id, source[at : at + 3])
                s.transcript.draw()
                assert headers(s) <= 1, name
            s.transcript.finish(finished(reply, source))
            streamed = s.rows()
            await s.show([finished(reply, source)])
            assert streamed == s.rows()


def headers(s: Stage) -> int:
    """The number of code blocks on screen."""
    return sum(row.endswith("  copy") for row in s.rows())


IN_A_ROW = [
    ("```python\na\n```\n\n```js\nb\n```", ["a", "b"]),
    ("```python\na\n```\n```js\nb\n```", ["a", "b"]),
    ("```\na\n```\ntext\n```\nb\n```", ["a", "b"]),
    ("```markdown\n# a\n```\n\n```python\nb\n```", ["# a", "b"]),
    ("```markdown\na\n```\n\n```markdown\nb\n```", ["a", "b"]),
    ("- one\n  ```sh\n  a\n  ```\n- two\n  ```sh\n  b\n  ```", ["a", "b"]),
    # A fence in a string of the program, which no other line closes.
    ("```python\ns = '''\n```json\n'''\n```\ntext\n\n```sh\nb\n```", ["s = '''\n```json\n'''", "b"]),
    # The language at the closing fence as well.
    ("```python\na\n```python\ntext\n\n```sh\nb\n```", ["a\n```python\ntext\n\n```sh\nb"]),
    ("```python\na\n```json\nb", ["a\n```json\nb"]),
    ("~~~python\na\n```\nb\n~~~", ["a\n```\nb"]),
    ("```python\na\n```.\nb\n```", ["a\n```.\nb"]),
]


@requirement("markdown.fences-in-a-row")
async def test_blocks_in_a_row_are_not_nested():
    async with stage() as s:
        for text, expected in IN_A_ROW:
            assert await blocks(s, text) == expected


@requirement("markdown.fences-in-a-row")
async def test_many_open_levels_take_linear_time():
    async with stage() as s:
        await s.show([replied("```python\n```json\n```\n\n" * 20_000)])
        await s.pilot.press("end")
        assert s.text()
