"""A reply as HTML that is safe to open: its HTML is text, and an image is a link that a person may follow."""

from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict


def image_as_link(
    _renderer: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: MutableMapping[str, Any]
) -> str:
    """Return a link with the text of the image: opening the page fetches nothing that a model named."""
    token = tokens[place]
    address = str(token.attrs.get("src", ""))
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(token.content or address)}</a>'


PARSER = MarkdownIt("gfm-like", {"linkify": False, "html": False})
PARSER.add_render_rule("image", image_as_link)


def render_reply(text: str) -> str:
    """Return the Markdown of a reply as HTML."""
    return PARSER.render(text)
