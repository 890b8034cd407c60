"""Drives one run from the claim to its end, or to where it waits for tool outputs. The engine starts one for each run.

Claim, read the context, play a round, act on its outcome. `attempt` fences every write; whoever lost the run stops.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

from msgspec.structs import replace

from app.api.errors import Error, Unavailable
from app.api.objects import CalledFunction, LastError, RequiredAction, RequiredCall, RequiredCalls, Run
from app.api.steps import FunctionToolCall, MessageCreation, ToolCalls
from app.engine.rules import event_numbers, model_context
from app.engine.rules.message_content import longer
from app.engine.rules.outcomes import (
    CallsFunctions,
    Cancelled,
    Completed,
    Ending,
    Expired,
    Failed,
    GivenUp,
    HandedBack,
    Incomplete,
    Outcome,
    Stop,
)
from app.engine.rules.run_states import move
from app.engine.running.event_log import Began, EventLog
from app.engine.running.journal import Cancelling, Journal, Lost
from app.engine.running.model_call import ModelCall
from app.engine.running.writers import Leftovers
from app.engine.transactions import endings
from app.engine.transactions.facts import Fact, append
from app.models.model import ModelError, Models
from app.store import events, messages, runs, steps
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction


class RunAttempt:
    """One attempt at a run. `log` carries its events to followers."""

    def __init__(self, run_id: str, owner: str, log: EventLog, database: Database, journal: Journal, models: Models):
        self.run_id, self.log = run_id, log
        self.error: Unavailable | None = None
        self._owner, self._database, self._journal, self._models = owner, database, journal, models
        self._round: ModelCall | None = None
        self._answering: asyncio.Future[str] | None = None
        self._stopped: Stop | None = None

    def stop(self, why: Stop) -> None:
        """Break the run off from outside; the first reason counts."""
        self._stopped = self._stopped or why
        if self._answering is not None:
            self._answering.cancel()
        if self._round is not None:
            self._round.stop(why)

    async def run(self) -> None:
        """Drive it; returns when the run is over, waits or belongs to somebody else, or with `error` set."""
        try:
            await self._claim_and_play()
        except Lost:
            pass
        except Unavailable as error:
            self.error = error
        except Exception:
            # A fault of ours: the caretaker takes the run up again, and fails it in the end.
            logging.getLogger(__name__).exception("run %s broke off", self.run_id)

    async def _claim_and_play(self) -> None:
        stored = await self._database.read(lambda tx: runs.get_stored(tx, self.run_id))
        if stored is None:
            return
        deadline = asyncio.get_running_loop().call_later(
            max(0.0, stored.expires_at - time.time()), self.stop, Expired()
        )
        try:
            model, failure = await self._choose_model(stored.run.model)
            if self._stopped is not None:
                return  # nothing has begun: who stopped it, or the caretaker, ends the run
            claimed = await self._database.write(lambda tx: self._claim(tx, model), durable=False)
            if claimed is None:
                return
            run, leftovers, began = claimed
            self.log.begin(began)
            outcome = failure or await self._play(run, leftovers)
            await self._settle(outcome, leftovers)
        finally:
            deadline.cancel()

    async def _choose_model(self, name: str) -> tuple[str, Failed | None]:
        """The model that answers; a list that does not come must not outlast a stop."""
        if name or self._stopped is not None:
            return name, None
        self._answering = asyncio.ensure_future(self._models.resolve_model(""))
        await asyncio.wait([self._answering])
        if self._answering.cancelled():
            return "", None if self._stopped else Failed("server_error", "The list of models did not come. Try again.")
        error = self._answering.exception()
        if error is None:
            return self._answering.result(), None
        return "", _failed(error)

    def _claim(self, tx: Transaction, model: str) -> tuple[Run, Leftovers, Began] | None:
        """Take a queued run: raises `attempt`, begins a fresh block of event numbers."""
        if not runs.claim(tx, self.run_id, self._owner):
            return None
        stored = runs.get_stored(tx, self.run_id)
        if stored is None:
            return None
        leftovers = _leftovers(tx, stored.run)
        now = int(time.time())
        run = replace(move(stored.run, "in_progress", now), model=model)
        number = event_numbers.first_of(stored.attempt)
        runs.save(tx, run, owner=self._owner, attempt=stored.attempt, deaths=stored.deaths, number=number)
        facts = append(tx, self.run_id, number, [("thread.run.in_progress", run)])
        return run, leftovers, Began(stored.attempt, stored.number, facts)

    async def _play(self, run: Run, leftovers: Leftovers) -> Outcome:
        try:
            read = await self._database.read(lambda tx: model_context.read(tx, run))
            if self._stopped is not None:
                return self._stopped
            self._round = ModelCall(run, self.log, self._journal, self._models, leftovers)
            return await self._round.play(read)
        except Cancelling:
            return Cancelled()
        except (Lost, Unavailable):
            raise
        except Exception as error:
            # A fault of ours must not leave a thread locked; the log has its trace.
            logging.getLogger(__name__).exception("run %s broke off", self.run_id)
            return _failed(error)

    async def _settle(self, outcome: Outcome, leftovers: Leftovers) -> None:
        """Write the end of the round; somebody's cancel may come in between."""
        try:
            await self._record(outcome, leftovers)
        except Cancelling:
            await self._record(Cancelled(), leftovers)

    async def _record(self, outcome: Outcome, leftovers: Leftovers) -> None:
        if isinstance(outcome, GivenUp):
            raise Lost

        def build(tx: Transaction, stored: StoredRun) -> list[Fact]:
            return self._facts(tx, stored, outcome, leftovers)

        expect = "cancelling" if isinstance(outcome, Cancelled) else "in_progress"
        await self._journal.record(self.log, build, expect=expect, durable=True)

    def _facts(self, tx: Transaction, stored: StoredRun, outcome: Ending, leftovers: Leftovers) -> list[Fact]:
        now, number = int(time.time()), self.log.number
        written = self._round.message if self._round else None
        calls = self._round.calls if self._round else None
        if written is not None and calls is None:
            written.keep(tx)
        if calls is not None:
            calls.keep(tx, outcome.usage if isinstance(outcome, CallsFunctions) else None)
        match outcome:
            case Completed(usage=usage):
                leftovers.remove(tx)
                return endings.end(tx, stored, "completed", now, number=number, usage=usage)
            case Incomplete(reason=reason, usage=usage):
                leftovers.remove(tx)
                return endings.end(tx, stored, "incomplete", now, number=number, incomplete=reason, usage=usage)
            case CallsFunctions(calls=called):
                leftovers.remove(tx)
                return [self._wait(tx, stored, called, now, number)]
            case Failed(code=code, message=message):
                error = LastError(code=code, message=message)
                return endings.end(tx, stored, "failed", now, number=number, last_error=error)
            case Expired():
                return endings.end(tx, stored, "expired", now, number=number)
            case HandedBack():
                return [endings.hand_back(tx, stored, now, number + 1)]
            case Cancelled():
                return endings.end(tx, stored, "cancelled", now, number=number)

    def _wait(
        self, tx: Transaction, stored: StoredRun, calls: Sequence[FunctionToolCall], now: int, number: int
    ) -> Fact:
        """Leave the run waiting for the outputs of these calls; nobody owns it meanwhile."""
        required = [RequiredCall(id=call.id, function=_called(call)) for call in calls]
        action = RequiredAction(submit_tool_outputs=RequiredCalls(tool_calls=required))
        run = move(stored.run, "requires_action", now, required_action=action)
        runs.save(tx, run, owner=None, attempt=stored.attempt, deaths=stored.deaths, number=number + 1)
        return "thread.run.requires_action", run


