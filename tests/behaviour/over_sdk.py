"""The server through the unmodified openai SDK, strict, as an `Assistants`: each method is one SDK call.

What the SDK parsed is converted back to our objects, so that a lost or misnamed field fails a test.
"""

# pyright: reportDeprecated=false
# Every Assistants method of the SDK is marked as deprecated.

from collections.abc import AsyncGenerator, Awaitable, Sequence
from typing import Any, TypeVar, cast

import msgspec
from openai import APIStatusError, AsyncOpenAI, AsyncStream, BaseModel

from app.api.errors import NotFound, RequestError
from app.api.events import Event, EventData, EventName
from app.api.objects import Assistant, Deleted, File, Message, Run, Thread
from app.api.operations.files import FileContent, Upload
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    FilePage,
    ForkThread,
    Listing,
    ModifyAssistant,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
    Page,
    SubmitToolOutputs,
    ThreadQuery,
    ThreadRow,
)
from app.api.run_facts import RunFacts
from app.api.steps import RunStep
from app.api.tools import Value
from app.models.script import Script
from tests.behaviour.transports import Streamed

T = TypeVar("T")


class OverSdk:
    """`AsyncOpenAI` as an `Assistants`. Error responses are raised as the `RequestError` of the server."""

    def __init__(self, client: AsyncOpenAI) -> None:
        self._client = client
        # The SDK types each field of each request; here a request is sent as a whole.
        self._beta = cast("Any", client.beta)
        self._files = cast("Any", client.files)

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant:
        return await _receive(Assistant, self._beta.assistants.create(**_fields(request)))

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]:
        return await _receive(Listing[Assistant], self._beta.assistants.list(**_fields(page)))

    async def get_assistant(self, assistant_id: str, /) -> Assistant:
        return await _receive(Assistant, self._beta.assistants.retrieve(assistant_id))

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant:
        return await _receive(Assistant, self._beta.assistants.update(assistant_id, **_fields(request)))

    async def delete_assistant(self, assistant_id: str, /) -> Deleted:
        return await _receive(Deleted, self._beta.assistants.delete(assistant_id))

    async def create_thread(self, request: CreateThread, /) -> Thread:
        return await _receive(Thread, self._beta.threads.create(**_fields(request)))

    async def get_thread(self, thread_id: str, /) -> Thread:
        return await _receive(Thread, self._beta.threads.retrieve(thread_id))

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread:
        return await _receive(Thread, self._beta.threads.update(thread_id, **_fields(request)))

    async def delete_thread(self, thread_id: str, /) -> Deleted:
        return await _receive(Deleted, self._beta.threads.delete(thread_id))

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message:
        return await _receive(Message, self._beta.threads.messages.create(thread_id, **_fields(request)))

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        query = _fields(page) | ({"run_id": run_id} if run_id else {})
        return await _receive(Listing[Message], self._beta.threads.messages.list(thread_id, **query))

    async def get_message(self, thread_id: str, message_id: str, /) -> Message:
        return await _receive(Message, self._beta.threads.messages.retrieve(message_id, thread_id=thread_id))

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message:
        call = self._beta.threads.messages.update(message_id, thread_id=thread_id, **_fields(request))
        return await _receive(Message, call)

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        return await _receive(Deleted, self._beta.threads.messages.delete(message_id, thread_id=thread_id))

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run:
        return await _receive(Run, self._beta.threads.runs.create(thread_id, **_fields(request)))

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run:
        return await _receive(Run, self._beta.threads.create_and_run(**_fields(request)))

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]:
        return await _receive(Listing[Run], self._beta.threads.runs.list(thread_id, **_fields(page)))

    async def get_run(self, thread_id: str, run_id: str, /) -> Run:
        return await _receive(Run, self._beta.threads.runs.retrieve(run_id, thread_id=thread_id))

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run:
        return await _receive(Run, self._beta.threads.runs.update(run_id, thread_id=thread_id, **_fields(request)))

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run:
        call = self._beta.threads.runs.submit_tool_outputs(run_id, thread_id=thread_id, **_fields(request))
        return await _receive(Run, call)

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run:
        return await _receive(Run, self._beta.threads.runs.cancel(run_id, thread_id=thread_id))

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]:
        call = self._beta.threads.runs.steps.list(run_id, thread_id=thread_id, **_fields(page))
        return await _receive(Listing[RunStep], call)

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep:
        call = self._beta.threads.runs.steps.retrieve(step_id, thread_id=thread_id, run_id=run_id)
        return await _receive(RunStep, call)

    async def create_file(self, upload: Upload, /) -> File:
        request = upload.request()
        content = b"".join([chunk async for chunk in upload.chunks()])
        fields = {name: value for name, value in _fields(request).items() if name != "filename"}
        return await _receive(File, self._files.create(file=(request.filename, content), **fields))

    async def list_files(self, page: FilePage, /) -> Listing[File]:
        return await _receive(Listing[File], self._files.list(**_fields(page)))

    async def get_file(self, file_id: str, /) -> File:
        return await _receive(File, self._files.retrieve(file_id))

    async def read_file(self, file_id: str, /) -> FileContent:
        file = await self.get_file(file_id)
        answer = await self._files.content(file_id)
        return FileContent(file, _chunks(answer.content))

    async def delete_file(self, file_id: str, /) -> Deleted:
        return await _receive(Deleted, self._files.delete(file_id))

    async def fork_thread(self, thread_id: str, request: ForkThread, /) -> Thread:
        """Call our addition to the API as the SDK calls an undocumented endpoint."""
        call = self._client.post(f"/threads/{thread_id}/fork", cast_to=object, body=_fields(request))
        return await _receive(Thread, call)

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """Call our addition to the API as the SDK calls an undocumented endpoint."""
        given = {name: value for name, value in _fields(query).items() if value is not None}
        call = self._client.get("/threads", cast_to=object, options={"params": given})
        return await _receive(Listing[ThreadRow], call)

    async def usage(self, query: UsageQuery, /) -> Listing[UsageRow]:
        """Call our addition to the API as the SDK calls an undocumented endpoint."""
        options = {"params": msgspec.to_builtins(query)}
        return await _receive(
            Listing[UsageRow], self._client.get("/usage", cast_to=object, options=cast("Any", options))
        )

    async def run_facts(self, thread_id: str, run_ids: Sequence[str], /, *, priced: bool = False) -> Listing[RunFacts]:
        """Call our addition to the API as the SDK calls an undocumented endpoint."""
        options = {"params": {"run_ids": list(run_ids), "priced": priced}}
        call = self._client.get(f"/threads/{thread_id}/run_facts", cast_to=object, options=cast("Any", options))
        return await _receive(Listing[RunFacts], call)

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """Read our addition to the API: the numbered events as they arrive."""
        path = f"threads/{thread_id}/runs/{run_id}/events"
        url = self._client.base_url.join(path).copy_with(params={"after": str(after)})
        async with self._client._client.stream("GET", url) as answer:  # pyright: ignore[reportPrivateUsage] - its connections
            if answer.status_code != 200:
                raise _error(
                    msgspec.json.decode(await answer.aread(), type=dict[str, Any])["error"], answer.status_code
                )
            fields: dict[str, str] = {}
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name:
                    fields[name] = value
                elif "data" in fields:
                    data = msgspec.json.decode(fields["data"], type=EventData)
                    yield Event(number=int(fields["id"]), event=cast("EventName", fields["event"]), data=data)
                    fields = {}


