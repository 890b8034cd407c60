"""One model call of a run: ask the model once, write its answer as events, and return the outcome.

Text and tool calls of one answer become a message with its step, then a step of tool calls. Text behind the calls
becomes a message of its own, which ends with the answer. Reasoning becomes events of ours and a row of its own.
"""

from msgspec.structs import replace

from app.api.events import Event
from app.api.objects import Message, Run
from app.api.steps import FunctionToolCall
from app.engine.rules.next_step import credible_usage
from app.engine.rules.outcomes import Answered, CallOutcome, Ending, Failed, HandedBack, RequiresOutputs, TooLong
from app.engine.running.answer.answer_reader import AnswerReader
from app.engine.running.answer.call_record import CallRecord
from app.engine.running.answer.calls_writer import CallsWriter
from app.engine.running.answer.event_pace import Pace
from app.engine.running.answer.incoming_calls import IncomingCalls
from app.engine.running.answer.message_writer import MessageWriter
from app.engine.running.answer.pieces import chars_of, cut_long
from app.engine.running.events.event_log import EventLog
from app.engine.running.events.journal import Change, Journal
from app.engine.running.stop_token import StopToken
from app.engine.transactions.facts import append
from app.engine.transactions.leftovers import Leftovers
from app.models.model import (
    Answering,
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
    TextWasReasoning,
)
from app.store import model_calls
from app.store.runs import StoredRun
from app.store.transaction import Transaction

MAX_SERVER_FIELDS_BYTES = 16 * 2**20
"""What goes back to a model is kept up to this size: signatures are kilobytes, reasoning at most some megabytes."""


