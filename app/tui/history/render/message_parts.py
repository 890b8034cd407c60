"""What can be taken out of a message: its code blocks, its tables, the addresses of its links."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from app.tui.history.render.code.code_lines import find_language
from app.tui.history.render.inline import InlineBuilder
from app.tui.history.render.markdown import parse
from app.tui.history.render.web_addresses import encoded, find_addresses, is_link

if TYPE_CHECKING:
    from markdown_it.token import Token


class Part(NamedTuple):
    """A code block or a table as it is copied. `language`: of code, as its fence has it."""

    text: str
    language: str = ""


def code_blocks(text: str) -> list[Part]:
    """Return the fenced blocks of a text, in order."""
    if "```" not in text and "~~~" not in text:
        return []
    fences = [token for token in parse(text) if token.type == "fence"]
    return [Part(token.content.rstrip("\n"), find_language(token.info)) for token in fences]


def tables(text: str) -> list[Part]:
    """Return the tables of a text in order, as spreadsheets read them: tabs between cells, one line for each row."""
    if "|" not in text:
        return []
    found: list[list[list[str]]] = []
    in_table = False
    for token in parse(text):
        match token.type:
            case "table_open":
                found.append([])
                in_table = True
            case "table_close":
                in_table = False
            case "tr_open":
                found[-1].append([])
            case "inline" if in_table:
                found[-1][-1].append(" ".join(InlineBuilder().content(token).plain.split()))
            case _:
                pass
    return [Part("\n".join("\t".join(row) for row in rows)) for rows in found]


def links(text: str) -> list[str]:
    """Return the addresses in a text that lead to the web, each once, in order."""
    found: dict[str, None] = {}
    for token in parse(text):
        for address in _addresses(token):
            if is_link(address):
                found[address] = None
    return list(found)


def _addresses(token: "Token") -> Iterator[str]:
    for child in token.children or ():
        match child.type:
            case "link_open":
                yield str(child.attrs.get("href", ""))
            case "image":
                yield str(child.attrs.get("src", ""))
            case "text" if "://" in child.content:
                for start, end in find_addresses(child.content):
                    yield encoded(child.content[start:end])
            case _:
                pass
