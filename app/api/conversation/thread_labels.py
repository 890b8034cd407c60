"""What the user says of a conversation for the list: that it is pinned, that it is archived, its tags.

As metadata it survives an export, and every client sees it and can set it.
"""

import re
from collections.abc import Mapping

from app.api.conversation.thread_settings import PART_CHARS
from app.api.errors import Error

PINNED_KEY = "pinned"
"""The key of a conversation that stands first in the list. Its value is `true`."""
ARCHIVED_KEY = "archived"
"""The key of a conversation that is listed only when archived ones are asked for, until it goes on. Also `true`."""
TAGS_KEY = "tags"
"""The key of the tags, separated by commas, like `recipes,work`."""
NO = ("", "0", "false", "no")
TOO_LONG = f"The tags are longer than {PART_CHARS} characters together."
_SEARCHED = re.compile(r"(?:#|tag:#?)([^\s,#]+)", re.IGNORECASE)


def is_set(metadata: Mapping[str, str], key: str) -> bool:
    """Return whether a conversation is pinned or archived; other programs may write another word for it."""
    return metadata.get(key, "").strip().lower() not in NO


def with_set(metadata: Mapping[str, str], key: str, value: bool) -> dict[str, str]:
    """Return the metadata with `pinned` or `archived` set or removed. Other keys stay."""
    others = {name: text for name, text in metadata.items() if name != key}
    return {**others, key: "true"} if value else others


def without_place(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return metadata without what is said of one conversation alone, for a copy of it: its tags stay."""
    return {key: value for key, value in metadata.items() if key not in (PINNED_KEY, ARCHIVED_KEY)}


def parse_tags(text: str) -> list[str]:
    """Return the tags in a text, each once: words between spaces or commas, without `#`, in lower case."""
    words = (word.strip("#").casefold() for word in re.split(r"[,\s]+", text))
    return list(dict.fromkeys(filter(None, words)))


def tags_of(metadata: Mapping[str, str]) -> list[str]:
    """Return the tags of a conversation."""
    return parse_tags(metadata.get(TAGS_KEY, ""))


def with_tags(metadata: Mapping[str, str], tags: list[str]) -> dict[str, str]:
    """Return the metadata with these tags in place of others. Raises `Error`."""
    others = {key: value for key, value in metadata.items() if key != TAGS_KEY}
    value = ",".join(sorted(tags))
    if len(value) > PART_CHARS:
        raise Error(TOO_LONG)
    return {**others, TAGS_KEY: value} if value else others


def change_tags(tags: list[str], text: str) -> list[str]:
    """Return the tags with those in a text added, and without those that have a minus in front."""
    typed = parse_tags(text)
    removed = {one for word in typed if word.startswith("-") for one in parse_tags(word[1:])}
    return [tag for tag in dict.fromkeys((*tags, *typed)) if tag not in removed and not tag.startswith("-")]


def find_tags(text: str) -> dict[str, str]:
    """Return the words of a search that ask for a tag, `#x` or `tag:x`, each with the tag."""
    return {word: found[1].casefold() for word in text.split() if (found := _SEARCHED.fullmatch(word))}


def without_tags(text: str) -> str:
    """Return the words of a search that do not ask for a tag."""
    tags = find_tags(text)
    return " ".join(word for word in text.split() if word not in tags)
