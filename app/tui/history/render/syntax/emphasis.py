"""Emphasis in Chinese, Japanese and Korean, which separate words by nothing or by punctuation of their own.

CommonMark takes `**「重点」**内容` for text: a run of `*` between punctuation and a letter neither opens nor closes.
The rules here are those of https://github.com/tats-u/markdown-cjk-friendly (its specification, Unicode 17). Text
without CJK characters is read as CommonMark reads it.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markdown_it.common.utils import isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

FIRST_CJK = "\u1100"
"""No character before this one is CJK."""
HANGUL = (range(0x1100, 0x1200), range(0xA960, 0xA97D), range(0xD7B0, 0xD7C7), range(0xD7CB, 0xD7FC))
"""Hangul that is not wide: the rest of it is found by its width."""
VARIATION = re.compile("[\ufe00-\ufe0e]")
"""Variation selectors that may follow a CJK character or punctuation; U+FE0F makes an emoji."""
IDEOGRAPHIC_VARIATION = re.compile("[\U000e0100-\U000e01ef]")
FULLWIDTH_QUOTE = re.compile("[‘’“”]\ufe01")
"""Quotation marks that a variation selector makes CJK punctuation."""


@cache
def emoji_pattern() -> re.Pattern[str]:
    """Return the pattern of wide characters that are emoji, not CJK; compiled for the first wide character."""
    return re.compile(
        "(?![\u2329\u232a\u2630-\u2637\u268a-\u268f])[\u231a-\u2b55]"
        "|(?![\U0001f200\U0001f202\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237\U0001f23b"
        "\U0001f240-\U0001f248\U0001f260-\U0001f265])[\U0001f004-\U0001faff]"
    )


def is_cjk(character: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean: wide and no emoji, or Hangul."""
    if character < FIRST_CJK:
        return False
    if any(ord(character) in block for block in HANGUL):
        return True
    return unicodedata.east_asian_width(character) in ("W", "F", "H") and not emoji_pattern().match(character)


class Neighbour:
    """What stands on one side of a run of `*`, `_` or `~`. The ends of the text count as blanks."""

    def __init__(self, character: str, variation: str = "") -> None:
        """`variation`: the variation selector between the character and the run."""
        is_ideograph = IDEOGRAPHIC_VARIATION.match(character) is not None
        self.is_blank = isWhiteSpace(ord(character))
        self.is_punctuation = isPunctChar(character)
        self.is_cjk = is_ideograph or is_cjk(character) or FULLWIDTH_QUOTE.match(character + variation) is not None
        self.is_western_punctuation = self.is_punctuation and not self.is_cjk


@lru_cache(maxsize=512)
def neighbour(character: str, variation: str = "") -> Neighbour:
    """Return what a character is; the same few stand beside most marks, and each frame asks again."""
    return Neighbour(character, variation)


def _before(text: str, at: int) -> Neighbour:
    """Return what stands before index `at`."""
    if at == 0:
        return neighbour(" ")
    if at > 1 and VARIATION.match(text[at - 1]):
        return neighbour(text[at - 2], text[at - 1])
    return neighbour(text[at - 1])


def _after(text: str, at: int, end: int) -> Neighbour:
    """Return what stands at index `at`."""
    if at < end:
        return neighbour(text[at])
    return neighbour(" ")


class CjkStateInline(StateInline):
    """Decides whether a run of marks opens or closes emphasis."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Return whether the run at `start` can open and can close, and its length."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, after = _before(self.src, start), _after(self.src, end, self.posMax)
        opens = not after.is_blank and (
            not after.is_western_punctuation or before.is_blank or before.is_punctuation or before.is_cjk
        )
        closes = not before.is_blank and (
            not before.is_western_punctuation or after.is_blank or after.is_punctuation or after.is_cjk
        )
        return Scanned(
            opens and (canSplitWord or not closes or before.is_punctuation),
            closes and (canSplitWord or not opens or after.is_punctuation),
            end - start,
        )


class CjkParserInline(ParserInline):
    """Parses with the state above."""

    def parse(self, src: str, md: "MarkdownIt", env: "EnvType", tokens: "list[Token]") -> "list[Token]":
        """Parse the text of a paragraph, heading or cell."""
        state = CjkStateInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def read_emphasis_beside_cjk(parser: "MarkdownIt") -> None:
    """Add the rules to a parser, which keeps those that it has."""
    inline = CjkParserInline()
    inline.ruler = parser.inline.ruler
    inline.ruler2 = parser.inline.ruler2
    inline.terminator_re = parser.inline.terminator_re
    parser.inline = inline
