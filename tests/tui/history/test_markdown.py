"""How replies look."""

from tests.requirements import requirement
from tests.tui.history.stage import Stage, code_header, replied, said, stage


async def shown(s: Stage, text: str) -> list[str]:
    """The rows of a reply, without its header."""
    await s.show([replied(text)])
    rows = s.rows()
    assert rows[0] == "Assistant"
    while rows and not rows[-1]:
        rows.pop()
    return rows[1:]


LOOKS = {
    "headings": ("# One\ntext\n### Three", ["One", "", "text", "", "Three"]),
    "emphasis": ("**bold** *slanted* ~~gone~~ `code`", ["bold slanted gone code"]),
    "nested list": ("- a\n  - b\n    - c\n- d", ["• a", "  ◦ b", "    ▪ c", "• d"]),
    "ordered list": ("9. nine\n9. ten\n   - deep", ["9. nine", "10. ten", "    ◦ deep"]),
    "loose list": ("1. a\n\n   more\n\n2. b", ["1. a", "", "   more", "", "2. b"]),
    "empty item": ("- \n- b", ["•", "• b"]),
    "tasks": ("- [ ] open\n- [x] done", ["☐ open", "☑ done"]),
    "quote": ("> one\n>\n> - two\n\nthree", ["▌ one", "▌", "▌ • two", "", "three"]),
    "quote after text": ("one\n\n> two", ["one", "", "▌ two"]),
    "rule": ("a\n\n---\n\nb", ["a", "", "─" * 56, "", "b"]),
    "link": ("[name](https://a.example/x)", ["name (https://a.example/x)"]),
    "autolink": ("<https://a.example/x> https://b.example.", ["https://a.example/x https://b.example."]),
    "image": ("![a cat](https://a.example/c.png)", ["image: a cat (https://a.example/c.png)"]),
    "html": ("<b>x</b> <script>y</script>\n\n<div>z</div>", ["<b>x</b> <script>y</script>", "", "<div>z</div>"]),
    "line breaks": ("one<br>two  \nthree\\\nfour\nfive", ["one", "two", "three", "four", "five"]),
    "math": (
        "\\(a_1 * b_2 * c\\) and $x_1 * y * z$ but $5 and $6\n\n$$\n\\frac{a}{b} \\\\\n$$",
        ["a₁ * b₂ * c and x₁ * y * z but $5 and $6", "", "$$", "\\frac{a}{b} \\\\", "$$"],
    ),
    "brackets": ("[bold]not markup[/bold] [red]", ["[bold]not markup[/bold] [red]"]),
    "code": ("```python\nx = 1\n\ny = [2]\n```", [code_header("python"), " x = 1", "", " y = [2]"]),
    "code without a name": ("```\n[a]\n```", [code_header("text"), " [a]"]),
    "code in a list": ("1. a\n   ```\n   x\n   ```\n2. b", ["1. a", code_header("text", "   "), "    x", "2. b"]),
    "open code": ("```js\nlet", [code_header("js"), " let"]),
    "unknown language": ("```{weird}=x\ny\n```", [code_header("weird"), " y"]),
    "tabs": ("```\n\tx\n```", [code_header("text"), "     x"]),
    "table": (
        "| a | right | c |\n|---|---:|:-:|\n| 日本 | 1 | xx |\n| b | 22 | `y` |",
        ["a    │ right │ c", "─────┼───────┼───", "日本 │     1 │ xx", "b    │    22 │ y"],
    ),
    "table with a break": ("| a | b |\n|---|---|\n| x<br>y | z |", ["a │ b", "──┼──", "x │ z", "y │"]),
    "japanese": ("**強調**です。「引用」", ["強調です。「引用」"]),
    "entities": ("&lt;b&gt; &amp; &copy;", ["<b> & ©"]),
}


@requirement("history.markdown")
async def test_markdown():
    async with stage() as s:
        shown_as = {name: await shown(s, source) for name, (source, _) in LOOKS.items()}
        assert shown_as == {name: expected for name, (_, expected) in LOOKS.items()}


@requirement("history.markdown")
async def test_a_users_message_is_shown_as_it_was_typed():
    async with stage() as s:
        await s.show([said("# no heading\n\n  *as is* [x]\n\ttab")])
        assert s.rows()[:5] == ["You", "# no heading", "", "  *as is* [x]", "    tab"]


@requirement("history.tables")
async def test_cells_of_a_wide_table_wrap_and_lose_nothing():
    words = " ".join(f"word{number}" for number in range(30))
    async with stage(width=50) as s:
        rows = await shown(s, f"| k | text |\n|---|---|\n| a | {words} |\n| b | short |")
        assert rows[:2] == ["k │ text", "──┼" + "─" * 43]
        cells = [row.split("│")[1].strip() for row in rows[2:-1]]
        assert " ".join(cells) == words
        assert rows[2].startswith("a │")
        assert rows[3].startswith("  │")
        assert rows[-1].startswith("b │ short")


@requirement("history.tables")
async def test_a_table_too_wide_for_columns_becomes_records():
    head, body = ("| " + " | ".join(f"{kind}number{i}" for i in range(9)) + " |" for kind in ("head", "cell"))
    async with stage(width=40) as s:
        rows = await shown(s, f"{head}\n{'|---' * 9}|\n{body}\n{body}")
        assert rows[0] == "headnumber0: cellnumber0"
        assert rows[8:11] == ["headnumber8: cellnumber8", "───", "headnumber0: cellnumber0"]


@requirement("history.code")
async def test_long_lines_of_code_wrap_and_lose_nothing():
    line = "call(" + ", ".join(f"argument_{number}" for number in range(20)) + ")"
    async with stage(width=50) as s:
        rows = await shown(s, f"```python\nif x:\n    {line}\n```")
        assert rows[1:3] == [" if x:", "     " + rows[2].strip()]
        assert all(row.startswith(" ↪ ") for row in rows[3:])
        assert "".join(row.removeprefix(" ↪").strip() for row in rows[2:]).replace(" ", "") == line.replace(" ", "")


def colours(s: Stage, text: str) -> set[str]:
    """The colours of the row that has this text."""
    y = s.rows().index(f" {text}")
    return {str(part.style.color) for part in s.history.render_line(y) if part.style and part.text.strip()}


@requirement("history.code", "history.theme")
async def test_code_is_highlighted_by_the_theme():
    async with stage() as s:
        await shown(s, "```python\ndef f(): return 'x'\n```\n\n```\ndef g(): return 'x'\n```")
        dark = colours(s, "def f(): return 'x'")
        assert len(dark) > 2
        assert len(colours(s, "def g(): return 'x'")) == 1
        s.app.theme = "textual-light"
        await s.settled()
        assert s.history.following
        assert not colours(s, "def f(): return 'x'") & dark


@requirement("history.code")
async def test_very_long_tokens_are_not_highlighted():
    # Some lexers take minutes for one.
    async with stage() as s:
        await s.show([replied("```python\ndef f(): return 'x'\nx='" + "a" * 2000 + "\n```")])
        s.history.action_scroll_home()
        assert len(colours(s, "def f(): return 'x'")) == 1


@requirement("history.markdown")
async def test_links_open_by_a_click_only_when_they_lead_to_the_web():
    async with stage() as s:
        await s.show([replied("[a](https://a.example/x)\n\n[b](ftp://b.example)")])
        await s.pilot.click(s.history, offset=(2, 2))
        await s.pilot.click(s.history, offset=(2, 4))
        assert s.app.opened == ["https://a.example/x"]
