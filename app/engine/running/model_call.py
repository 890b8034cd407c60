"""One round of a run: ask the model once, stream its answer as events, and say what came of it.

`drive` makes one and acts on the outcome. Text and tool calls of one answer become a message with its step, then a
step of tool calls.
"""

from app.api.objects import Run, Usage
from app.engine.rules import model_context
from app.engine.rules.model_context import Context
from app.engine.rules.outcomes import CallsFunctions, Completed, Failed, Incomplete, Outcome, Stop
from app.engine.running.answer_reader import AnswerReader
from app.engine.running.event_log import EventLog
from app.engine.running.journal import Journal
from app.engine.running.writers import CallsWriter, Leftovers, MessageWriter
from app.models.model import (
    CallPiece,
    ContextTooLong,
    Finished,
    ModelError,
    ModelRequest,
    Models,
    Piece,
    RefusalPiece,
    TextPiece,
)


class ModelCall:
    """A model call and what it writes; `stop` breaks it off."""

    def __init__(self, run: Run, log: EventLog, journal: Journal, models: Models, leftovers: Leftovers) -> None:
        self._run, self._log, self._journal, self._models, self._leftovers = run, log, journal, models, leftovers
        self._answer: AnswerReader | None = None
        self._stopped: Stop | None = None
        self._finished: Finished | None = None
        self.message: MessageWriter | None = None
        self.calls: CallsWriter | None = None

    def stop(self, why: Stop) -> None:
        """Break the round off; the first reason counts."""
        self._stopped = self._stopped or why
        if self._answer is not None:
            self._answer.stop()

    async def play(self, read: Context) -> Outcome:
        """Ask and stream until the answer is over."""
        spent = read.spent
        if self._run.max_completion_tokens is not None and spent.completion_tokens >= self._run.max_completion_tokens:
            return Incomplete("max_completion_tokens", Usage())
        if self._run.max_prompt_tokens is not None and spent.prompt_tokens >= self._run.max_prompt_tokens:
            return Incomplete("max_prompt_tokens", Usage())
        request = model_context.request(self._run, read)
        try:
            request = await self._ask(request)
        except ModelError as error:
            return self._stopped or Failed(error.code, str(error))
        return self._stopped or self._outcome(request, spent)

    async def _ask(self, request: ModelRequest) -> ModelRequest:
        """Stream the answer; a request that is too long is shortened and asked again, if the run allows it."""
        while True:
            if self._stopped is None:
                self._answer = AnswerReader(self._models.stream(request))
            try:
                while self._answer is not None and (pieces := await self._answer.take()):
                    for piece in pieces:
                        await self._write(piece)
                return request
            except ContextTooLong as error:
                shortened = model_context.shorter(request, error)
                if shortened is None or self.message or self.calls or self._run.truncation_strategy.type != "auto":
                    raise
                request = shortened
            finally:
                if self._answer is not None:
                    self._answer.stop()
                    await self._answer.closed()

    async def _write(self, piece: Piece) -> None:
        match piece:
            case TextPiece(text=text) | RefusalPiece(text=text):
                if not text or self.calls is not None:
                    return  # text after calls has no place in the API's objects
                if self.message is None:
                    message = MessageWriter(self._run, self._log, self._journal, self._leftovers)
                    await message.open()
                    self.message = message  # not before: what could not be opened has nothing to keep
                self.message.write(piece)
            case CallPiece():
                if self.calls is None:
                    if self.message is not None:
                        await self.message.complete()
                    calls = CallsWriter(self._run, self._log, self._journal, self._leftovers)
                    await calls.open()
                    self.calls = calls
                self.calls.write(piece)
            case Finished():
                if self.calls is not None:
                    self.calls.close()
                self._finished = piece

    def _outcome(self, request: ModelRequest, spent: Usage) -> Outcome:
        finished = self._finished
        if finished is None:
            return Failed("server_error", "The model stopped in mid-reply without saying why. Try again.")
        written = (self.message.length if self.message else 0) + (self.calls.length if self.calls else 0)
        usage = finished.usage or model_context.estimate(request, written)
        budget = self._run.max_prompt_tokens
        if finished.reason == "length":
            return Incomplete("max_completion_tokens", usage)
        if finished.reason == "content_filter":
            return Incomplete("content_filter", usage)
        if budget is not None and spent.prompt_tokens + usage.prompt_tokens > budget:
            return Incomplete("max_prompt_tokens", usage)
        if self.calls is not None:
            return CallsFunctions(self.calls.calls, usage)
        return Completed(usage)