class SdkTransport:
    """The server through the SDK."""

    def __init__(self, client: AsyncOpenAI, script: Script) -> None:
        self.assistants = OverSdk(client)
        self.script = script
        self._beta = cast("Any", client.beta)

    async def stream_run(self, thread_id: str, request: CreateRun) -> Streamed:
        return await _stream(self._beta.threads.runs.create(thread_id, **_fields(request) | {"stream": True}))

    async def stream_thread_and_run(self, request: CreateThreadAndRun) -> Streamed:
        return await _stream(self._beta.threads.create_and_run(**_fields(request) | {"stream": True}))

    async def stream_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs) -> Streamed:
        body = _fields(request) | {"stream": True}
        return await _stream(self._beta.threads.runs.submit_tool_outputs(run_id, thread_id=thread_id, **body))


def _fields(request: Value) -> dict[str, Any]:
    """Return the fields that a program would set: those that differ from their default."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(request)}
    fields = cast("dict[str, Any]", msgspec.to_builtins(request))
    return {name: value for name, value in fields.items() if value is not None or defaults[name] is not None}


async def _receive(kind: type[T], call: Awaitable[object]) -> T:
    try:
        answer = await call
    except APIStatusError as error:
        raise _error(cast("dict[str, Any]", error.body), error.status_code) from error
    return msgspec.convert(answer.to_dict() if isinstance(answer, BaseModel) else answer, kind)


async def _chunks(content: bytes) -> AsyncGenerator[bytes]:
    yield content


async def _stream(call: Awaitable[AsyncStream[Any]]) -> Streamed:
    try:
        stream = await call
    except APIStatusError as error:
        raise _error(cast("dict[str, Any]", error.body), error.status_code) from error
    async with stream:
        return [(event.event, msgspec.convert(event.data.to_dict(), EventData)) async for event in stream]


def _error(body: dict[str, Any], status: int) -> RequestError:
    error = RequestError(body["message"], param=body["param"], code=body["code"], type=body["type"], status=status)
    if status != 404:
        return error
    missing = NotFound("", "")
    missing.message, missing.args = error.message, error.args
    return missing
