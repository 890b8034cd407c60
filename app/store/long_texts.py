"""The table of long texts: the text of a long message, in rows of about a million characters, or its parts.

As one value a text of 64 MiB would be in memory several times while SQLite writes it or reads it. The rows of an answer
are written while it comes, so that its end writes little.
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from app.api.objects import Part, RefusalPart, Text, TextPart
from app.store import deletion
from app.store.transaction import Transaction

LONG_CHARS = 2**20
"""From this length on a text is a long one. The beginning of it, so many characters, is in its message as well."""

_decoder: msgspec.json.Decoder[Part] = msgspec.json.Decoder(Part)


def append(tx: Transaction, message_id: str, texts: Sequence[tuple[bool, str]]) -> None:
    """Append more text, each with whether it is of a refusal."""
    place = tx.rows("select coalesce(max(place), 0) from long_texts where message_id = ?", message_id)[0][0]
    for number, (is_refusal, text) in enumerate(texts, place + 1):
        tx.change(
            "insert into long_texts(message_id, place, is_refusal, text) values(?, ?, ?, ?)",
            message_id,
            number,
            int(is_refusal),
            text,
        )


def add_parts(tx: Transaction, message_id: str, parts: Sequence[Part]) -> None:
    """Store the parts of a message that comes whole, each in a row: they stay what they are."""
    for place, part in enumerate(parts, 1):
        tx.change(
            "insert into long_texts(message_id, place, is_refusal, text, is_part) values(?, ?, 0, cast(? as text), 1)",
            message_id,
            place,
            msgspec.json.encode(_copy_of(part)),
        )


def _copy_of(part: Part) -> Part:
    """Return a part with a text of its own: Python keeps the UTF-8 of an encoded text as long as the text."""
    if not isinstance(part, TextPart):
        return part
    value = part.text.value
    return replace(part, text=replace(part.text, value="".join((value[:1], value[1:]))))


def has_any(tx: Transaction, message_id: str) -> bool:
    """Return whether a message has a long text."""
    return tx.one("select 1 from long_texts where message_id = ? limit 1", message_id) is not None


def chars(tx: Transaction, message_id: str) -> int:
    """Return the length of a long text, 0 if there is none."""
    return tx.rows("select coalesce(sum(length(text)), 0) from long_texts where message_id = ?", message_id)[0][0]


def content(tx: Transaction, message_id: str, max_chars: int) -> list[Part]:
    """Return a long text as the content of its message, up to about `max_chars`.

    A row at a time is added to the text, which Python does without a copy: the whole is in memory once.
    """
    text = refusal = ""
    first_is_refusal: bool | None = None
    parts: list[Part] = []
    part_chars = 0
    value = "case when is_part then cast(text as blob) else text end"
    rows = tx.each(
        f"select is_refusal, is_part, {value} from long_texts where message_id = ? order by place", message_id
    )
    for is_refusal, is_part, more in rows:
        if part_chars + len(text) + len(refusal) >= max_chars:
            break
        if is_part:
            part = _decoder.decode(more)
            parts.append(part)
            part_chars += len(part.text.value) if isinstance(part, TextPart) else 0
            continue
        if first_is_refusal is None:
            first_is_refusal = bool(is_refusal)
        if is_refusal:
            refusal += more
        else:
            text += more
    if text:
        parts.append(TextPart(text=Text(value=text)))
    if refusal:
        parts.append(RefusalPart(refusal=refusal))
    if first_is_refusal:
        parts.reverse()
    return parts


def copy_some(tx: Transaction, message_id: str, copy_id: str, after_place: int, room: int) -> int | None:
    """Copy the next rows of a long text, with about so many bytes; return the last one, `None` at the end."""
    rows = tx.rows(
        "select rowid, place from long_texts where message_id = ? and place > ? order by place", message_id, after_place
    )
    for row_id, place in rows:
        tx.change(
            "insert into long_texts(message_id, place, is_refusal, text, is_part)"
            " select ?, place, is_refusal, text, is_part from long_texts where rowid = ?",
            copy_id,
            row_id,
        )
        room -= tx.head("long_texts", "text", row_id, 0)[1]
        if room <= 0:
            return place
    return None


def delete(tx: Transaction, message_id: str) -> None:
    """Delete the long text of a message that gets another one."""
    tx.change("delete from long_texts where message_id = ?", message_id)


def delete_some(tx: Transaction, message_id: str, room: int) -> int:
    """Delete the long text of a message, up to so many bytes; return how many more it could be, 0 to be asked again."""
    return deletion.delete_up_to(tx, room, "long_texts", "text", "message_id = ?", message_id)
