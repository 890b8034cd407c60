"""One row of a model list: the name to send, and whether the model can chat."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from app.api.objects import Model

MAX_NAME_CHARS = 512
MAX_OWNER_CHARS = 200
LAST_SECOND = 253_402_300_799
"""The end of the year 9999."""
MAX_DIGITS = 20

NAME_KEYS = ("id", "name", "model", "model_name", "model_id", "modelId", "modelName", "slug", "key", "root")
MODEL_FIELDS = ("created", "created_at", "owned_by", "context_length", "max_model_len", "max_tokens")
"""What marks an object as a model, beside its name."""
KIND_KEYS = ("type", "mode", "task", "pipeline_tag", "model_type", "category", "object")
"""Where a row says what its model does: LM Studio and Together, LiteLLM, Cloudflare, Hugging Face, others."""
ROW_FIELDS = (*NAME_KEYS, *MODEL_FIELDS, *KIND_KEYS, "capabilities")
RECORD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+", re.I)
"""The id of a record in a database, not of a model."""
OTHER_KIND = re.compile(
    r"embed|rerank|moderation|image-?gen|to-image|^image$|^images$|speech|^audio$|^tts$|^stt$|transcri|feature-extraction"
    r"|sentence-similarity|classif|detection|segmentation|to-video|^video$",
    re.I,
)


def short_int(digits: str) -> int:
    """Convert digits; a number with more than any field here can have becomes 0."""
    if len(digits) > MAX_DIGITS:
        return 0
    return int(digits)


def model_of(row: object, key: str = "") -> Model | None:
    """Make a model of a row; `None` if it has no name that can be shown and sent. `key`: the one that it stands at."""
    fields: Mapping[str, object] = {}
    if isinstance(row, Mapping):
        fields = cast("Mapping[str, object]", row)
    elif isinstance(row, str):
        fields = dict[str, object](id=row)
    name = name_of_row(fields, key)
    if not name:
        return None
    return Model(id=name, created=seconds_of(fields.get("created")), owned_by=owner_of(fields.get("owned_by")))


def name_of_row(fields: Mapping[str, object], key: str) -> str:
    """Return the name to send: the id, else the key, else the first name; names for people have spaces."""
    first = usable_name(fields.get(NAME_KEYS[0]))
    others = [usable_name(fields[name]) for name in NAME_KEYS[1:] if name in fields]
    names = [name for name in (first, usable_name(key), *others) if name]
    for name in names:
        is_first = name == first
        if not RECORD_ID.fullmatch(name) and (is_first or " " not in name):
            return name
    return next(iter(names), "")


def looks_like_row(key: str, row: Mapping[str, object]) -> bool:
    """Whether an object in an object is a model whose name is its key, and not a part of something else."""
    is_marked = row.get("object") == "model" or any(row.get(field) for field in (*NAME_KEYS, *MODEL_FIELDS))
    return is_marked or any(char.isdigit() for char in key)


def is_chat_row(row: object) -> bool:
    """Whether nothing in a row says that its model does something else than chat."""
    if not isinstance(row, Mapping):
        return True
    fields = cast("Mapping[str, object]", row)
    kinds = [value for key in KIND_KEYS if isinstance(value := fields.get(key), str)]
    abilities = fields.get("capabilities")
    if isinstance(abilities, Mapping) and cast("Mapping[str, object]", abilities).get("completion_chat") is False:
        return False  # Mistral
    return not any(OTHER_KIND.search(kind) for kind in kinds)


def usable_name(value: object) -> str:
    """Return a name without white space around it; empty for what is no name, or has control characters."""
    if not isinstance(value, str):
        return ""
    name = value.strip()
    if len(name) > MAX_NAME_CHARS or not name.isprintable():
        return ""
    return name


def seconds_of(value: object) -> int:
    """Return a Unix time; 0 for what is none."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = short_int(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LAST_SECOND:
        return 0
    return int(value)


def owner_of(value: object) -> str:
    """Return the owner, or the name in an object about it, without control characters."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        value = fields.get("name") or fields.get("id")
    if not isinstance(value, str):
        return ""
    return printable(value, MAX_OWNER_CHARS)


def printable(text: str, max_chars: int) -> str:
    """Return the beginning of a text on one line, without control characters."""
    kept: Iterable[str] = (char for char in " ".join(text[:max_chars].split()) if char.isprintable())
    return "".join(kept)
