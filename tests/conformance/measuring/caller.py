"""Calls the operations of a server, and compares every answer and event with its schema."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple, cast

import httpx2

from tests.conformance.description.definition import Description, Node, Operation
from tests.conformance.measuring.checking import Checker, Fault
from tests.conformance.measuring.forms import CONTENT_TYPE, form_fields, write_form

Json = object
Pairs = dict[str, object]


def as_pairs(value: Json) -> Pairs:
    """Return an object, an empty one for anything else."""
    return cast(Pairs, value) if isinstance(value, dict) else {}


def as_objects(value: Json) -> list[Pairs]:
    """Return an array of objects, an empty one for anything else."""
    return [as_pairs(one) for one in cast("list[Json]", value)] if isinstance(value, list) else []


class Answer(NamedTuple):
    """An answer as it came."""

    status: int
    body: Json

    @property
    def pairs(self) -> Pairs:
        """The body, which is an object."""
        return as_pairs(self.body)

    @property
    def error(self) -> Pairs:
        """The error of a refusal."""
        return as_pairs(self.pairs.get("error"))

    @property
    def id(self) -> str:
        """The id of the object."""
        return str(self.pairs.get("id"))


class Kept:
    """What was seen of one operation."""

    def __init__(self) -> None:
        self.statuses: set[int] = set()
        self.present: dict[str, int] = {}
        self.answers = 0
        self.refusals = 0
        self.faults: list[Fault] = []


class Caller:
    """Calls one server. All callers of a measurement share the checker and what is kept."""

    def __init__(
        self, description: Description, http: httpx2.AsyncClient, checker: Checker, kept: dict[str, Kept]
    ) -> None:
        self.description = description
        self.checker = checker
        self.kept = kept
        self.events: dict[str, list[Fault]] = {}
        self._http = http
        self._operations = {operation.id: operation for operation in description.operations}

    async def call(self, name: str, body: Json = None, /, **ids: str) -> Answer:
        """Call an operation; `ids` are the parameters of its path. A body is sent as JSON, or as a form."""
        if self._operations[name].is_form:
            return await self._ask(name, ids, {}, write_form(form_fields(as_pairs(body))), CONTENT_TYPE)
        return await self._ask(name, ids, {}, b"" if body is None else json.dumps(body).encode())

    async def select(self, name: str, query: Mapping[str, str], /, **ids: str) -> Answer:
        """Call an operation that lists, with a query."""
        return await self._ask(name, ids, query, b"")

    async def _ask(
        self, name: str, ids: Mapping[str, str], query: Mapping[str, str], body: bytes, kind: str = "application/json"
    ) -> Answer:
        operation = self._operations[name]
        given = await self._http.request(
            operation.method,
            operation.path.format(**ids),
            params=query,
            content=body,
            headers={"content-type": kind},
        )
        answer = self.received(Answer(given.status_code, _decoded(given)))
        self._keep(operation, answer)
        return answer

    def received(self, answer: Answer) -> Answer:
        """Return the answer; a test changes it here."""
        return answer

    @asynccontextmanager
    async def stream(self, name: str, body: Pairs, /, **ids: str) -> AsyncGenerator[AsyncGenerator[tuple[str, Json]]]:
        """Call an operation that streams; yields its events, each with its data."""
        operation = self._operations[name]
        path = operation.path.format(**ids)
        async with self._http.stream(operation.method, path, json={**body, "stream": True}) as given:
            assert given.headers["content-type"].startswith("text/event-stream"), await given.aread()
            yield self._read_events(given)

    async def _read_events(self, given: httpx2.Response) -> AsyncGenerator[tuple[str, Json]]:
        event = ""
        async for line in given.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                event = value
            elif field == "data":
                data = value if value == "[DONE]" else json.loads(value)
                data = self.received(Answer(200, data)).body
                faults = [] if event not in self.description.events else self._check_event(event, data)
                self.events.setdefault(event, []).extend(faults)
                yield event, data

    def _check_event(self, event: str, data: Json) -> list[Fault]:
        return self.checker.check(self.description.events[event], data, event)

    def _keep(self, operation: Operation, answer: Answer) -> None:
        kept = self.kept.setdefault(operation.id, Kept())
        kept.statuses.add(answer.status)
        if answer.status != 200:
            kept.refusals += 1
            kept.faults += self.checker.check(Node(ref="ErrorResponse"), answer.body, "ErrorResponse")
            return
        kept.answers += 1
        kept.faults += self.checker.check(operation.answer, answer.body, operation.id)
        for key in answer.pairs:
            kept.present[key] = kept.present.get(key, 0) + 1


def _decoded(given: httpx2.Response) -> Json:
    if given.headers.get("content-type", "").startswith("application/json"):
        return cast(Json, given.json())
    return given.content.decode("latin-1")  # the bytes of a file, one character for each
