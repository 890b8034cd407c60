"""Asks the model for the title of a conversation after its first answer, in the background.

It asks the model that answered, on the profile of that run. Only conversations begun by a person are titled, and none
that has a title. Whatever goes wrong leaves the conversation as it is, with its first message as the title.
"""

import asyncio
import logging
import time
from contextlib import aclosing

from msgspec import Struct

from app.api.endpoints import Origin
from app.api.errors import Error
from app.api.message_text import TITLE_KEY
from app.api.model_reference import ModelReference
from app.api.requests import CreateMessage
from app.engine.rules import creation
from app.engine.rules.next_step import credible_cached_tokens, credible_usage
from app.engine.running.run_profile import find_profile
from app.engine.titles.title_text import INSTRUCTIONS, clean_title, question_about
from app.models.model import Answering, Finished, ModelRequest, Models, Piece, TextPiece, TextWasReasoning
from app.store import messages, runs, threads
from app.store.database import Database
from app.store.other_calls import OtherCall, save
from app.store.runs import StoredRun
from app.store.transaction import Transaction

LIMIT_S = 60.0
"""How long a model may take: one that reasons takes a while, and nothing waits for it."""
MAX_ANSWER_CHARS = 1_000
"""A longer answer is no title, or its first line is all that is wanted."""
MAX_READ_CHARS = 10_000
"""How much of the newest messages is read: the question is at the beginning of a thread with one answer."""


class Untitled(Struct, frozen=True):
    """A conversation that may get a title: the run that answered, and the texts that the title is made of."""

    stored: StoredRun
    asked: str
    answered: str


class TitleAnswer:
    """The answer of the model, as far as it was read."""

    def __init__(self) -> None:
        self.text = ""
        self.is_read = False
        """Whether it is whole, or longer than a title can be."""
        self.by: Answering | None = None
        self.end: Finished | None = None

    def take(self, piece: Piece) -> None:
        """Take the next piece."""
        match piece:
            case Answering():
                self.by = piece
            case TextPiece():
                self.text += piece.text
            case TextWasReasoning():
                self.text = ""
            case Finished():
                self.end = piece
            case _:
                pass


class TitleMaker:
    """The calls for titles under way. `close_limit_s`: how long leaving waits for them."""

    def __init__(self, database: Database, models: Models, *, close_limit_s: float) -> None:
        self._database, self._models = database, models
        self._close_limit_s = close_limit_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._tried = set[str]()
        """Threads whose title was asked for. One that failed is not asked for again after each answer."""

    def run_ended(self, run_id: str) -> None:
        """Give the thread of a run that is over a title, unless it has one or may not have one."""
        task = asyncio.create_task(self._make(run_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give the calls under way a moment, then end them."""
        if self._tasks and self._close_limit_s:
            await asyncio.wait(self._tasks, timeout=self._close_limit_s)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _make(self, run_id: str) -> None:
        try:
            found = await self._database.read(lambda tx: _read_untitled(tx, run_id))
            if found is None or found.stored.run.thread_id in self._tried:
                return
            profile = await find_profile(self._models, found.stored)
            endpoint = await self._models.profile_of(ModelReference(profile, "").text or found.stored.run.model)
            if endpoint is None or endpoint.origin is Origin.BUILT_IN:
                return  # the small model on this machine would keep the next message waiting
            self._tried.add(found.stored.run.thread_id)
            answer = TitleAnswer()
            try:
                async with asyncio.timeout(LIMIT_S):
                    await self._ask(found, profile, answer)
            finally:
                await self._database.write(lambda tx: _save(tx, found.stored.run.thread_id, answer), durable=False)
        except (Error, TimeoutError) as error:
            logging.getLogger(__name__).info("no title was made after run %s: %s", run_id, type(error).__name__)
        except Exception:
            logging.getLogger(__name__).exception("the title for run %s was not made", run_id)

    async def _ask(self, found: Untitled, profile: str, answer: TitleAnswer) -> None:
        """Read the answer of the model, up to what a title can be. Raises `ModelError`."""
        run = found.stored.run
        question = CreateMessage(role="user", content=question_about(found.asked, found.answered))
        request = ModelRequest(
            model=run.model,
            profile=profile,
            instructions=INSTRUCTIONS,
            messages=[creation.new_message(question, run.thread_id, int(time.time()))],
        )
        async with aclosing(self._models.stream(request)) as pieces:
            async for piece in pieces:
                answer.take(piece)
                if len(answer.text) > MAX_ANSWER_CHARS:
                    break
        answer.is_read = True


def _read_untitled(tx: Transaction, run_id: str) -> Untitled | None:
    """Return the conversation of a run that answered, if it may get a title now."""
    stored = runs.get_stored(tx, run_id)
    if stored is None or stored.run.status != "completed":
        return None
    thread = threads.get(tx, stored.run.thread_id)
    if thread is None or TITLE_KEY in thread.metadata or not threads.wants_title(tx, thread.id):
        return None
    asked = threads.first_text(tx, thread.id)
    answered = "".join(one.text for one in messages.of_run(tx, run_id, max_chars=MAX_READ_CHARS))
    return Untitled(stored, asked, answered) if asked.strip() else None


def _save(tx: Transaction, thread_id: str, answer: TitleAnswer) -> None:
    """Store the title, and what it used also where it is no good."""
    thread = threads.get(tx, thread_id)
    if thread is None:
        return
    title = clean_title(answer.text) if answer.is_read else ""
    if title and TITLE_KEY not in thread.metadata:  # else the user was faster
        threads.set_generated_title(tx, thread, title)
    if answer.by is not None:
        spent = answer.end or Finished("stop")
        usage = credible_usage(spent.usage)
        call = OtherCall(
            thread_id=thread_id,
            purpose="title",
            created_at=int(time.time()),
            model=answer.by.model,
            endpoint=answer.by.base_url,
            profile=answer.by.profile,
            usage=usage,
            cached_tokens=credible_cached_tokens(usage, spent.cached_tokens),
        )
        save(tx, call)
