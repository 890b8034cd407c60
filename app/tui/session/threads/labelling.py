"""Pins, archives and tags conversations: metadata, whose other keys stay, changed by the public operation."""

from collections.abc import Callable, Mapping

from app.api.conversation.thread_labels import change_tags, is_set, parse_tags, tags_of, with_set, with_tags
from app.api.objects import Thread
from app.api.requests import ModifyThread
from app.api.services import Assistants
from app.tui.session.threads.thread_pages import ThreadPages


class Labelling:
    """What the user says of conversations for the list. Each method raises `Error`."""

    def __init__(self, assistants: Assistants, pages: ThreadPages) -> None:
        self._assistants = assistants
        self._pages = pages

    async def toggle(self, thread_id: str, key: str) -> bool:
        """Pin or archive a conversation, or undo that; return which of both."""
        thread = await self._change(thread_id, lambda old: with_set(old, key, not is_set(old, key)))
        return is_set(thread.metadata, key)

    async def read_tags(self, thread_id: str) -> list[str]:
        """Return the tags of a conversation."""
        return tags_of((await self._assistants.get_thread(thread_id)).metadata)

    async def replace_tags(self, thread_id: str, text: str) -> list[str]:
        """Give a conversation the tags in a text, in place of all others; return them."""
        return tags_of((await self._change(thread_id, lambda old: with_tags(old, parse_tags(text)))).metadata)

    async def change_tags(self, thread_id: str, text: str) -> list[str]:
        """Add the tags in a text to those of a conversation, without those behind a minus; return all."""
        return tags_of(
            (await self._change(thread_id, lambda old: with_tags(old, change_tags(tags_of(old), text)))).metadata
        )

    async def _change(self, thread_id: str, change: Callable[[Mapping[str, str]], dict[str, str]]) -> Thread:
        old = (await self._assistants.get_thread(thread_id)).metadata
        thread = await self._assistants.modify_thread(thread_id, ModifyThread(metadata=change(old)))
        await self._pages.show_labels(thread)
        return thread
