"""Text to the content of a message, and a message back to text."""

import os
import re
from collections.abc import Sequence

from app.api.events import MessageDelta, TextPartDelta
from app.api.objects import FilePath, ImageFilePart, ImageUrlPart, Message, Metadata, Part, RefusalPart, TextPart
from app.api.requests import MAX_TEXT_CHARS, RequestPart, TextRequestPart

FENCE = re.compile("`{3,}")
ROLE_NAMES = {"user": "You", "assistant": "Assistant"}
"""Who wrote a message, for people."""
TITLE_KEY = "title"
"""The metadata key of a title given by the user: it survives an export, and every client sees it."""
MAX_TITLE_CHARS = 60
"""Of a title derived from the first message."""


def content_from(*texts: str) -> str | list[RequestPart]:
    """Convert texts to the content of a message: one string, or a part for each text, several if it is too long.

    Readers join the text parts of a message without a separator.
    """
    if len(texts) == 1 and len(texts[0]) <= MAX_TEXT_CHARS:
        return texts[0]
    return [TextRequestPart(text=text) for text in split_texts(*texts)]


def split_texts(*texts: str) -> list[str]:
    """Cut texts that are too long for one part of a message."""
    return [text[start : start + MAX_TEXT_CHARS] for text in texts for start in range(0, len(text), MAX_TEXT_CHARS)]


def as_file_part(name: str, text: str) -> str:
    """Return a file as the text of a part. Readers join the parts of a message without a separator."""
    text = text.replace("\r\n", "\n")
    longest = max((len(run) for run in FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    language = os.path.splitext(name)[1].removeprefix(".")
    if not language.isalnum():
        language = ""
    return f"\n\nFile {name}:\n\n{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"


def text_of(content: Sequence[Part]) -> str:
    """Return the text of a message as its deltas streamed it: text and refusals, no images."""
    return "".join(part_text(part) for part in content if isinstance(part, TextPart | RefusalPart))


def text_with_images(content: Sequence[Part]) -> str:
    """Return the text of a message with each image named on a line of its own."""
    lines: list[str] = []
    for part in content:
        if isinstance(part, TextPart | RefusalPart):
            lines.append(part_text(part))
        else:
            lines.append(f"\n{part_text(part)}")
    return "".join(lines)


def text_beside_files(content: Sequence[Part]) -> str:
    """Return the text of a message whose files are named beside it: without the uploaded images."""
    return text_with_images([part for part in content if not isinstance(part, ImageFilePart)])


def file_ids(message: Message) -> list[str]:
    """Return the files of a message, each once: uploaded images, those that its text leads to, attached ones."""
    found: list[str] = []
    for part in message.content:
        if isinstance(part, ImageFilePart):
            found.append(part.image_file.file_id)
        elif isinstance(part, TextPart):
            found += [one.file_path.file_id for one in part.text.annotations if isinstance(one, FilePath)]
    found += [one.file_id for one in message.attachments or () if isinstance(one.file_id, str)]
    return list(dict.fromkeys(found))


def describe_file(name: str, size: int) -> str:
    """Return the words for a file: its name and size."""
    return f"{name} · {describe_size(size)}"


def describe_size(size: int) -> str:
    """Format a number of bytes."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1e3:.1f} KB"
    return f"{size / 1e6:.1f} MB"


def part_text(part: Part) -> str:
    """Return one part as text; an image by its id or address, since an image has no text."""
    match part:
        case TextPart():
            return part.text.value
        case RefusalPart():
            return part.refusal
        case ImageFilePart():
            return f"[image: {part.image_file.file_id}]"
        case ImageUrlPart() if part.image_url.url.startswith("data:"):
            return "[image: data]"
        case ImageUrlPart():
            return f"[image: {part.image_url.url}]"


def delta_text(delta: MessageDelta) -> str:
    """Return the text that a delta adds, refusals included."""
    pieces: list[str] = []
    for piece in delta.delta.content:
        if isinstance(piece, TextPartDelta):
            pieces.append(piece.text.value)
        else:
            pieces.append(piece.refusal)
    return "".join(pieces)


def title_of(metadata: Metadata, first_text: str) -> str:
    """Return the title of a thread: the one given by the user, else one from the text of its first message."""
    return metadata.get(TITLE_KEY) or derive_title(first_text)


def derive_title(text: str) -> str:
    """Make a title from the first message of a thread: its words on one line, at most 60 characters."""
    line = " ".join(text.split())
    if len(line) <= MAX_TITLE_CHARS:
        return line
    cut = line[: MAX_TITLE_CHARS - 1]
    words, _, _ = cut.rpartition(" ")
    if len(words) > MAX_TITLE_CHARS // 2:
        cut = words
    return f"{cut}…"
