"""Holds the conversation of `--plain`: sends what is typed, runs commands, prints replies below each other."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import TextIO

from app.api.conversation.start_run import find_retry_model
from app.api.endpoints import Endpoint
from app.api.errors import Error
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.requests import Page
from app.api.services import OpenServices, Services
from app.headless.ask import Question, RunLost, find_model, print_news, require_endpoint, run_question, telling_news
from app.headless.clean_text import clean
from app.headless.exit_codes import COMPLETED, STOPPED
from app.headless.plain.branch_commands import compact, find_editable, fork
from app.headless.plain.choice_commands import choose_assistant, choose_model
from app.headless.plain.label_commands import archive, pin, tag
from app.headless.plain.open_conversation import OpenConversation
from app.headless.plain.plain_commands import Call, find_call, help_lines, text_to_send
from app.headless.plain.thread_commands import begin_thread, list_threads, open_thread, rename_thread, show_thread
from app.headless.plain.typed_lines import MessageReader
from app.headless.plain.usage_command import print_usage
from app.headless.printers import TextPrinter
from app.headless.stop_request import StopRequest

GREETING = "Each line is one message. /help lists what else you can type. Ctrl+C cancels a reply, Ctrl+D quits."
DISCARDED = "The message that you had begun was discarded."


class PlainChat:
    """A conversation line by line. `err` gets prompts, statuses and notes; `out` what is said and listed."""

    def __init__(
        self, conversation: OpenConversation, services: Services, out: TextIO, err: TextIO, stop: StopRequest
    ) -> None:
        self.conversation = conversation
        self._services = services
        self._out, self._err = out, err
        self._stop = stop
        self._is_over = False

    async def begin(self) -> None:
        """Print what the thread has, and who answers. Raises `NoEndpoint`, and `NotFound` for the thread."""
        endpoint = await require_endpoint(self._services.endpoints)
        if self.conversation.thread_id is not None:
            await show_thread(self.conversation, self.conversation.thread_id)
        self.conversation.note(f"{endpoint.name}. {GREETING}")

    async def reply_to(self, lines: AsyncIterator[str]) -> None:
        """Do what each message or command asks for, until there are no more or the process is asked to end.

        Raises `CancelledError` for a signal while nothing has been typed.
        """
        reader = MessageReader(lines)
        while not (self._is_over or reader.is_over):
            self._prompt(reader.has_begun)
            try:
                typed = await reader.read_line()
            except asyncio.CancelledError:
                if self._stop.ending or not reader.has_begun:
                    raise
                reader.discard()
                self._go_on(DISCARDED)
                continue
            if typed is None:
                continue
            call = find_call(typed)
            if call is not None:
                await self._cancellable(self._run_command(call))
            elif typed.text.strip():
                await self._cancellable(self._reply(text_to_send(typed), self.conversation.model))
            if self._stop.ending:
                raise asyncio.CancelledError

    def _prompt(self, has_begun: bool) -> None:
        """Ask for the next line on a terminal. Ctrl+C discards what has begun, else it quits."""
        self._stop.may_continue = has_begun
        if self._err.isatty():
            self._err.write("More: " if has_begun else "Message: ")
        self._err.flush()

    def _go_on(self, sentence: str) -> None:
        """Go on after Ctrl+C."""
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
        if self._err.isatty():
            self._err.write("\n")  # the terminal has echoed ^C
        self.conversation.note(sentence)

    async def _cancellable(self, work: Coroutine[None, None, None]) -> None:
        """Do something that Ctrl+C cancels; what went wrong is said."""
        self._stop.may_continue = True
        try:
            await work
        except Error as error:
            self.conversation.note(str(error))
        except asyncio.CancelledError:
            if self._stop.ending:
                raise
            self._go_on("Cancelled.")

    async def _run_command(self, call: Call) -> None:
        """Raises `Error`."""
        if call.problem:
            raise Error(call.problem)
        text = call.text
        match call.command.name:
            case "retry":
                await self._retry()
            case "model":
                await choose_model(self.conversation, text)
            case "assistant":
                await choose_assistant(self.conversation, text)
            case "list" | "search":
                await list_threads(self.conversation, text or None)
            case "open":
                await open_thread(self.conversation, text)
            case "new":
                begin_thread(self.conversation)
            case "rename":
                await rename_thread(self.conversation, text)
            case "edit":
                edited = await find_editable(self.conversation)
                await self._reply(text, self.conversation.model, edited)
            case "quit":
                self._is_over = True
            case "help":
                for line in help_lines():
                    self.conversation.print(line)
            case name:
                await run_for_thread(self.conversation, name, text)

    async def _retry(self) -> None:
        """Run the thread again without a new message, if its last reply is not whole. Raises `Error`."""
        thread_id = self.conversation.thread_id
        newest = []
        if thread_id is not None:
            newest = (await self._services.assistants.list_runs(thread_id, Page(limit=1))).data
        if not newest or newest[0].status not in TERMINAL_STATUSES - {"completed"}:
            raise Error("There is nothing to retry: no reply failed, was cancelled or was cut off.")
        await self._reply(None, await self._find_retry_model(newest[0]))

    async def _find_retry_model(self, run: Run) -> str | None:
        assistant_id = self.conversation.assistant_id or run.assistant_id
        return self.conversation.model or await find_retry_model(self._services, run, assistant_id)

    async def _reply(self, text: str | None, model: str | None, edited: Message | None = None) -> None:
        """Run the thread with this model, with a new message or as it is, and print the reply.

        `edited`: the message that the text takes the place of.
        """
        printer = TextPrinter(self._out, self._err, live=False)
        conversation = self.conversation
        try:
            endpoint = await self._find_endpoint(model)
            question = Question(
                text=text,
                edited=edited,
                thread_id=conversation.thread_id,
                assistant_id=conversation.assistant_id,
                model=model,
                program=conversation.program,
            )
            async with telling_news(self._services.endpoints, endpoint, printer):
                run = await run_question(self._services.assistants, endpoint, question, printer)
        except RunLost as lost:
            conversation.thread_id = lost.run.thread_id
            printer.print_note(str(lost))
            return
        except Error as error:
            printer.print_note(str(error))
            return
        conversation.thread_id = run.thread_id
        printer.print_end(run, await find_model(self._services.assistants, self._services.endpoints, run))
        print_news(self._services.endpoints, printer)
        if run.status == "cancelled" and not self._err.isatty():  # on a terminal the line of its end has said so
            printer.print_note("Cancelled.")

    async def _find_endpoint(self, model: str | None) -> Endpoint:
        """Return the endpoint that answers with this model, else the one in use. Raises `NoEndpoint`."""
        if model is not None:
            chosen = await self._services.endpoints.profile_of(model)
            if chosen is not None:
                return chosen
        return await require_endpoint(self._services.endpoints)


async def run_for_thread(conversation: OpenConversation, name: str, text: str) -> None:
    """Run a command about the conversation that asks for no reply. Raises `Error`."""
    match name:
        case "pin":
            await pin(conversation)
        case "archive":
            await archive(conversation)
        case "archived":
            await list_threads(conversation, None, archived=True)
        case "tag":
            await tag(conversation, text)
        case "fork":
            await fork(conversation)
        case "compact":
            await compact(conversation)
        case _:
            await print_usage(conversation)


async def converse(
    open_services: OpenServices,
    thread_id: str | None,
    lines: AsyncIterator[str],
    out: TextIO,
    err: TextIO,
    stop: StopRequest | None = None,
    program: str = "assistant-chat",
) -> int:
    """Hold the conversation and return the exit code. Raises `NoEndpoint`, and `NotFound` for the thread."""
    stop = stop or StopRequest()
    async with open_services() as services:
        chat = PlainChat(OpenConversation(services, thread_id, out, err, program), services, out, err, stop)
        await chat.begin()
        code = COMPLETED
        try:
            await chat.reply_to(lines)
        except asyncio.CancelledError:
            stop.ending = True
            code = STOPPED
        if chat.conversation.thread_id is not None:
            err.write(f"\nContinue with: {clean(program)} --plain {clean(chat.conversation.thread_id)}\n")
        elif err.isatty():
            err.write("\n")
    return code
