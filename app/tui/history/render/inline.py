"""The content of a paragraph, heading or table cell: emphasis, code, links, images, the tags of sections."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content, Span
from textual.style import Style

from app.tui.history.render.html_tags import (
    DETAILS,
    LINE_BREAK,
    SectionTag,
    split_footnotes,
    split_section_tags,
    split_tags,
)
from app.tui.history.render.lines import SectionMark
from app.tui.history.render.web_addresses import encoded, find_addresses, is_link, readable
from app.tui.pictures.stand_ins import PICTURE_META, StandIn, label, read_stand_in
from app.tui.text.escapes import TAB_COLS, remove_escapes

if TYPE_CHECKING:
    from markdown_it.token import Token

NO_SUMMARY = "Details"
"""What browsers show for a section without a summary."""
BREAKS = ("softbreak", "hardbreak")
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
                self._image(token)
            case "text":
                self._prose(token.content)
            case _:
                self._add(token.content)

    def _image(self, token: "Token") -> None:
        """Add the text of an image, and its address as a link: nothing is fetched because a model wrote where it is.

        One that is in the message is a picture that can be shown.
        """
        address = str(token.attrs.get("src", ""))
        picture = read_stand_in(address)
        if picture:
            self._add(label(picture, alternative_text(token)), *picture_styles(picture))
            return
        self._add("image: " + (alternative_text(token) or "untitled"))
        start = self._end
        self._add_address(address)
        if is_link(address) and not self._depths["link_open"]:  # else it is part of the link around it
            self._spans += [Span(start + 2, self._end - 1, style) for style in ("history--link", Style(link=address))]

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
        picture = read_stand_in(address)
        if picture:  # a link to a picture shows it too
            self._add(f" {label(picture)}", *picture_styles(picture))
            return
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


def picture_styles(picture: StandIn) -> tuple[str, Style]:
    """Return the styles of what stands for a picture: a click shows it."""
    return "history--link", Style.from_meta({PICTURE_META: picture.number})


def picture_label(picture: StandIn) -> Content:
    """Return the words for a picture that has a line of its own."""
    words = label(picture)
    return Content(words, spans=[Span(0, len(words), style) for style in picture_styles(picture)])


def alternative_text(image: "Token") -> str:
    """Return the text of an image on one line, without its marks. Of an image in it, the source is text."""
    pieces = (" " if child.type in BREAKS else child.content for child in image.children or ())
    return " ".join("".join(pieces).split())


class Part(NamedTuple):
    """A part of a paragraph: text, the summary of a section that begins, or the end of one."""

    content: Content
    mark: SectionMark = ""


def may_have_sections(token: "Token") -> bool:
    """Whether a paragraph has to be looked through."""
    return "<" in token.content and "details" in token.content.lower()


def split_sections(paragraph: "Token") -> Iterator[Part]:
    """Yield the parts of a paragraph. A summary in no section stays text."""
    tokens: list[Token] = []
    begun: SectionMark = ""
    in_summary = False
    for one in split_section_tags(paragraph.children or ()):
        if not isinstance(one, SectionTag):
            tokens.append(one)
        elif _is_text(one, tokens, in_summary=in_summary, in_section=bool(begun)):
            tokens.append(replace(paragraph, type="literal", content=one.source, children=None))
        else:
            content = _content(paragraph, tokens)
            tokens = []
            if one.name == "details":
                yield from _before_tag(content, begun, in_summary=in_summary)
                begun = ""
                if one.is_end:
                    yield Part(Content(""), "end")
                else:
                    begun = "open" if one.is_open else "closed"
            elif one.is_end:
                yield _summary(content, begun)
                begun = ""
            elif content:
                yield Part(content)
            in_summary = one.name == "summary" and not one.is_end
    yield from _before_tag(_content(paragraph, tokens), begun, in_summary=in_summary)


def _before_tag(content: Content, begun: SectionMark, *, in_summary: bool) -> Iterator[Part]:
    """Yield the parts up to the next tag of a section or the end. `begun`: of a section that has no summary yet."""
    if in_summary:
        yield _summary(content, begun)
        return
    if begun:
        yield _summary(Content(""), begun)
    if content:
        yield Part(content)


def _summary(content: Content, mark: SectionMark) -> Part:
    words = content if content else Content(NO_SUMMARY)
    return Part(Content(" ").join(words.split("\n")).stylize(Style(bold=True)), mark)


def _content(paragraph: "Token", tokens: "list[Token]") -> Content:
    """Return the content of tokens without line ends around them."""
    while tokens and _is_blank(tokens[-1]):
        tokens = tokens[:-1]
    while tokens and _is_blank(tokens[0]):
        tokens = tokens[1:]
    return InlineBuilder().content(replace(paragraph, children=tokens))


def _is_text(tag: SectionTag, before: "list[Token]", *, in_summary: bool, in_section: bool) -> bool:
    """Whether a tag is shown as it is: a summary in no section, or a section that begins inside a sentence."""
    if tag.name == "summary":
        return not in_section or tag.is_end != in_summary
    return not tag.is_end and not _is_line_start(before)


def _is_line_start(tokens: "list[Token]") -> bool:
    """Whether a tag behind these tokens is the first of its line: one inside a sentence is spoken of, not meant."""
    last = next((one for one in reversed(tokens) if not _is_blank(one) or one.type in BREAKS), None)
    return last is None or last.type in BREAKS


def _is_blank(token: "Token") -> bool:
    return token.type in BREAKS or (token.type == "text" and not token.content.strip())
