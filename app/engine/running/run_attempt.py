"""One attempt at a run, from the claim to its end, or to where it waits for tool outputs.

It claims the run, reads the context, asks the model until the next step is an ending, and saves that. Every write is
fenced by the number of the attempt: one that lost the run writes nothing more.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import TypeVar

from msgspec.structs import replace

from app.api.errors import Error, Unavailable
from app.api.events import Event
from app.api.model_reference import ModelReference
from app.api.objects import RunStatus
from app.engine.rules.model_context import find_left_out
from app.engine.rules.next_step import AskModel, first_step, next_step
from app.engine.rules.outcomes import Cancelled, Ending, Expired, Failed, GivenUp, describe_ending
from app.engine.running.answer.call_record import CallRecord
from app.engine.running.events.event_log import EventLog
from app.engine.running.events.journal import Fenced, Journal
from app.engine.running.image_files import with_image_data
from app.engine.running.model_call import ModelCall
from app.engine.running.run_profile import find_profile
from app.engine.running.stop_token import StopToken
from app.engine.transactions.claims import Claim, claim_run
from app.engine.transactions.read_context import read_context
from app.engine.transactions.save_ending import save_ending
from app.models.model import ModelError, Models
from app.store import runs
from app.store.database import Database
from app.store.file_contents import FileContents
from app.store.runs import StoredRun
from app.store.transaction import Transaction

T = TypeVar("T")


class RunAttempt:
    """An attempt at a run; `log` carries its events to followers, `error` says why it could not save its end."""

    def __init__(
        self,
        run_id: str,
        owner: str,
        database: Database,
        contents: FileContents,
        journal: Journal,
        models: Models,
    ) -> None:
        self.run_id = run_id
        self.log = EventLog(run_id)
        self.stop_token = StopToken()
        self.error: Unavailable | None = None
        self._owner, self._models = owner, models
        self._database, self._journal = database, journal
        self._contents = contents
        self._call: ModelCall | None = None

    async def drive(self) -> None:
        """Drive the run; return when it is over, waits, or belongs to another attempt, or with `error` set."""
        try:
            await self._drive()
        except Unavailable as error:
            self.error = error
        except Exception:
            # A bug: the caretaker starts the run again, and fails it after several attempts.
            logging.getLogger(__name__).exception("run %s stopped unexpectedly", self.run_id)

    async def _drive(self) -> None:
        stored = await self._database.read(lambda tx: runs.get_stored(tx, self.run_id))
        if stored is None:
            return
        seconds_left = max(0.0, stored.expires_at - time.time())
        expiry = asyncio.get_running_loop().call_later(seconds_left, self.stop_token.set, Expired())
        try:
            profile, model, failure = await self._find_answerer(stored)
            if self.stop_token.reason is not None:
                return  # nothing has begun: the request that stopped it, or the caretaker, ends the run
            claim = await self._database.write(lambda tx: claim_run(tx, self.run_id, self._owner, model), durable=False)
            if claim is None:
                return
            self.log.begin(claim.attempt, claim.last_number, claim.events)
            ending = failure or await _unless_fenced(self._ask_until_ending(claim, profile))
            await self._save(ending, claim)
        finally:
            expiry.cancel()

    async def _find_answerer(self, stored: StoredRun) -> tuple[str, str, Failed | None]:
        """Return the profile and the model to ask, or why there is none."""
        name = stored.run.model
        try:
            profile = await find_profile(self._models, stored)
        except Error as error:
            return "", name, _failure(error)
        if name:
            return profile, name, None
        return profile, *await self._resolve_default(profile)

    async def _resolve_default(self, profile: str) -> tuple[str, Failed | None]:
        """Return the default model of a profile, or why there is none. A stop does not wait for the list of models."""
        resolving = asyncio.create_task(self._models.resolve_model(ModelReference(profile, "").text))
        await self.stop_token.cancel_on_stop(resolving)
        if self.stop_token.reason is not None:
            return "", None
        if resolving.cancelled():
            return "", Failed("server_error", "The list of models did not arrive. Try again.")
        error = resolving.exception()
        if error is not None:
            return "", _failure(error)
        return resolving.result(), None

    async def _ask_until_ending(self, claim: Claim, profile: str) -> Ending | GivenUp:
        """Ask the model on this profile until the next step is an ending."""
        try:
            run = claim.run
            context = await self._database.read(lambda tx: read_context(tx, run))
            context = replace(context, messages=await with_image_data(context.messages, self._contents))
            step = first_step(run, context)
            number = claim.call_number
            while isinstance(step, AskModel):
                if self.stop_token.reason is not None:
                    return self.stop_token.reason
                left_out = find_left_out(step.request, context)
                record = CallRecord(run.id, number, claim.claimed_at, left_out)
                call = self._call = ModelCall(
                    run, self.log, self._journal, self._models, claim.leftovers, self.stop_token, record
                )
                outcome = await call.ask(replace(step.request, profile=profile))
                number += int(call.has_written)  # a call that was refused has no number
                step = next_step(run, context, step.request, outcome)
            return step
        except (Fenced, Unavailable):
            raise
        except Exception as error:
            # A bug must not leave a thread locked; the log has the traceback.
            logging.getLogger(__name__).exception("run %s stopped unexpectedly", self.run_id)
            return _failure(error)

    async def _save(self, ending: Ending | GivenUp, claim: Claim) -> None:
        """Save how the attempt ended. A cancel that came first is saved in its place."""
        refusal = await _unless_fenced(self._record(ending, claim))
        if isinstance(refusal, Cancelled):
            await _unless_fenced(self._record(refusal, claim))

    async def _record(self, ending: Ending | GivenUp, claim: Claim) -> None:
        if isinstance(ending, GivenUp):
            return
        if isinstance(ending, Failed):
            # What the model sent may be quoted in it; this is before it is stored, answered and logged.
            ending = replace(ending, message=self._models.redact(ending.message))
        expected: RunStatus = "in_progress"
        if isinstance(ending, Cancelled):
            expected = "cancelling"

        def change(tx: Transaction, stored: StoredRun) -> list[Event]:
            events: list[Event] = []
            message = None
            if self._call is not None:
                message, events = self._call.save(tx, stored, ending)
            if events:
                stored = replace(stored, last_number=events[-1].number)
            return [*events, *save_ending(tx, stored, ending, claim.leftovers, message)]

        await self._journal.record(self.log, change, expected=expected, durable=True)
        logging.getLogger(__name__).info("Run %s %s", self.run_id, describe_ending(ending))


async def _unless_fenced(work: Awaitable[T]) -> T | Cancelled | GivenUp:
    """Await the work; if the fence refused one of its writes, return the reason instead."""
    try:
        return await work
    except Fenced as fenced:
        return fenced.reason


def _failure(error: BaseException) -> Failed:
    """Convert an exception to `Failed`; unexpected ones show only their type and text."""
    if isinstance(error, ModelError):
        return Failed(error.code, str(error))
    if isinstance(error, Error):
        return Failed("server_error", str(error))
    return Failed("server_error", f"The run stopped unexpectedly ({type(error).__name__}: {error}). Try again.")
