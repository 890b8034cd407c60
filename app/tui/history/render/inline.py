"""The content of a paragraph, heading or table cell: emphasis, code, links, images."""

import re
from typing import TYPE_CHECKING

from textual.content import Content, Span
from textual.style import Style

from app.tui.text.escapes import remove_escapes

if TYPE_CHECKING:
    from markdown_it.token import Token

EMPHASIS = {"strong_open": Style(bold=True), "em_open": Style(italic=True), "s_open": Style(strike=True)}
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}、。」』）]")
OPENED_SCHEMES = ("http://", "https://", "mailto:")
"""A click opens addresses with these schemes; any other is only shown."""


class InlineBuilder:
    """Turns one inline token into content."""

    def __init__(self, *, line_end: str) -> None:
        """`line_end`: what is shown for a line end of the source. Models write poems and addresses without marks."""
        self._line_end = line_end
        self._text: list[str] = []
        self._spans: list[Span] = []
        self._open: list[tuple[int, Token]] = []
        self._end = 0

    def content(self, token: "Token") -> Content:
        """Return the content of an inline token. A newline in it is a line end on screen."""
        for child in token.children or ():
            if child.nesting > 0:
                self._open.append((self._end, child))
            elif child.nesting < 0:
                if self._open:
                    self._close(*self._open.pop())
            else:
                self._leaf(child)
        return Content("".join(self._text), spans=self._spans)

    def _add(self, text: str, *styles: str | Style) -> None:
        if not text.isprintable():  # entities such as &#13; bring characters that the source did not show
            text = remove_escapes(text)
        start, self._end = self._end, self._end + len(text)
        self._text.append(text)
        self._spans.extend(Span(start, self._end, style) for style in styles)

    def _leaf(self, token: "Token") -> None:
        match token.type:
            case "softbreak":
                self._add(self._line_end)
            case "hardbreak":
                self._add("\n")
            case "code_inline":
                self._add(token.content, "history--inline-code")
            case "image":
                self._add("image: " + (token.content or "untitled"))
                self._add(f" ({token.attrs.get('src', '')})", "history--address")
            case "text":
                self._prose(token.content)
            case _:
                self._add(token.content)

    def _prose(self, text: str) -> None:
        """Add text, where `<br>` breaks the line and a bare address is a link."""
        if "<" in text:
            text = LINE_BREAK.sub("\n", text)
        done = 0
        if "://" in text and not any(token.type == "link_open" for _, token in self._open):
            for match in ADDRESS.finditer(text):
                self._add(text[done : match.start()])
                self._add(match.group(), "history--link", Style(link=match.group()))
                done = match.end()
        self._add(text[done:])

    def _close(self, start: int, token: "Token") -> None:
        if token.type != "link_open":
            style = EMPHASIS.get(token.type)
            if style and self._end > start:
                self._spans.append(Span(start, self._end, style))
            return
        address = remove_escapes(str(token.attrs.get("href", "")))
        shown = "".join(self._text)[start:]
        self._spans.append(Span(start, self._end, "history--link"))
        if address.startswith(OPENED_SCHEMES):
            self._spans.append(Span(start, self._end, Style(link=address)))
        if address.removeprefix("mailto:") != shown:
            self._add(f" ({address})", "history--address")
