"""Pieces of Markdown, of which tests make any text."""

FRAGMENTS = [
    *("# head\n", "para **bold** `code`\n", "long " * 30 + "\n", "\n", "\n", "---\n", "===\n", "***b** x*\n"),
    *("- item\n", "- [ ] task\n", "  - nested\n", "    deep\n", "1. one\n", "7) seven\n"),
    *("> quote\n", "> - item\n", ">\n", "```python\ndef f():\n  '''doc\n  s'''\n", "```\n", "~~~js\nlet x\n~~~\n"),
    *("| a | b |\n|---|--:|\n| 1 | 2 |\n", "| 3 | 日本 |\n", "\ttab\n", "日本語「引用」です。\n", "👩‍👩‍👧‍👦 🇯🇵\n"),
    *("[link](http://x.y)\n", "[ref]\n", "- [ref]: http://z.z\n", "$$\nx = y\n$$\n", "\\(a_b\\) $x$\n"),
    *("<b>h</b><br>y\n", "\x1b[31mred\n", "#", "words", "- ", "1.", "`", "```", " ", "<", "|", "\\", "\r\n", "&#13;\n"),
]
