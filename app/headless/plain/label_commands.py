"""The commands of `--plain` about the place of a conversation in the list: `/pin`, `/archive`, `/archived`, `/tag`."""

from collections.abc import Mapping

from app.api.conversation.thread_labels import (
    ARCHIVED_KEY,
    PINNED_KEY,
    change_tags,
    is_set,
    tags_of,
    with_set,
    with_tags,
)
from app.api.requests import ModifyThread
from app.headless.plain.open_conversation import OpenConversation

CHANGED = {
    (PINNED_KEY, True): "Pinned.",
    (PINNED_KEY, False): "Unpinned.",
    (ARCHIVED_KEY, True): "Archived. /archived lists it; a search finds it.",
    (ARCHIVED_KEY, False): "Back in the list.",
}


async def pin(conversation: OpenConversation) -> None:
    """Pin the conversation, or unpin it. Raises `Error`."""
    await _toggle(conversation, PINNED_KEY)


async def archive(conversation: OpenConversation) -> None:
    """Archive the conversation, or list it again. Raises `Error`."""
    await _toggle(conversation, ARCHIVED_KEY)


async def tag(conversation: OpenConversation, text: str) -> None:
    """Add the tags in a text, remove those behind a minus, and say which there are. Raises `Error`."""
    metadata = (await conversation.assistants.get_thread(conversation.require_thread())).metadata
    if text:
        metadata = await _store(conversation, with_tags(metadata, change_tags(tags_of(metadata), text)))
    tags = " ".join(f"#{one}" for one in tags_of(metadata))
    conversation.note(f"Tags: {tags}." if tags else "No tags.")


async def _toggle(conversation: OpenConversation, key: str) -> None:
    old = (await conversation.assistants.get_thread(conversation.require_thread())).metadata
    metadata = await _store(conversation, with_set(old, key, not is_set(old, key)))
    conversation.note(CHANGED[key, is_set(metadata, key)])


async def _store(conversation: OpenConversation, metadata: dict[str, str]) -> Mapping[str, str]:
    changed = ModifyThread(metadata=metadata)
    return (await conversation.assistants.modify_thread(conversation.require_thread(), changed)).metadata