class ModelCall:
    """A model call and the writers of its answer."""

    def __init__(
        self,
        run: Run,
        log: EventLog,
        journal: Journal,
        models: Models,
        leftovers: Leftovers,
        stop: StopToken,
        record: CallRecord,
    ) -> None:
        self._run, self._models = run, models
        self._log, self._journal = log, journal
        self._leftovers, self._stop = leftovers, stop
        self._record = record
        self._finished: Finished | None = None
        self._message: MessageWriter | None = None
        self._calls: CallsWriter | None = None
        self._later_message: MessageWriter | None = None
        self._incoming = IncomingCalls(offered=False)

    @property
    def has_written(self) -> bool:
        """Whether anything of the answer was published."""
        return self._message is not None or self._calls is not None or self._record.has_reasoning

    async def ask(self, request: ModelRequest) -> CallOutcome:
        """Ask and write until the answer is over or the run attempt is stopped."""
        self._incoming = IncomingCalls(offered=bool(request.tools))
        try:
            async with AnswerReader(self._models.stream(request), self._stop) as reader:
                pace = Pace()
                while pieces := await reader.take():
                    for piece in cut_long(pieces):
                        await self._write(piece)
                        await self._make_room(pace, chars_of(piece))
        except ContextTooLong as error:
            if self._message or self._calls:
                outcome = Failed(error.code, str(error))  # another answer cannot be joined to what was written
            else:
                if self._record.has_unpublished:
                    await self._begin(_nothing_more)
                outcome = TooLong(message=str(error), used=error.used, limit=error.limit)
        except ModelError as error:
            outcome = Failed(error.code, str(error))
        else:
            outcome = self._outcome()
        return self._stop.reason or outcome

    def save(self, tx: Transaction, stored: StoredRun, ending: Ending) -> tuple[Message | None, list[Event]]:
        """Save what was written, before the attempt ends; return the open message and the events of the rest."""
        row = self._record.stored(is_finished=not isinstance(ending, HandedBack))
        message, usage, events = None, None, list[Event]()
        if isinstance(ending, RequiresOutputs) and self._calls is not None:
            # The step of the calls stays open, with the usage of this call.
            row, usage = replace(row, step_id=self._calls.step_id, server_fields=self._server_fields()), ending.usage
            if self._later_message is not None:
                row = replace(row, later_step_id=self._later_message.step_id)
                events = self._later_message.complete(tx, stored)
                stored = replace(stored, last_number=events[-1].number)
        elif self._open_message is not None:
            message = self._open_message.save(tx)
        if self._calls is not None:
            self._calls.save(tx, usage)
        if row.model or row.reasoning or row.later_step_id:
            model_calls.save(tx, row)
        if not isinstance(ending, HandedBack) and self._record.has_unpublished:
            events += append(tx, stored, [("run.reasoning.completed", self._record.reasoning)])
        return message, events

    @property
    def _open_message(self) -> MessageWriter | None:
        """The message that the text goes to."""
        if self._calls is not None:
            return self._later_message
        return self._message

    async def _write(self, piece: Piece) -> None:
        match piece:
            case Answering():
                self._record.note_answerer(piece)
                return
            case ReasoningPiece(text=text):
                delta = self._record.think(text)
                if delta is not None:
                    self._journal.emit(self._log, "run.reasoning.delta", delta, len(delta.text))
            case TextPiece() | RefusalPiece():
                await self._write_text(piece)
            case TextWasReasoning():
                await self._take_text_back()
            case CallPiece():
                await self._write_call(piece)
            case Finished():
                self._finished = piece
                self._record.note_usage(credible_usage(piece.usage), piece.cached_tokens, piece.context_window)
        self._record.note_piece()

    async def _make_room(self, pace: Pace, written_chars: int) -> None:
        """After a piece of this length: store what is long, and do not run ahead of the disk and the other runs."""
        if self._open_message is not None:
            await self._open_message.store_long_text()
        await self._journal.wait_for_room(self._log)
        if self._stop.reason is None:
            await pace.rest(written_chars)

    async def _write_text(self, piece: TextPiece | RefusalPiece) -> None:
        message, is_later = self._open_message, self._calls is not None
        if is_later and message is None:
            # Many servers send line ends behind their calls, and text may follow in the same piece or in another.
            piece = replace(piece, text=piece.text.lstrip())
        if not piece.text:
            return
        self._record.pause()
        self._record.note_text()
        if message is None:
            message = await self._begin_message(is_later=is_later)
            # Set only now: a message that was not begun has nothing to save.
            if is_later:
                self._later_message = message
            else:
                self._message = message
        message.write(piece)

    async def _begin_message(self, *, is_later: bool) -> MessageWriter:
        left = self._leftovers.take_message(is_later=is_later)
        message = MessageWriter(self._run, self._log, self._journal, left, is_later=is_later)

        def change(tx: Transaction, stored: StoredRun) -> list[Event]:
            if left is None and not is_later:
                self._leftovers.delete_calls(tx)
            return message.begin(tx, stored)

        await self._begin(change)
        return message

    async def _take_text_back(self) -> None:
        """Make reasoning of the text so far. Followers see the message begin anew."""
        if self._message is None or self._calls is not None:
            return
        self._record.take_text_back(self._message.take_text())
        await self._begin(self._message.begin_anew)

    async def _write_call(self, piece: CallPiece) -> None:
        self._record.pause()
        usable = self._incoming.add(piece)
        if usable is None:
            return
        if self._calls is None:
            await self._end_message()
            calls = CallsWriter(self._run, self._log, self._journal, self._leftovers)
            await self._begin(calls.begin)
            self._calls = calls
        self._calls.write(usable)

    async def _end_message(self) -> None:
        """End the message before the calls of the same answer."""
        if self._message is None:
            return
        if self._message.chars:
            await self._journal.record(self._log, self._message.complete)
        else:
            await self._journal.record(self._log, self._message.withdraw)
            self._message = None

    async def _begin(self, change: Change) -> None:
        """Make the change, after the reasoning before it, which is over."""
        publishes = self._record.has_unpublished

        def change_after_reasoning(tx: Transaction, stored: StoredRun) -> list[Event]:
            model_calls.save(tx, self._record.stored(is_finished=False))
            if not publishes:
                return change(tx, stored)
            thought = append(tx, stored, [("run.reasoning.completed", self._record.reasoning)])
            return [*thought, *change(tx, replace(stored, last_number=thought[-1].number))]

        await self._journal.record(self._log, change_after_reasoning)
        self._record.mark_published()

    def _outcome(self) -> Answered | Failed:
        if self._finished is None:
            return Failed("server_error", "The model stopped in mid-reply without giving a reason. Try again.")
        chars, calls = 0, list[FunctionToolCall]()
        for message in (self._message, self._later_message):
            if message is not None:
                chars += message.chars
        if self._calls is not None:
            self._calls.close()
            chars += self._calls.chars
            calls = self._calls.calls
        if not chars and not calls and self._incoming.problem:
            return Failed("server_error", self._incoming.problem)
        return Answered(reason=self._finished.reason, usage=self._finished.usage, calls=calls, chars=chars)

    def _server_fields(self) -> bytes:
        """Return what goes back to the model with the outputs of the calls."""
        if self._finished is None or self._calls is None or len(self._finished.server_fields) > MAX_SERVER_FIELDS_BYTES:
            return b""
        return self._finished.server_fields


def _nothing_more(_tx: Transaction, _stored: StoredRun) -> list[Event]:
    return []
