"""What a request needs to be sent: the objects of its path, and what is read after it to see its effect."""

from typing import cast

from msgspec import Struct

from tests.conformance.description.definition import Operation
from tests.conformance.measuring.caller import Answer, Caller, Pairs
from tests.conformance.measuring.effects import Outcome
from tests.conformance.measuring.file_scenes import NamedFiles
from tests.conformance.measuring.model import play
from tests.conformance.measuring.scenes import call_ids, rows, wait_for_run
from tests.conformance.measuring.server import Measured

Json = object
TWO: list[Pairs] = [{"role": "user", "content": "First"}, {"role": "user", "content": "Second"}]
CALLING: Pairs = {"messages": [{"role": "user", "content": play("call")}]}
FUNCTIONS: list[Pairs] = [{"type": "function", "function": {"name": "now"}}]


class Context(Struct, frozen=True):
    """The parameters of the path of a request."""

    ids: dict[str, str]


class Contexts:
    """Makes the objects that requests need, and follows what they do."""

    def __init__(self, measured: Measured, marked_assistant: str, files: NamedFiles) -> None:
        self.caller: Caller = measured.caller
        self.marked_assistant = marked_assistant
        self.files = files
        self._endpoint = measured.endpoint
        self._known: dict[str, Context] = {}

    async def known(self, operation: str) -> Context:
        """Return a context for requests that are refused: it is made once."""
        if operation not in self._known:
            self._known[operation] = await self._make(operation)
        return self._known[operation]

    async def _make(self, operation: str) -> Context:
        ids: dict[str, str] = {}
        if operation == "modifyAssistant":
            ids["assistant_id"] = (await self.caller.call("createAssistant", {"model": ""})).id
        elif operation == "submitToolOuputsToRun":
            run = await self._run({"thread": CALLING, "tools": FUNCTIONS})
            ids = {"thread_id": str(run["thread_id"]), "run_id": str(run["id"])}
        elif operation == "modifyRun":
            run = await self._run({"thread": {"messages": TWO}})
            ids = {"thread_id": str(run["thread_id"]), "run_id": str(run["id"])}
        elif operation in ("modifyThread", "createMessage", "modifyMessage", "createRun"):
            ids["thread_id"] = (await self.caller.call("createThread", {"messages": TWO})).id
        if operation == "modifyMessage":
            ids["message_id"] = str(rows(await self.caller.call("listMessages", thread_id=ids["thread_id"]))[0]["id"])
        return Context(ids)

    async def _run(self, body: Pairs) -> Pairs:
        answer = await self.caller.call("createThreadAndRun", {"assistant_id": self.marked_assistant, **body})
        return await wait_for_run(self.caller, answer.pairs)

    async def send(self, operation: Operation, body: Json) -> Outcome | str:
        """Send a request that should be accepted, and follow it; return why it was not accepted otherwise."""
        pairs = cast(Pairs, body)
        ids = (await self._make(operation.id)).ids
        before = len(self._endpoint.requests)
        if operation.id == "submitToolOuputsToRun":
            pairs = await self._with_real_calls(pairs, ids)
        if operation.id == "createThreadAndRun":
            pairs = {"thread": {"messages": TWO}, **pairs}
        if pairs.get("stream") is True:
            return await self._follow_stream(operation, pairs, ids)
        answer = await self.caller.call(operation.id, pairs, **ids)
        if answer.status != 200:
            return f"is refused: {answer.error.get('message')}"
        if operation.id == "createEmbedding":
            passed = self._endpoint.requests[-1].body
            return Outcome(answer=passed, stored=passed, asked=passed, run={}, messages=())
        if operation.id == "createFile":
            return await self._read_file(answer)
        if operation.id == "submitToolOuputsToRun":
            return await self._after_outputs(answer, pairs, ids)
        return await self._follow(operation, answer, ids, before)

    async def _follow(self, operation: Operation, answer: Answer, ids: dict[str, str], before: int) -> Outcome:
        """Let a run show the effect of an object, and read it again."""
        run, thread_id = answer.pairs, ids.get("thread_id") or str(answer.pairs.get("thread_id"))
        match operation.id:
            case "createAssistant" | "modifyAssistant":
                run = await self._run({"assistant_id": answer.id, "thread": {"messages": TWO}})
                thread_id = str(run["thread_id"])
                stored = await self.caller.call("getAssistant", assistant_id=answer.id)
            case "createThread" | "createMessage":
                thread_id = ids.get("thread_id") or answer.id
                began = await self.caller.call(
                    "createRun", {"assistant_id": self.marked_assistant}, thread_id=thread_id
                )
                run = await wait_for_run(self.caller, began.pairs)
                stored = await self.caller.call("getThread", thread_id=thread_id)
            case "createRun" | "createThreadAndRun":
                run = await wait_for_run(self.caller, run)
                stored = await self.caller.call("getRun", thread_id=thread_id, run_id=answer.id)
            case "modifyMessage":
                stored = await self.caller.call("getMessage", **ids)
            case "modifyRun":
                stored = await self.caller.call("getRun", **ids)
            case _:
                stored = await self.caller.call("getThread", thread_id=thread_id)
        thread = await self.caller.call("getThread", thread_id=thread_id)
        messages = await self.caller.select("listMessages", {"order": "asc"}, thread_id=thread_id)
        asked = [seen.body for seen in self._endpoint.requests[before:]]
        return Outcome(
            answer=answer.pairs,
            stored=stored.pairs,
            asked=asked[-1] if asked else {},
            run=run,
            messages=rows(messages),
            thread=thread.pairs,
        )

    async def _read_file(self, answer: Answer) -> Outcome:
        """Read a file again, its bytes, and the list of its purpose."""
        stored = (await self.caller.call("retrieveFile", file_id=answer.id)).pairs
        content = await self.caller.call("downloadFile", file_id=answer.id)
        listed = rows(await self.caller.select("listFiles", {"purpose": str(stored["purpose"])}))
        return Outcome(
            answer=answer.pairs,
            stored=stored,
            asked={},
            run={},
            messages=(),
            content=str(content.body),
            listed=listed,
        )

    async def _with_real_calls(self, body: Pairs, ids: dict[str, str]) -> Pairs:
        """Return the body with the ids of the calls that the run waits for."""
        waiting = (await self.caller.call("getRun", **ids)).pairs
        first = cast("list[Pairs]", body["tool_outputs"])[0]
        outputs = [{"output": "12:00", **first, "tool_call_id": one} for one in call_ids(waiting)]
        return {**body, "tool_outputs": outputs}

    async def _after_outputs(self, answer: Answer, body: Pairs, ids: dict[str, str]) -> Outcome:
        """See whether each output is in its step, and went to the model."""
        run = await wait_for_run(self.caller, answer.pairs)
        steps = rows(await self.caller.call("listRunSteps", **ids))
        stored: dict[str, str] = {}
        for details in (cast(Pairs, step["step_details"]) for step in steps):
            for call in cast("list[Pairs]", details.get("tool_calls", [])):
                stored[str(call["id"])] = str(cast(Pairs, call["function"])["output"])
        sent = {str(one["tool_call_id"]): str(one["output"]) for one in cast("list[Pairs]", body["tool_outputs"])}
        asked = self._endpoint.requests[-1].body
        told = [one["content"] for one in cast("list[Pairs]", asked["messages"]) if one["role"] == "tool"]
        seen = {"outputs_of_calls": stored == sent and sorted(map(str, told)) == sorted(sent.values())}
        return Outcome(answer=answer.pairs, stored=cast(Pairs, seen), asked=asked, run=run, messages=())

    async def _follow_stream(self, operation: Operation, body: Pairs, ids: dict[str, str]) -> Outcome:
        last = ""
        async with self.caller.stream(operation.id, body, **ids) as events:
            async for event, _ in events:
                last = event
        return Outcome(answer={"events": last}, stored={}, asked={}, run={}, messages=())
