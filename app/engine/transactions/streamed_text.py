"""What a dead process has streamed: it is kept where more of it is in the deltas than is stored."""

from app.api.events import ReasoningDelta
from app.api.objects import Message
from app.engine.rules.message_content import Content, content_chars, count_deltas, more_of_deltas
from app.store import events, messages, model_calls
from app.store.long_texts import LONG_CHARS
from app.store.model_calls import StoredCall
from app.store.transaction import Transaction


def keep_streamed_text(tx: Transaction, message: Message) -> None:
    """Add to a message the text that its deltas have beyond what is stored. `message` may be without its text.

    The deltas are read page by page and not kept in between.
    """
    run_id = message.run_id or ""
    streamed = count_deltas(message.id, events.pages(tx, run_id))
    long_chars = messages.long_chars(tx, message.id)
    if long_chars:
        if streamed.chars <= long_chars:
            return
        if not _continues(tx, message, streamed.begins):
            long_chars = 0  # the stored text is of an earlier attempt, and shorter
    else:
        stored = messages.get(tx, message.thread_id, message.id)
        if stored is None or streamed.chars <= content_chars(stored.content):
            return
    content = Content()
    for piece in more_of_deltas(message.id, events.pages(tx, run_id), streamed.begins, long_chars):
        content.add(piece)
        if content.waiting_chars >= LONG_CHARS:
            messages.append_text(tx, message.id, content.waiting, is_first=not (long_chars or content.is_long))
            content.mark_stored()
    if long_chars or content.is_long:
        messages.append_text(tx, message.id, content.waiting, is_first=False)
    else:
        messages.save(tx, content.put_into(message))


def _continues(tx: Transaction, message: Message, begins: int) -> bool:
    """Whether the deltas of a message begin with its long text."""
    stored = messages.beginning(tx, message.id)
    compared = 0
    for piece in more_of_deltas(message.id, events.pages(tx, message.run_id or ""), begins, 0):
        part = stored[compared : compared + len(piece.text)]
        if not piece.text.startswith(part):
            return False
        compared += len(part)
        if compared >= len(stored):
            return True
    return False


def keep_streamed_reasoning(tx: Transaction, run_id: str) -> None:
    """Keep the reasoning that a process streamed before it died, in a run that ends without another attempt."""
    if model_calls.has_unfinished(tx, run_id):
        return
    call, seconds, texts = 0, 0.0, list[str]()
    for event in events.pages(tx, run_id, events.unfinished_since(tx, run_id)):
        if isinstance(event.data, ReasoningDelta):
            call, seconds = event.data.call, event.data.seconds
            texts.append(event.data.text)
    if texts:
        text = "".join(texts)
        model_calls.save(tx, StoredCall(run_id=run_id, number=call, reasoning=text, seconds=seconds))
