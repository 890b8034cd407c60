"""Emphasis, in languages that put no blanks between words and in those that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.style import Style

from app.tui.history.render.markdown import parse
from tests.requirements import requirement
from tests.tui.history.stage import Stage, replied, stage


def styled(s: Stage, text: str) -> str:
    """The text of the last message that has this style, "bold", "italic" or "strike"."""
    document = s.history.document
    rows = document.rows(len(document.entries) - 1)[1:]
    parts = [part for row in rows for part in row.strip if getattr(part.style or Style(), text)]
    return "".join(part.text for part in parts).strip()  # the gutter shares the style of the text after it


BOLD = {
    "a full stop inside": ("**テスト。**テスト", "テスト。"),
    "brackets inside": ("**「重点」**内容", "「重点」"),
    "letters on both sides": ("これは**「強調」**です", "「強調」"),
    "fullwidth brackets": ("**（注）**と", "（注）"),
    "Chinese, fullwidth colon": ("**注意：**请看", "注意："),
    "Chinese, western brackets inside": ("**重点(key)**内容", "重点(key)"),
    "Korean, western brackets inside": ("**이 용어(This term)**를 강조", "이 용어(This term)"),
    "Korean, a full stop inside": ("다음은**중요합니다.**그래서", "중요합니다."),
    "Hangul letters of their own": ("**ㄱ.**ㄴ", "ㄱ."),
    "conjoining Hangul": ("**\u1100\u1161.**\u1102\u1161", "\u1100\u1161."),
    "western quotes": ("彼は**“はい”**と言った", "“はい”"),
    "quotes made fullwidth": ("彼**“はい”\ufe01**と", "“はい”\ufe01"),
    "halfwidth kana": ("これは**ﾃｽﾄ｡**です", "ﾃｽﾄ｡"),
    "fullwidth letters": ("これは**ＡＢＣ！**です", "ＡＢＣ！"),
    "an ideographic variation": ("葛\U000e0100**(かつ)**です", "(かつ)"),
    "a variation selector": ("㊙\ufe0e**(秘)**です", "(秘)"),
    "code inside": ("我可以强调**这个`code`**吗", "这个code"),
    "a link inside": ("これは**[名前](https://a.example)**です", "名前 (https://a.example)"),
    "beyond the first plane": ("𠮷**(よし)**𠮷", "(よし)"),
    "two in a row": ("**「一」**と**「二」**", "「一」「二」"),
}


@requirement("markdown.cjk-emphasis")
async def test_bold_beside_cjk():
    async with stage() as s:
        found: dict[str, str] = {}
        for name, (source, _) in BOLD.items():
            await s.show([replied(source)])
            found[name] = styled(s, "bold")
        assert found == {name: bold for name, (_, bold) in BOLD.items()}


@requirement("markdown.cjk-emphasis")
@pytest.mark.parametrize(
    ("source", "style", "text"),
    [
        ("*（注）*と", "italic", "（注）"),
        ("これは*「強調」*です", "italic", "「強調」"),
        ("~~「削除」~~文", "strike", "「削除」"),
        ("~~삭제(deleted)~~는", "strike", "삭제(deleted)"),
        ("***「両方」***です", "italic", "「両方」"),
    ],
)
async def test_italic_and_strikethrough_beside_cjk(source: str, style: str, text: str):
    async with stage() as s:
        await s.show([replied(source)])
        assert styled(s, style) == text


@requirement("markdown.cjk-emphasis")
async def test_underscores_inside_words_stay_text():
    async with stage() as s:
        await s.show([replied("名前_一_二 と 2*3*4個")])
        assert s.text() == ["Assistant", "名前_一_二 と 234個"]
        assert styled(s, "italic") == "3"


@requirement("markdown.western-emphasis")
@given(st.text(alphabet="ab *_~.,()\"'`[]!éßЖ—“”…€👍⭐❤\u200d\ufe0f\n", max_size=40))
def test_text_without_cjk_is_read_as_by_the_parser_alone(text: str):
    plain = MarkdownIt("gfm-like", {"linkify": False, "html": False})
    ours = [(one.type, one.content, one.children) for one in parse(text)]
    for child in (child for _, _, children in ours for child in children or () if child.type == "softbreak"):
        child.content = ""  # the indent of the next line, which the parser alone drops
    assert ours == [(one.type, one.content, one.children) for one in plain.parse(text)]
