"""Sections of a reply that fold: `<details>` in every way that models write it."""

import re

from tests.requirements import requirement
from tests.tui.history.stage import Stage, finished, opened, replied, stage

NESTED = """<details>
<summary>Outer</summary>

one

<details>
<summary>Inner</summary>

two

</details>

three

</details>

end"""
LOOKS = {
    "in one line": ("<details><summary>A **b**</summary>\ntext\n</details>\n\nend", ["▸ A b", "", "end"]),
    "open at first": ("<details open>\n<summary>A</summary>\n\ntext\n\n</details>", ["▾ A", "", "text"]),
    "no summary": ("<details>\ntext\n</details>", ["▸ Details"]),
    "nested": (NESTED, ["▸ Outer", "", "end"]),
    "in a list": ("- x\n  <details><summary>A</summary>\n\n  in\n\n  </details>\n- y", ["• x", "  ▸ A", "", "• y"]),
    "with code": ("<details>\n<summary>A</summary>\n\n```python\nx = 1\n```\n\n</details>", ["▸ A"]),
    "no end": ("<details>\n<summary>A</summary>\n\none\n\ntwo", ["▾ A", "", "one", "", "two"]),
    "no beginning": ("one\n</details>\n\ntwo", ["one", "", "two"]),
    "no end of the summary": ("<details>\n<summary>A\n\none\n\n</details>", ["▸ A"]),
    "spoken of": ("Write <details> or `</details>`.", ["Write <details> or </details>."]),
}


def text(s: Stage) -> list[str]:
    return "\n".join(s.rows()[1:]).rstrip().split("\n")


@requirement("rendering.sections")
async def test_a_section_is_its_summary():
    async with stage() as s:
        shown: dict[str, list[str]] = {}
        for name, (source, _) in LOOKS.items():
            await s.show([replied(source)])
            shown[name] = text(s)
        assert shown == {name: expected for name, (_, expected) in LOOKS.items()}


@requirement("rendering.sections")
async def test_a_click_opens_one_and_the_key_all():
    async with stage() as s:
        await s.show([replied(NESTED)])
        await s.pilot.click(s.history, offset=(4, 2))
        assert text(s) == ["▾ Outer", "", "one", "", "▸ Inner", "", "three", "", "end"]
        await s.pilot.click(s.history, offset=(4, 2))
        assert text(s) == ["▸ Outer", "", "end"]
        s.history.focus()
        await s.pilot.press("up", "space")
        opened_all = ["▾ Outer", "", "one", "", "▾ Inner", "", "two", "", "three", "", "end"]
        assert text(s) == opened_all
        s.app.theme = "textual-light"
        await s.settled()
        assert text(s) == opened_all
        await s.pilot.press("space")
        assert text(s) == ["▸ Outer", "", "end"]


@requirement("rendering.sections")
async def test_it_folds_when_its_end_has_come():
    reply, source = opened(), NESTED.rpartition("\n\nend")[0]
    async with stage() as s:
        s.transcript.begin(reply)
        await s.stream(reply, [source[at : at + 5] for at in range(0, len(source), 5)])
        assert text(s)[0] == "▾ Outer"
        assert "three" in text(s)
        s.transcript.finish(finished(reply, source))
        await s.settled()
        assert text(s) == ["▸ Outer"]


@requirement("rendering.sections")
async def test_a_hit_inside_is_shown():
    async with stage() as s:
        await s.show([replied(NESTED)])
        s.history.excerpt.jump(s.history.document.entries[0].message.id, re.compile("two"))
        await s.settled()
        assert "two" in text(s)
