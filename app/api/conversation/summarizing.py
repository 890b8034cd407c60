"""A summary of a whole conversation, made by the model, in parts that fit its context.

The parts are asked in a thread of their own, which is in no list and is deleted at the end: the conversation stays as
it is. Each part goes with the summary of those before it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from msgspec import Struct

from app.api.conversation.thread_labels import without_place
from app.api.conversation.thread_settings import COMPACTED_FROM_KEY, SUMMARY_KEY, without_branch
from app.api.errors import Error
from app.api.message_text import TITLE_KEY, content_from, text_with_images
from app.api.objects import TERMINAL_STATUSES, Message, Run, Thread
from app.api.requests import MAX_METADATA_KEYS, CreateMessage, CreateRun, CreateThread, Page
from app.api.services import Assistants
from app.api.tools import TruncationStrategy

SURE_TOKENS = 4096
"""What any model takes that people chat with, where its window is not known and nothing longer was answered yet."""
BYTES_PER_TOKEN = 3
"""Of UTF-8: four in English, three in Japanese. A part has half of the window, so that the reply has room too."""
MAX_PART_BYTES = 2**20
MIN_PART_BYTES = 1024
PAGE_SIZE = 100
INSTRUCTIONS = (
    "You summarize a conversation between a user and an assistant, so that it can go on without its messages. Keep "
    "what the user wants, what was decided and why, facts, names, numbers, code that is still needed, what is open. "
    "Leave out what is settled and of no further use. Write in the language of the conversation, at most 600 words. "
    "Answer with the summary alone."
)
REQUEST = "Summarize our conversation so far, so that we can go on from there."
"""The message of the user that the summary answers in the new thread."""
MAX_TITLE_CHARS = 500
"""A value of metadata takes 512."""
PART = "<conversation>\n{}\n</conversation>\n\nSummarize this conversation."
NEXT_PART = (
    "<summary>\n{}\n</summary>\n\n<conversation>\n{}\n</conversation>\n\n"
    "The summary tells what came before this part of the conversation. Summarize both together."
)


class NoSummaryError(Error):
    """The model wrote no summary."""


class TooLongError(NoSummaryError):
    """A part does not fit the model."""


class Summary(Struct, frozen=True):
    """The summary up to a place in the conversation. `done`: bytes of it that are summarized, `total`: all of them."""

    text: str
    done: int
    total: int


class Summarizer:
    """Asks for the summary. `model`: as runs name it, empty for that of the assistant. `tokens`: its window, or 0.

    `answered_tokens`: as many were in the context of a call that was answered.
    """

    def __init__(
        self, assistants: Assistants, assistant_id: str, model: str, tokens: int = 0, answered_tokens: int = 0
    ) -> None:
        self._assistants = assistants
        self._assistant_id, self._model = assistant_id, model
        tokens = tokens or max(SURE_TOKENS, answered_tokens)
        self._part_bytes = max(MIN_PART_BYTES, min(MAX_PART_BYTES, tokens // 2 * BYTES_PER_TOKEN - len(INSTRUCTIONS)))

    async def summarize(self, thread_id: str) -> AsyncGenerator[Summary]:
        """Yield the summary after each part; the last one is of the whole conversation. Raises `Error`."""
        text = await self._read(thread_id)
        scratch = await self._assistants.create_thread(CreateThread(metadata={SUMMARY_KEY: thread_id}))
        rest, summary = text.encode(errors="replace"), ""
        total = len(rest)
        try:
            while rest:
                room = max(MIN_PART_BYTES, self._part_bytes - len(summary.encode()))
                part = rest[:room].decode(errors="ignore")
                try:
                    summary = await self._ask(scratch.id, part, summary)
                except TooLongError:
                    if room <= MIN_PART_BYTES:
                        raise
                    self._part_bytes = max(MIN_PART_BYTES, room // 2)
                    continue
                rest = rest[max(1, len(part.encode())) :]
                yield Summary(summary, total - len(rest), total)
        finally:
            deleting = asyncio.ensure_future(self._assistants.delete_thread(scratch.id))  # stops a run that is active
            with suppress(Error):
                await asyncio.shield(deleting)

    async def _read(self, thread_id: str) -> str:
        """Return the text of all messages, the oldest first."""
        texts: list[str] = []
        page = Page(limit=PAGE_SIZE, order="asc")
        while True:
            listing = await self._assistants.list_messages(thread_id, page)
            texts += [_as_text(message) for message in listing.data if message.content]
            if not listing.has_more or not listing.data:
                return "\n\n".join(texts)
            page = Page(limit=PAGE_SIZE, order="asc", after=listing.data[-1].id)

    async def _ask(self, scratch_id: str, part: str, summary: str) -> str:
        """Return the summary of a part and of what came before it. Raises `Error`."""
        text = NEXT_PART.format(summary, part) if summary else PART.format(part)
        request = CreateRun(
            assistant_id=self._assistant_id,
            model=self._model or None,
            instructions=INSTRUCTIONS,
            tools=[],
            truncation_strategy=TruncationStrategy(type="last_messages", last_messages=1),
            additional_messages=[CreateMessage(role="user", content=content_from(text))],
        )
        run = await self._assistants.create_run(scratch_id, request)
        async for event in self._assistants.follow(scratch_id, run.id):
            if isinstance(event.data, Run) and event.data.status in TERMINAL_STATUSES:
                run = event.data
        newest = (await self._assistants.list_messages(scratch_id, Page(limit=1))).data
        written = "".join(one.text for one in newest if one.run_id == run.id).strip()
        if run.status == "completed" and written:
            return written
        if run.last_error and run.last_error.code == "invalid_prompt":
            raise TooLongError(run.last_error.message)
        if run.last_error:
            raise NoSummaryError(run.last_error.message)
        if run.status == "completed":
            raise NoSummaryError("The model returned an empty reply.")
        raise NoSummaryError(f"The run of the summary ended as {run.status}.")


async def begin_from_summary(assistants: Assistants, thread_id: str, title: str, summary: str) -> Thread:
    """Create a thread that begins with the summary of another one, with what the user set for that. Raises `Error`."""
    source = await assistants.get_thread(thread_id)
    metadata = {**without_place(without_branch(source.metadata)), COMPACTED_FROM_KEY: thread_id}
    if len(metadata) < MAX_METADATA_KEYS and title:
        metadata.setdefault(TITLE_KEY, title[:MAX_TITLE_CHARS])
    messages = [
        CreateMessage(role="user", content=REQUEST),
        CreateMessage(role="assistant", content=content_from(summary)),
    ]
    return await assistants.create_thread(CreateThread(messages=messages, metadata=metadata))


def _as_text(message: Message) -> str:
    return f"{message.role.capitalize()}: {text_with_images(message.content).strip()}"