def _called(call: FunctionToolCall) -> CalledFunction:
    return CalledFunction(name=call.function.name, arguments=call.function.arguments)


def _failed(error: BaseException) -> Failed:
    """What the user is told of an error; of one that is not for people, at least its kind."""
    if isinstance(error, Error):
        return Failed(error.code if isinstance(error, ModelError) else "server_error", str(error))
    return Failed("server_error", f"The run broke off ({type(error).__name__}: {error}). Try again.")


def _leftovers(tx: Transaction, run: Run) -> Leftovers:
    """What an earlier attempt left of its last answer, which is asked for anew. Its text goes into the message, its
    deltas go. A message that was finished before the calls of the same answer belongs to it: stored, it would be said
    twice."""
    leftovers = Leftovers()
    for step in steps.of_run(tx, run.id):
        match step.step_details:
            case ToolCalls() if step.status == "completed":
                leftovers = Leftovers()
            case ToolCalls():
                leftovers.calls = step
            case MessageCreation(message_creation=reference):
                leftovers.step = step
                leftovers.message = messages.get(tx, run.thread_id, reference.message_id)
    if leftovers.message and leftovers.message.status == "in_progress":
        content = longer(endings.streamed(tx, leftovers.message), leftovers.message.content)
        leftovers.message = replace(leftovers.message, content=content)
        messages.save(tx, leftovers.message)
    if leftovers.step or leftovers.calls:
        events.drop_unfinished(tx, run.id)
    return leftovers
