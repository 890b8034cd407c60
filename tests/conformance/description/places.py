"""Places in a schema: the steps that lead to a property, such as `tools[].function.name`, and what may stand there."""

from collections.abc import Iterator

from msgspec.structs import replace

from tests.conformance.description.definition import Description, Node

Steps = tuple[str, ...]
"""Names of properties; `[]` is a member of an array."""
MEMBER = "[]"


def find_places(description: Description, node: Node) -> dict[Steps, list[Node]]:
    """Return every place in a schema, through the schemas that it names, with all that may stand there."""
    found: dict[Steps, list[Node]] = {}
    for steps, one in _walk(description, node, (), ()):
        known = found.setdefault(steps, [])
        if one not in known:
            known.append(one)
    return found


def _walk(description: Description, node: Node, steps: Steps, inside: Steps) -> Iterator[tuple[Steps, Node]]:
    if node.ref in inside:  # a filter that is made of filters
        return
    if node.ref:
        inside = (*inside, node.ref)
    whole = description.resolve(node)
    if whole.options:
        for option in whole.options:
            nullable = option.nullable or whole.nullable
            yield from _walk(description, replace(option, nullable=nullable), steps, inside)
        return
    if steps:
        yield steps, whole
    for name, one in whole.properties.items():
        yield from _walk(description, one, (*steps, name), inside)
    if whole.items is not None:
        yield from _walk(description, whole.items, (*steps, MEMBER), inside)


def own_places(node: Node) -> Iterator[tuple[Steps, Node]]:
    """Yield the places of one schema, without those of the schemas that it names."""
    yield from _own(node, ())


def _own(node: Node, steps: Steps) -> Iterator[tuple[Steps, Node]]:
    if steps and steps[-1] != MEMBER:
        yield steps, node
    for option in node.options:
        if not option.ref:
            yield from ((place, one) for place, one in _own(option, steps) if place != steps)
    for name, one in node.properties.items():
        yield from _own(one, (*steps, name))
    if node.items is not None:
        yield from _own(node.items, (*steps, MEMBER))


def schema_names(description: Description, node: Node) -> Iterator[str]:
    """Yield the names of all schemas that a node leads to, each once."""
    pending, seen = [node], set[str]()
    while pending:
        one = pending.pop()
        if one.ref and one.ref not in seen:
            seen.add(one.ref)
            yield one.ref
            pending.append(description.schemas[one.ref])
        pending += [*one.options, *one.properties.values()]
        pending += [inner for inner in (one.items, one.others) if inner is not None]


def as_text(steps: Steps) -> str:
    """Write a place as `tools[].function.name`."""
    return "".join(step if step == MEMBER else f".{step}" for step in steps).lstrip(".")
