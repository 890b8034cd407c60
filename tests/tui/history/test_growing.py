"""The lines above the one that is being written stay as they are."""

import random
import time

from app.api.objects import Message
from tests.requirements import requirement
from tests.tui.history.fragments import FRAGMENTS
from tests.tui.history.stage import Stage, finished, opened, replied, stage

SHOWN_ABOVE = {
    "a heading's line of hyphens": ("Some text:\n", ["-", "--", "---", "- item"]),
    "a heading's line of hyphens and a blank": ("Some text:\n", ["- ", "-- -"]),
    "a heading's line of equals signs": ("Some text:\n", ["=", "===", "=== no"]),
    "in a list": ("- one\n  two\n", ["  -", "  ---", "  --- no"]),
    "in a quote": ("> one\n", ["> -", "> ---", "> - item"]),
    "an item that makes its list loose": ("- one\n- two\n\n", ["-", "--", "- three", "-- no"]),
    "a numbered item": ("1. one\n2. two\n\n", ["3", "3.", "3. three", "3.3"]),
    "text that makes its list loose": ("- one\n- two\n\n", ["  text", " text"]),
    "a table's second line": ("| a | b |\n", ["|-", "|---|---", "|---|---|", "|---|---| no"]),
    "a table's second line without bars at its ends": ("a | b\n", ["--- | ---"]),
    "a table's row": ("| a | b |\n|---|---|\n| 1 | 2 |\n", ["| a very long cell", "| x | y |"]),
    "strong emphasis that ends": ("one **two\nthree\n", ["four**", "four**five", "four.**five"]),
    "emphasis that ends": ("one *two\n", ["three*", "three**"]),
    "strikethrough that ends": ("one ~~two\n", ["three~~ four"]),
    "code that ends": ("one `two\nthree\n", ["four`", "four``"]),
    "a formula that ends": ("one \\(a_1\n", ["b_1\\)"]),
    "a link that ends": ("one [two\n", ["three](http://x", "three](http://x.y) four"]),
    "a link's definition": ("see [one]\n\n", ["[one]: http", "[one]: http://x.y", "[one]: http://x.y no"]),
    "a link's definition after its name": ("see [one]\n\n[one]:\n", ["http://x.y"]),
    "a fence": ("text\n", ["`", "``", "```", "```py", "~~~"]),
    "a fence's end": ("text\n\n```py\nx = 1\n", ["`", "```", "```py"]),
    "a bare number sign": ("text\n", ["#", "#1", "# one"]),
    "a bare bullet": ("text\n", ["*", "* one", "*one*"]),
    "html": ("text\n", ["<", "<div>", "<!-- "]),
    "indented text": ("text\n\n", ["    code"]),
}


def looks(s: Stage) -> list[list[tuple[str, str]]]:
    """The rows of the last message with their styles, without its blank last one."""
    document = s.history.document
    rows = document.rows(len(document.entries) - 1)[:-1]
    return [[(segment.text, str(segment.style)) for segment in row.strip] for row in rows]


@requirement("markdown.no-flash")
async def test_the_last_line_leaves_those_above_as_they_are():
    async with stage() as s:
        for above, lines in SHOWN_ABOVE.values():
            for line in lines:
                grow(s, above, line)
                grow(s, "First.\n\n" + above, line)


def grow(s: Stage, above: str, line: str) -> None:
    """Write a line, character by character, under text that was shown before."""
    reply = opened()
    s.transcript.show([], more=False)
    s.transcript.begin(reply)
    write(s, reply, above)
    finished_lines = looks(s)
    for character in line:
        write(s, reply, character)
        assert looks(s)[: len(finished_lines)] == finished_lines, (above, line)
    s.transcript.finish(finished(reply, above + line))
    streamed = looks(s)
    s.transcript.show([replied(above + line)], more=False)
    assert streamed == looks(s), (above, line)


def write(s: Stage, reply: Message, text: str) -> None:
    """Write a piece and draw it."""
    s.transcript.write(reply.id, text)
    s.transcript.draw()


@requirement("markdown.no-flash")
async def test_in_any_text():
    async with stage(width=46) as s:
        for seed in range(40):
            choice = random.Random(seed)
            text = "".join(choice.choice(FRAGMENTS) for _ in range(12)).replace("\x1b", "").replace("\r", "")
            text = text.replace("```python", "```").replace("~~~js", "~~~")  # code is coloured anew now and then
            reply = opened()
            s.transcript.show([], more=False)
            s.transcript.begin(reply)
            above: list[list[tuple[str, str]]] = []
            for at, character in enumerate(text):
                write(s, reply, character)
                now = looks(s)
                if character == "\n":
                    above = now
                assert now[: len(above)] == above, text[: at + 1]


@requirement("markdown.no-flash")
async def test_the_last_line_is_shown_while_it_grows():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        for piece, row in [
            ("one", "one"),
            (" two\n", "one two"),
            ("three", "three"),
            ("\n- fo", "• fo"),
            ("ur", "• four"),
        ]:
            await s.stream(reply, [piece])
            assert s.text()[-1] == row


@requirement("markdown.no-flash")
async def test_a_finished_line_changes_what_it_means():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["| a | b |\n|---|---|"])
        assert s.text()[1:] == ["| a | b |"]
        await s.stream(reply, ["\n"])
        assert s.text()[1:] == ["a │ b", "──┼──"]
        await s.stream(reply, ["| 1 | 2"])
        assert s.text()[1:] == ["a │ b", "──┼──"]
        await s.stream(reply, [" |\n"])
        assert s.text()[1:] == ["a │ b", "──┼──", "1 │ 2"]


HOSTILE = {
    "blanks": " " * 60_000 + "x",
    "blank lines": "x\n" + "\n" * 60_000 + "x",
    "hyphens": "x\n" + "-" * 60_000 + "x",
    "a fence with blanks": "```a" + " " * 60_000 + "b\n",
    "backticks": "`" * 60_000 + "x`",
    "marks of quotes": "> " * 30_000 + "x",
    "digits": "1" * 60_000 + ".",
}


@requirement("markdown.linear")
async def test_no_line_takes_quadratic_time():
    async with stage() as s:
        for name, text in HOSTILE.items():
            began = time.process_time()
            reply = opened()
            s.transcript.show([], more=False)
            s.transcript.begin(reply)
            write(s, reply, text)
            s.transcript.finish(finished(reply, text))
            looks(s)
            assert time.process_time() - began < 5.0, name
