"""The content of a paragraph, heading or table cell: emphasis, code, links, images."""

from collections import Counter
from typing import TYPE_CHECKING

from textual.content import Content, Span
from textual.style import Style

from app.tui.history.render.html_tags import DETAILS, LINE_BREAK, split_footnotes, split_tags
from app.tui.history.render.web_addresses import encoded, find_addresses, is_link, readable
from app.tui.text.escapes import TAB_COLS, remove_escapes

if TYPE_CHECKING:
    from markdown_it.token import Token

EMPHASIS = {"strong_open": Style(bold=True), "em_open": Style(italic=True), "s_open": Style(strike=True)}


class InlineBuilder:
    """Turns one inline token into content."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._spans: list[Span] = []
        self._open: list[tuple[int, Token]] = []
        self._depths: Counter[str] = Counter()
        """How many tokens of each type are open."""
        self._end = 0
        self._drops_break = False
        """Whether the line so far was a tag that is not shown, and whose line end is not shown either."""

    def content(self, token: "Token") -> Content:
        """Return the content of an inline token. A newline in it is a line end on screen."""
        for child in token.children or ():
            if child.nesting > 0:
                self._open.append((self._end, child))
                self._depths[child.type] += 1
            elif child.nesting < 0:
                if self._open:
                    self._close(*self._open.pop())
            else:
                self._leaf(child)
        text = "".join(self._text)
        content = Content(text, spans=self._spans)
        return content.expand_tabs(TAB_COLS) if "\t" in text else content

    def _add(self, text: str, *styles: str | Style) -> None:
        if not text.isprintable():  # entities such as &#13; bring characters that the source did not show
            text = remove_escapes(text)
        start, self._end = self._end, self._end + len(text)
        self._text.append(text)
        self._spans.extend(Span(start, self._end, style) for style in styles)

    def _leaf(self, token: "Token") -> None:
        match token.type:
            case "softbreak" | "hardbreak":  # models write poems and addresses without marks for their line ends
                if not self._drops_break:
                    self._add(token.content if self._text and self._text[-1].endswith("\n") else f"\n{token.content}")
                self._drops_break = False
            case "code_inline":
                self._add(token.content, "history--inline-code")
            case "image":
                self._add("image: " + (token.content or "untitled"))
                self._add_address(str(token.attrs.get("src", "")))
            case "text":
                self._prose(token.content)
            case _:
                self._add(token.content)

    def _prose(self, text: str) -> None:
        """Add text, where the tags that are known have their meaning and a bare address is a link."""
        if "<" not in text:
            self._words(text)
            return
        if DETAILS.fullmatch(text.strip()):
            self._drops_break = True
            return
        for piece, style in split_tags(LINE_BREAK.sub("\n", text)):
            if style is None:
                self._words(piece)
            else:
                self._add(piece, style)

    def _words(self, text: str) -> None:
        """Add text, where a bare address is a link, and the number of a footnote too."""
        if "[^" not in text:
            self._addresses(text)
            return
        for piece, style in split_footnotes(text):
            if style is None:
                self._addresses(piece)
            else:
                self._add(piece, style)

    def _addresses(self, text: str) -> None:
        done = 0
        if "://" in text and not self._depths["link_open"]:
            for start, end in find_addresses(text):
                self._add(text[done:start])
                self._add_link(text[start:end])
                done = end
        self._add(text[done:])

    def _add_link(self, text: str) -> None:
        """Add a bare address."""
        address, styles = encoded(text), list[str | Style](["history--link"])
        if is_link(address):
            styles.append(Style(link=address))
        self._add(text, *styles)

    def _close(self, start: int, token: "Token") -> None:
        self._depths[token.type] -= 1
        if token.type != "link_open":
            style = EMPHASIS.get(token.type)
            # Emphasis inside the same emphasis shows nothing; thousands of levels would take quadratic time to draw.
            if style and self._end > start and not self._depths[token.type]:
                self._spans.append(Span(start, self._end, style))
            return
        address = remove_escapes(str(token.attrs.get("href", "")))
        shown = "".join(self._text)[start:]
        self._spans.append(Span(start, self._end, "history--link"))
        if is_link(address):
            self._spans.append(Span(start, self._end, Style(link=address)))
        if address and readable(address).removeprefix("mailto:") != shown:
            self._add_address(address)

    def _add_address(self, address: str) -> None:
        """Show where a link leads. Of an image that is inside its address only the kind is shown."""
        address = readable(address)
        if address.startswith("data:"):
            address = address.partition(",")[0] + ",…"
        self._add(f" ({address})", "history--address")
