"""Values for a schema: one that fits, with a chosen value at one place, and everything that breaks a place."""

import json
from collections.abc import Iterator
from typing import cast

from tests.conformance.description.definition import Description, Node
from tests.conformance.description.places import MEMBER, Steps

Json = object
LONGEST_TRIED = 300_000
"""Characters of a string that is too long: longer limits are not tried."""
MOST_TRIED = 300
"""Members of an array that is too long."""


class NoSuchPlace(Exception):
    """This alternative of a schema does not have the place."""


class Builder:
    """Builds values for the schemas of a description. `given`: place as text → the value that fits there."""

    def __init__(self, description: Description, given: dict[str, Json]) -> None:
        self._description = description
        self._given = given

    def build(self, node: Node, steps: Steps, leaf: Json, path: str = "") -> Json:
        """Return a value for the schema, as small as possible, that has `leaf` at the place."""
        if not steps:
            return leaf
        for by_tag in (True, False):  # no alternative has the tag of a value that is wrong
            for option in self._description.alternatives(node):
                try:
                    return self._build_one(option, steps, leaf, path, by_tag=by_tag)
                except NoSuchPlace:
                    continue
        raise NoSuchPlace(steps)

    def _build_one(self, node: Node, steps: Steps, leaf: Json, path: str, *, by_tag: bool) -> Json:
        step, rest = steps[0], steps[1:]
        if step == MEMBER:
            if node.items is None:
                raise NoSuchPlace(steps)
            return [self.build(node.items, rest, leaf, path + MEMBER)]
        if step not in node.properties:
            raise NoSuchPlace(steps)
        place = joined(path, step)
        values = node.properties[step].values
        if by_tag and not rest and len(values) == 1 and isinstance(leaf, str) and leaf not in values:
            raise NoSuchPlace(steps)  # the tag of another alternative
        pairs = self.required(node, path, without=step)
        return {**pairs, step: self.build(node.properties[step], rest, leaf, place)}

    def required(self, node: Node, path: str, without: str = "") -> dict[str, Json]:
        """Return the properties that an object must have."""
        return {
            name: self.sample(node.properties[name], joined(path, name)) for name in node.required if name != without
        }

    def sample(self, node: Node, path: str) -> Json:
        """Return a small value that fits."""
        one = self._description.alternatives(node)[0]
        given = self._given.get(path)
        if given is not None and (not one.values or given in one.values):
            return given
        if one.values:
            return one.values[0]
        match one.type:
            case "string":
                return "probe"
            case "integer":
                return int(one.minimum or 0) + 1
            case "number":
                return (one.minimum or 0) + 0.25
            case "boolean":
                return one.default is not True
            case "array":
                assert one.items is not None
                return [self.sample(one.items, path + MEMBER)]
            case _ if one.others is not None:
                return {"probe": self.sample(one.others, "")}
            case _:
                return self.required(one, path)


def joined(path: str, name: str) -> str:
    """Write the place of a property."""
    return f"{path}.{name}".lstrip(".")


def wrong_values(alternatives: list[Node], *, in_form: bool = False) -> Iterator[tuple[Json, str]]:
    """Yield values that none of the alternatives allows, each with the end of the `param` that a refusal names.

    `in_form`: numbers and booleans are texts there.
    """
    types = {json_types(one) for one in alternatives}
    kinds = {kind for pair in types for kind in pair}
    if in_form and "string" in kinds:
        kinds |= {"number", "boolean"}
    for kind, value in (("string", "text"), ("number", 7), ("boolean", True), ("array", [1]), ("object", {"a": 1})):
        if kind not in kinds:
            yield value, ""
    if "integer" in {one.type for one in alternatives} and "number" not in {one.type for one in alternatives}:
        yield 1.5, ""
    strings = [one for one in alternatives if one.type == "string"]
    if strings and all(one.values for one in strings):
        yield "no such value", ""
    for one in alternatives:
        if len(alternatives) == 1 or one.type not in ("string",):
            yield from _over_limits(one)


def json_types(node: Node) -> tuple[str, ...]:
    """Return the JSON types that a schema allows; `integer` is a `number` there."""
    if node.type == "integer":
        return ("number",)
    return (node.type,)


def _over_limits(node: Node) -> Iterator[tuple[Json, str]]:
    if node.minimum is not None:
        yield (int(node.minimum) if node.type == "integer" else node.minimum) - 1, ""
    if node.maximum is not None:
        yield (int(node.maximum) if node.type == "integer" else node.maximum) + 1, ""
    if node.max_length is not None and node.max_length < LONGEST_TRIED:
        yield "x" * (node.max_length + 1), ""
    if node.min_items:
        yield [], ""
    if node.max_items is not None and node.max_items < MOST_TRIED:
        yield [None] * (node.max_items + 1), ""
    if node.max_properties is not None:
        yield {str(number): "" for number in range(node.max_properties + 1)}, ""
    if node.max_key_length is not None:
        yield {"k" * (node.max_key_length + 1): ""}, ""
    if node.others is not None:
        yield {"probe": []}, ".probe"
        if node.others.max_length is not None:
            yield {"probe": "x" * (node.others.max_length + 1)}, ".probe"
    if node.closed:
        yield {"no_such_property": 1}, ".no_such_property"


def edge_values(alternatives: list[Node]) -> Iterator[Json]:
    """Yield what is just allowed: null, and the value at each limit."""
    if any(one.nullable for one in alternatives):
        yield None
    for one in alternatives:
        if one.minimum is not None:
            yield int(one.minimum) if one.type == "integer" else one.minimum
        if one.maximum is not None:
            yield int(one.maximum) if one.type == "integer" else one.maximum
        if one.max_length is not None and one.max_length < LONGEST_TRIED:
            yield "x" * one.max_length
        if one.max_properties is not None and one.max_key_length is not None:
            longest = "x" * ((one.others.max_length if one.others else None) or 1)
            yield {f"{number:0{one.max_key_length}}": longest for number in range(one.max_properties)}


def with_indices(steps: Steps) -> str:
    """Write a place as a refusal names it, where each array has one member: `tools[0].function.name`."""
    text = ""
    for step in steps:
        text = f"{text}[0]" if step == MEMBER else joined(text, step)
    return text


def value_at(value: Json, steps: Steps) -> Json:
    """Return what stands at a place, in the first member of each array; None if there is nothing."""
    for step in steps:
        if step == MEMBER and isinstance(value, list) and value:
            value = cast("list[Json]", value)[0]
        elif isinstance(value, dict):
            value = cast("dict[str, Json]", value).get(step)
        else:
            return None
    return value


def contains(whole: Json, part: Json) -> bool:
    """Whether an answer has what was sent: equal, or an object with the same properties and more."""
    if isinstance(whole, dict) and isinstance(part, dict):
        pairs = cast("dict[str, Json]", whole)
        return all(name in pairs and contains(pairs[name], one) for name, one in cast("dict[str, Json]", part).items())
    if isinstance(whole, list) and isinstance(part, list):
        items, parts = cast("list[Json]", whole), cast("list[Json]", part)
        return len(items) == len(parts) and all(map(contains, items, parts))
    return json.dumps(whole) == json.dumps(part)
