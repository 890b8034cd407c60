"""The commands of `--plain` that go on elsewhere: `/fork`, `/compact`; and what `/edit` is about."""

from contextlib import aclosing

from app.api.conversation.replacing import check_unlocked
from app.api.conversation.summarizing import Summarizer, begin_from_summary
from app.api.errors import Error
from app.api.objects import Message
from app.api.requests import ForkThread, Page
from app.headless.conversations.read_conversation import find_title
from app.headless.plain.choice_commands import find_assistant
from app.headless.plain.open_conversation import OpenConversation

PAGE_SIZE = 100
NOTHING_TO_EDIT = "There is no message of yours to edit."
CHANGED = "The conversation changed while it was summarized. Nothing was changed: try again."


async def fork(conversation: OpenConversation) -> None:
    """Go on in a copy of the conversation. Raises `Error`."""
    thread_id = conversation.require_thread()
    newest = (await conversation.assistants.list_messages(thread_id, Page(limit=1))).data
    message_id = newest[0].id if newest else None
    branch = await conversation.assistants.fork_thread(thread_id, ForkThread(message_id=message_id))
    conversation.thread_id = branch.id
    conversation.note("Forked: what you write now goes on in a conversation of its own.")


async def find_editable(conversation: OpenConversation) -> Message:
    """Return the user's last message, which another text may take the place of. Raises `Error`."""
    assistants, thread_id = conversation.assistants, conversation.require_thread()
    newest = (await assistants.list_messages(thread_id, Page(limit=PAGE_SIZE))).data
    message = next((one for one in newest if one.role == "user"), None)
    if message is None:
        raise Error(NOTHING_TO_EDIT)
    await check_unlocked(assistants, thread_id)
    return message


async def compact(conversation: OpenConversation) -> None:
    """Go on in a new conversation that begins with a summary of this one. Raises `Error`; then nothing has changed."""
    assistants, thread_id = conversation.assistants, conversation.require_thread()
    await check_unlocked(assistants, thread_id)
    newest = await _newest_id(conversation, thread_id)
    assistant = await find_assistant(conversation)
    conversation.note("Summarizing the conversation. Ctrl+C cancels.")
    text = ""
    async with aclosing(
        Summarizer(assistants, assistant.id, conversation.model or "").summarize(thread_id)
    ) as summaries:
        async for summary in summaries:
            text = summary.text
            if summary.done < summary.total:
                conversation.note(f"{summary.done * 100 // summary.total} % is summarized.")
    if newest != await _newest_id(conversation, thread_id):
        raise Error(CHANGED)
    title = await find_title(assistants, await assistants.get_thread(thread_id))
    conversation.thread_id = (await begin_from_summary(assistants, thread_id, title, text)).id
    conversation.print(text)
    conversation.note("This conversation goes on from the summary. The one before is as it was.")


async def _newest_id(conversation: OpenConversation, thread_id: str) -> str:
    newest = (await conversation.assistants.list_messages(thread_id, Page(limit=1))).data
    if not newest:
        raise Error("There is nothing to summarize yet.")
    return newest[0].id
