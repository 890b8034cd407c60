"""Probes the parameters of paths and queries: what each selects, and what is refused."""

from collections.abc import Callable, Mapping

from tests.conformance.description.definition import Operation, Parameter
from tests.conformance.description.items import Item
from tests.conformance.measuring.bodies import Results
from tests.conformance.measuring.caller import Caller, Pairs
from tests.conformance.measuring.scenes import rows

NEEDED: dict[str, Pairs] = {
    "createMessage": {"role": "user", "content": "x"},
    "submitToolOuputsToRun": {"tool_outputs": []},
}
"""What a body must have for the path to be looked at."""
FEW = 3
"""Members of a list that is read in pages."""


class QueryProbes:
    """Probes the operations of one server. `ids`: of objects that exist, by the name of the parameter.

    `full`: an operation that lists → the ids of a list that has at least three members.
    """

    def __init__(self, caller: Caller, ids: Mapping[str, str], full: Mapping[str, Mapping[str, str]]) -> None:
        self._caller = caller
        self._ids = ids
        self._full = full

    async def probe(self, operation: Operation, is_wanted: Callable[[Item], bool]) -> Results:
        """Probe each parameter of an operation."""
        results: Results = {}
        for parameter in operation.parameters:
            item = Item(operation.part, parameter.place, operation.id, parameter.name)
            if is_wanted(item) and parameter.place == "path":
                results[item] = await self._path(operation, parameter)
            elif is_wanted(item):
                results[item] = await self._query(operation, parameter)
            for value in parameter.schema.values:
                one = Item(operation.part, "query value", operation.id, f"{parameter.name}={value}")
                if is_wanted(one):
                    results[one] = await self._order(operation, value)
        return results

    async def _path(self, operation: Operation, parameter: Parameter) -> str:
        """An id that does not exist is not found, and is in the sentence."""
        given = {one.name: self._ids[one.name] for one in operation.parameters if one.place == "path"}
        wrong = f"{parameter.name}_of_nothing"
        body = None
        if operation.body is not None:
            body = {**NEEDED.get(operation.id, {})}
            if operation.id == "createRun":
                body["assistant_id"] = self._ids["assistant_id"]
        answer = await self._caller.call(operation.id, body, **{**given, parameter.name: wrong})
        if answer.status != 404 or wrong not in str(answer.error.get("message")):
            return f"an id that does not exist is answered with {answer.status} {answer.error.get('message')}"
        return ""

    async def _query(self, operation: Operation, parameter: Parameter) -> str:
        ids = self._full[operation.id]
        whole = [str(one["id"]) for one in rows(await self._caller.select(operation.id, {"order": "asc"}, **ids))]
        if len(whole) < FEW:
            return f"the list has {len(whole)} members"
        first, *rest = whole
        match parameter.name:
            case "limit":
                maximum = int(parameter.schema.maximum or 0)
                if why := await self._selects(operation, ids, {"limit": str(maximum)}, whole):
                    return why
                good, wrong = ({"limit": "2"}, whole[:2]), ("0", str(maximum + 1), "x")
            case "order":
                good, wrong = ({"order": "asc"}, whole), ("up",)
            case "after":
                good, wrong = ({"after": first}, rest), ("no_such_id",)
            case "before":
                good, wrong = ({"before": whole[-1]}, whole[:-1]), ("no_such_id",)
            case "purpose":
                return await self._purpose(operation, ids)
            case "run_id":
                return await self._run_id(operation, ids)
            case _:
                return "no probe"
        if why := await self._selects(operation, ids, *good):
            return why
        for value in wrong:
            answer = await self._caller.select(operation.id, {parameter.name: value}, **ids)
            if not 400 <= answer.status < 500 or answer.error.get("param") != parameter.name:
                return f"{value} is answered with {answer.status} and the param {answer.error.get('param')!r}"
        return ""

    async def _selects(
        self, operation: Operation, ids: Mapping[str, str], query: Mapping[str, str], expected: list[str]
    ) -> str:
        answer = await self._caller.select(operation.id, {"order": "asc", **query}, **ids)
        found = [str(one["id"]) for one in rows(answer)]
        if found != expected:
            return f"{dict(query)} selects {len(found)} of the list, not {len(expected)}, or in another order"
        edges = (answer.pairs.get("first_id"), answer.pairs.get("last_id"))
        if edges != (found[0], found[-1]):
            return "first_id and last_id are not those of the page"
        return ""

    async def _order(self, operation: Operation, value: str) -> str:
        ids = self._full[operation.id]
        default = [str(one["id"]) for one in rows(await self._caller.call(operation.id, **ids))]
        found = [str(one["id"]) for one in rows(await self._caller.select(operation.id, {"order": value}, **ids))]
        expected = default if value == "desc" else default[::-1]
        if len(found) < FEW or found != expected:
            return "the list is not in this order"
        return ""

    async def _run_id(self, operation: Operation, ids: Mapping[str, str]) -> str:
        runs = rows(await self._caller.call("listRuns", thread_id=ids["thread_id"]))
        for run in runs:
            found = rows(await self._caller.select(operation.id, {"run_id": str(run["id"])}, **ids))
            if not found or any(one["run_id"] != run["id"] for one in found):
                return "messages of other runs are listed, or none"
        return "" if runs else "there is no run"

    async def _purpose(self, operation: Operation, ids: Mapping[str, str]) -> str:
        whole = rows(await self._caller.call(operation.id, **ids))
        purposes = {str(one["purpose"]) for one in whole}
        for purpose in (*purposes, "no_such_purpose"):
            found = rows(await self._caller.select(operation.id, {"purpose": purpose}, **ids))
            if found != [one for one in whole if one["purpose"] == purpose]:
                return f"the files for {purpose} are not those that are listed"
        return "" if len(purposes) > 1 else "all files have one purpose"
