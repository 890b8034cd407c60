"""HTML inside Markdown, numbers of footnotes, and diagrams; broken in every place, and while they grow."""

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.style import Style

from app.tui.history.document.markdown_body import MarkdownBody
from app.tui.history.render.rows import NO_LOOK, RowBuilder
from tests.requirements import requirement
from tests.tui.history.stage import code_header, replied, stage

LOOKS = {
    "keys": ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.", ["Press Ctrl+C."]),
    "small figures": ("H<sub>2</sub>O, x<sup>10</sup>", ["H₂O, x¹⁰"]),
    "letters stay": ("5<sup>th</sup> <sub>a<sub>", ["5<sup>th</sup> <sub>a<sub>"]),
    "details": (
        "<details>\n<summary>More</summary>\n\nInside **it**.\n\n</details>\n\nBelow",
        ["▸ More", "", "Below"],
    ),
    "footnotes": ("True[^1], regex [^a] `[^2]`.\n\n[^1]: Smith", ["True¹, regex [^a] [^2].", "", "¹: Smith"]),
    "other tags": ("<b>x</b> <kbd>open", ["<b>x</b> <kbd>open"]),
    "an address in it": ("<kbd>a</kbd> https://a.example <br>b", ["a https://a.example", "b"]),
    "a diagram": ("```mermaid\ngraph TD\n  A-->B\n```", [code_header("mermaid · flowchart"), " graph TD", "   A-->B"]),
    "a kind of version two": (
        "```mermaid\nstateDiagram-v2\n```",
        [code_header("mermaid · state diagram"), " stateDiagram-v2"],
    ),
    "no kind": ("```mermaid\nsomething\n```", [code_header("mermaid"), " something"]),
}
PIECES = st.sampled_from(
    [
        *(
            "<details>",
            "</details>",
            "<details open>\n",
            "<summary>a</summary>",
            "<summary>",
            "</summary>",
            "<kbd>",
            "</kbd>",
            "<sub>2</sub>",
            "<sup>",
        ),
        *(
            "</sup>",
            "<br>",
            "<",
            ">",
            "</",
            "[^1]",
            "[^1]: x\n",
            "[^",
            "]",
            "**",
            "`",
            "text ",
            "\n",
            "\n\n",
            "- ",
            "> ",
        ),
        *("# ", "| a | b |\n|---|---|\n", "| <kbd>x</kbd> |", "```mermaid\n", "graph TD\n", "```\n", "日本", "- [ ] "),
        *("~~x~~", "$x^2$", "https://a.example ", "![a](data:image/png;base64,AA)", "---\n", "1. "),
    ]
)


@requirement("messages.html", "messages.diagrams", "history.markdown")
async def test_what_they_mean_is_shown() -> None:
    async with stage() as s:
        shown: dict[str, list[str]] = {}
        for name, (source, _) in LOOKS.items():
            await s.show([replied(source)])
            shown[name] = [row for row in "\n".join(s.rows()[1:]).rstrip().split("\n")]
        assert shown == {name: expected for name, (_, expected) in LOOKS.items()}


class WithoutStyles(RowBuilder):
    """Makes rows without an app, whose theme has the styles."""

    def style(self, style: str | Style) -> Style:
        return Style.null()


def looks(body: MarkdownBody) -> list[str]:
    return [row.strip.text for row in body.rows]


@requirement("messages.html", "messages.diagrams", "history.streaming")
@settings(max_examples=150, derandomize=True)
@given(st.lists(PIECES, min_size=1, max_size=12).map("".join), st.integers(1, 7))
def test_any_markdown_cut_anywhere_looks_as_it_does_when_it_is_opened_later(text: str, step: int) -> None:
    builder = WithoutStyles(60, 58, NO_LOOK)
    grown, whole = MarkdownBody(builder), MarkdownBody(builder)
    for at in range(0, len(text), step):
        grown.write(text[at : at + step])
        assert all(row.strip.cell_length == 60 for row in grown.rows)
    grown.close()
    whole.close(text)
    assert looks(grown) == looks(whole)
