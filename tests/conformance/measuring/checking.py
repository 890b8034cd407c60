"""Compares answers and events with their schemas, and remembers what of the schemas was seen."""

from typing import NamedTuple, cast

from tests.conformance.description.definition import Description, Node
from tests.conformance.description.places import MEMBER, Steps, as_text

Json = object


class Fault(NamedTuple):
    """What is wrong with an answer. `schema`: the named schema that the place is in."""

    schema: str
    steps: Steps
    says: str

    def __str__(self) -> str:
        return f"{self.schema} {as_text(self.steps)}: {self.says}"


class Seen(NamedTuple):
    """A place of a named schema at which a value stood that is not null. `value`: of an enumeration, else empty."""

    schema: str
    steps: Steps
    value: str = ""


class Checker:
    """Checks values. `seen` has what stood where in all of them, `faults` what was wrong in any."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self.seen: set[Seen] = set()
        self.faults: set[Fault] = set()

    def check(self, node: Node, value: Json, name: str) -> list[Fault]:
        """Return what is wrong with an answer. `name`: for a schema without a name."""
        seen: set[Seen] = set()
        faults = self._check(node, value, name, (), seen)
        self.seen |= seen
        self.faults |= set(faults)
        return faults

    def _check(self, node: Node, value: Json, name: str, steps: Steps, seen: set[Seen]) -> list[Fault]:
        if node.ref:
            nullable = node.nullable
            name, steps, node = node.ref, (), self._description.schemas[node.ref]
            if value is None and nullable:
                return []
        if value is None:
            return [] if node.nullable else [Fault(name, steps, "is null")]
        if node.options:
            return self._check_options(node, value, name, steps, seen)
        seen.add(Seen(name, steps))
        if why := _over_limit(node, value):
            return [Fault(name, steps, why)]
        match node.type, value:
            case "string", str():
                if node.values and value not in node.values:
                    return [Fault(name, steps, f"is {value!r}, which is none of the values")]
                if node.values:
                    seen.add(Seen(name, steps, value))
                return []
            case ("boolean", bool()) | ("number", int() | float()):
                return []
            case "integer", int() if not isinstance(value, bool):
                return []
            case "array", list():
                items = cast("list[Json]", value)
                assert node.items is not None
                return [
                    fault for item in items for fault in self._check(node.items, item, name, (*steps, MEMBER), seen)
                ]
            case "object", dict():
                return self._check_object(node, cast("dict[str, Json]", value), name, steps, seen)
            case _:
                return [Fault(name, steps, f"is of the type {type(value).__name__}, not {node.type}")]

    def _check_options(self, node: Node, value: Json, name: str, steps: Steps, seen: set[Seen]) -> list[Fault]:
        best: list[Fault] | None = None
        for option in node.options:
            own: set[Seen] = set()
            faults = self._check(option, value, name, steps, own)
            if not faults:
                seen |= own
                seen.add(Seen(name, steps))
                return []
            if best is None or len(faults) < len(best):
                best = faults
        return best or []

    def _check_object(
        self, node: Node, pairs: dict[str, Json], name: str, steps: Steps, seen: set[Seen]
    ) -> list[Fault]:
        faults = [Fault(name, (*steps, key), "is missing") for key in node.required if key not in pairs]
        for key, value in pairs.items():
            schema = node.properties.get(key) or node.others
            if schema is not None:
                place = (*steps, key)
                faults += self._check(schema, value, name, place, seen)
                if value is not None:
                    seen.add(Seen(name, place))
            elif node.closed:
                faults.append(Fault(name, (*steps, key), "is unknown"))
        return faults


def _over_limit(node: Node, value: Json) -> str:
    """Return which limit a value breaks; empty if none."""
    size = len(cast("str | list[Json]", value)) if isinstance(value, str | list) else None
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is not None and node.minimum is not None and number < node.minimum:
        return f"is under {node.minimum}"
    if number is not None and node.maximum is not None and number > node.maximum:
        return f"is over {node.maximum}"
    if size is not None and size < (node.min_items or 0):
        return f"has fewer than {node.min_items} members"
    longest = node.max_items if isinstance(value, list) else node.max_length
    if size is not None and longest is not None and size > longest:
        return f"is longer than {longest}"
    return ""
