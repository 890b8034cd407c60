r"""Metadata as text: a line `key: value` for each pair, with `\` before what would be read as something else."""

import re
from collections.abc import Mapping

LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What a text area takes for the end of a line."""
ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))", re.DOTALL)
PAIR = re.compile(r"((?:[^\\:]|\\.)*):[ ]?(.*)", re.DOTALL)


class NoColonError(ValueError):
    """A line that is no pair. `str()` is the sentence to show."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Line {number} has no colon. Write key: value.")


def format_pairs(metadata: Mapping[str, str]) -> str:
    """Return the text of metadata."""
    return "\n".join(f"{_escape_key(key)}: {_escape(value)}" for key, value in metadata.items())


def parse_pairs(text: str) -> dict[str, str]:
    """Return the metadata of a text; blank lines mean nothing. Raises `NoColonError`."""
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        found = PAIR.fullmatch(line)
        if found is None:
            raise NoColonError(number)
        pairs[_unescape(found[1]).strip()] = _unescape(found[2])
    return pairs


def _escape_key(text: str) -> str:
    return _escape(text).replace(":", "\\:")


def _escape(text: str) -> str:
    return LINE_END.sub(_name_line_end, text.replace("\\", "\\\\"))


def _name_line_end(found: re.Match[str]) -> str:
    if found[0] == "\n":
        return r"\n"
    return f"\\u{ord(found[0]):04x}"


def _unescape(text: str) -> str:
    return ESCAPE.sub(_read_escape, text)


def _read_escape(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    if found[2] == "n":
        return "\n"
    return found[2]
