"""One model call of a run: ask the model once, write its answer as events, and return the outcome.

Text and tool calls of one answer become a message with its step, then a step of tool calls.
"""

from app.api.objects import Run, Usage
from app.api.steps import FunctionToolCall
from app.engine.rules.outcomes import Answered, CallOutcome, Failed, TooLong
from app.engine.running.answer_reader import AnswerReader
from app.engine.running.event_log import EventLog
from app.engine.running.journal import Journal
from app.engine.running.stop_token import StopToken
from app.engine.running.writers import CallsWriter, MessageWriter
from app.engine.transactions.leftovers import Leftovers
from app.models.model import (
    CallPiece,
    ContextTooLong,
    Finished,
    ModelError,
    ModelRequest,
    Models,
    Piece,
    ReasoningPiece,
    RefusalPiece,
    TextPiece,
)
from app.store.transaction import Transaction


class ModelCall:
    """A model call and the writers of its answer."""

    def __init__(
        self, run: Run, log: EventLog, journal: Journal, models: Models, leftovers: Leftovers, stop: StopToken
    ) -> None:
        self._run, self._models = run, models
        self._log, self._journal = log, journal
        self._leftovers, self._stop = leftovers, stop
        self._finished: Finished | None = None
        self._message: MessageWriter | None = None
        self._calls: CallsWriter | None = None

    async def ask(self, request: ModelRequest) -> CallOutcome:
        """Ask and write until the answer is over or the run attempt is stopped."""
        try:
            async with AnswerReader(self._models.stream(request), self._stop) as reader:
                while pieces := await reader.take():
                    for piece in pieces:
                        await self._write(piece)
        except ContextTooLong as error:
            if self._message or self._calls:
                outcome = Failed(error.code, str(error))  # another answer cannot be joined to what was written
            else:
                outcome = TooLong(message=str(error), used=error.used, limit=error.limit)
        except ModelError as error:
            outcome = Failed(error.code, str(error))
        else:
            outcome = self._outcome()
        return self._stop.reason or outcome

    def save(self, tx: Transaction, usage: Usage | None) -> None:
        """Save what was written, before the attempt ends. `usage` is saved in a step of tool calls that stays open."""
        if self._calls is not None:
            self._calls.save(tx, usage)
        elif self._message is not None:
            self._message.save(tx)

    async def _write(self, piece: Piece) -> None:
        match piece:
            case TextPiece(text=text) | RefusalPiece(text=text):
                if not text or self._calls is not None:
                    return  # text after calls has no place in the API's objects
                if self._message is None:
                    message = MessageWriter(self._run, self._log, self._journal, self._leftovers)
                    await message.open()
                    self._message = message  # set only now: a message that was not opened has nothing to save
                self._message.write(piece)
            case CallPiece():
                if self._calls is None:
                    if self._message is not None:
                        await self._message.complete()
                    calls = CallsWriter(self._run, self._log, self._journal, self._leftovers)
                    await calls.open()
                    self._calls = calls
                self._calls.write(piece)
            case ReasoningPiece():
                pass  # not stored yet
            case Finished():
                if self._calls is not None:
                    self._calls.close()
                self._finished = piece

    def _outcome(self) -> Answered | Failed:
        if self._finished is None:
            return Failed("server_error", "The model stopped in mid-reply without giving a reason. Try again.")
        chars, calls = 0, list[FunctionToolCall]()
        if self._message is not None:
            chars += self._message.chars
        if self._calls is not None:
            chars += self._calls.chars
            calls = self._calls.calls
        return Answered(reason=self._finished.reason, usage=self._finished.usage, calls=calls, chars=chars)
