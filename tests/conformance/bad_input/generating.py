"""Generates requests over all operations from a seed: right ones, wrong ones, and bytes that are no request at all."""

import json
import random
from collections.abc import Callable, Sequence
from typing import cast
from urllib.parse import quote

from msgspec import Struct

from tests.conformance.bad_input.odd_forms import OddForms
from tests.conformance.bad_input.own_operations import OWN_OPERATIONS
from tests.conformance.description.definition import Description, Node, Operation
from tests.conformance.description.items import SERVED_PLACES, UNSERVED_PARTS, UNSERVED_WORDS
from tests.conformance.measuring.caller import Pairs

Json = object
ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\ud83d",
    "é" * 70,
    "x" * 600,
    "\x1b]52;c;aGk=\x07",
    "../../etc/passwd",
    "%2F",
    "null",
    "'; drop table threads; --",
    "\u202e",
    "1" * 40,
    "play:call",
    "PROFILE::model",
)
NO_VALUES: list[Json] = []
ODD_VALUES: tuple[Json, ...] = (
    None,
    True,
    0,
    -1,
    10**22,
    -(2**63) - 1,
    1e308,
    -0.0,
    0.1,
    NO_VALUES,
    {},
    [NO_VALUES],
    {"a": {}},
    [None] * 200,
    {"type": "no such type"},
    {"\0": 1},
)
ODD_BODIES = (
    b"",
    b"[]",
    b"null",
    b"{",
    b'{"a":1}{"b":2}',
    b"\xff\xfe",
    b'"text"',
    b"[" * 5000,
    b'{"metadata":' * 300,
    b"NaN",
    b'{"a":1,"a":2}',
    b'{"model":"\\ud800"}',
    b"7",
)
USUAL = {
    "limit": ["1", "2", "20", "100"],
    "order": ["asc", "desc"],
    "q": ["probe", "pr", "#a tag:b", "è日本", '"', "*", "a AND b"],
    "pinned": ["first"],
    "archived": ["only", "include", "exclude"],
    "run_status": ["queued", "requires_action"],
    "tag": ["a", "a,b"],
    "days": ["1700000000", "0"],
    "priced": ["true", "false"],
    "include[]": ["step_details.tool_calls[*].file_search.results[*].content"],
    "purpose": ["assistants", "vision", "batch", "no such purpose"],
}
"""Values of parameters of a query; the others take ids."""
IDS_NAMED = {"file_ids": "file_id"}
"""A list of ids → the parameter that takes one."""
SERVED_NAMES = {place.rpartition(".")[2] for place in SERVED_PLACES}
ODD_QUERIES = ("0", "-1", "1e9", "x", "", "%00", "%FF", "é", "101", "9" * 40)
METHODS = ("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS")
SHARE_ODD_VALUE = 0.02
"""How often a value is replaced, for each value of a body."""
SHARE_LEFT_OUT = 0.02
SHARE_OPTIONAL = 0.3
SHARE_UNSERVED = 0.02
"""How often a property is sent that needs hosted tools, which is refused."""
WEIGHT_SERVED = 5
"""How much more often an operation is called that this server has."""
WEIGHT_FORM = 20
"""The same for a form, which has many ways to be wrong."""
SHARE_ODD_BODY = 0.04
SHARE_OTHER_METHOD = 0.04
SHARE_ODD_ID = 0.08
MAX_DEPTH = 12


class Generated(Struct, frozen=True):
    """A request to send. `path` has its query."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path[:200]} {self.body[:300]!r} {self.headers}"


def needs_unserved(node: Node) -> bool:
    """Whether a part of a message or a tool is one of hosted tools."""
    return any(word in UNSERVED_WORDS for word in (*node.properties, *node.properties.get("type", node).values))


Ids = dict[str, list[dict[str, str]]]
"""Name of a parameter → objects that exist, each with its id and those of what it is in."""


def _weight(operation: Operation) -> int:
    if operation.part in UNSERVED_PARTS or operation.method == "DELETE":
        return 1
    return WEIGHT_FORM if operation.is_form else WEIGHT_SERVED


class Generator:
    """Generates requests. `ids`: what exists; what is created is added to it."""

    def __init__(self, description: Description, seed: int, ids: Ids) -> None:
        self._description = description
        self._random = random.Random(seed)
        self._forms = OddForms(self._random)
        self._ids = ids
        self._operations = [*description.operations, *OWN_OPERATIONS]
        self._weights = [_weight(one) for one in self._operations]

    def next(self) -> Generated:
        """Generate one."""
        operation = self._random.choices(self._operations, self._weights)[0]
        method = operation.method
        if self._happens(SHARE_OTHER_METHOD):
            method = self._random.choice(METHODS)
        path, headers = self._path(operation) + self._query(operation), self._headers()
        if not operation.is_form:
            return Generated(method, path, self._body(operation), headers)
        values: object = self._value(operation.body, "", 0) if operation.body is not None else {}
        form = self._forms.write(cast(Pairs, values))
        return Generated(method, path, form.body, {**headers, "content-type": form.kind})

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def _path(self, operation: Operation) -> str:
        names = [one.name for one in operation.parameters if one.place == "path"]
        known = self._random.choice(self._ids.get(names[-1]) or [{}]) if names else {}
        chosen = {
            name: known[name] if name in known and not self._happens(SHARE_ODD_ID) else self._id(name) for name in names
        }
        return operation.path.format(**{name: quote(one, safe="") for name, one in chosen.items()})

    def _id(self, name: str) -> str:
        known = self._ids.get(name)
        if known and not self._happens(SHARE_ODD_ID):
            return self._random.choice(known)[name]
        return self._random.choice([text for text in ODD_TEXTS if text.isprintable()] + ["thread_x", "\0", "é"])

    def _query(self, operation: Operation) -> str:
        pairs: list[str] = []
        for one in operation.parameters:
            if one.place == "query" and self._happens(0.3):
                good = USUAL.get(one.name) or [self._id("message_id"), self._id("run_id")]
                given = self._random.choice([*good, self._random.choice(ODD_QUERIES)])
                pairs.append(f"{quote(one.name)}={quote(given, safe='%')}")
        return f"?{'&'.join(pairs)}" if pairs else ""

    def _headers(self) -> dict[str, str]:
        if not self._happens(0.05):
            return {"content-type": "application/json"}
        return self._random.choice(
            [
                {"openai-beta": "assistants=v1"},
                {"openai-beta": "assistants=" + "x" * 300},
                {"content-type": "text/plain"},
                {"authorization": "Bearer " + "k" * 100},
                {"accept-encoding": "gzip"},
            ]
        )

    def _body(self, operation: Operation) -> bytes:
        if self._happens(SHARE_ODD_BODY):
            return self._random.choice(ODD_BODIES)
        if operation.body is None:
            return b""
        return json.dumps(self._value(operation.body, "", 0)).encode()

    def _value(self, node: Node, name: str, depth: int) -> Json:
        if depth and self._happens(SHARE_ODD_VALUE):
            return self._random.choice((*ODD_VALUES, *ODD_TEXTS))
        options = self._description.alternatives(node)
        if not self._happens(SHARE_UNSERVED):
            options = [one for one in options if not needs_unserved(one)] or options
        one = self._random.choice(options)
        makers: dict[str, Callable[[], Json]] = {
            "string": lambda: self._text(one, name),
            "integer": lambda: self._random.randint(int(one.minimum or 0), int(one.maximum or 2000)),
            "number": lambda: self._random.uniform(one.minimum or 0, one.maximum or 2),
            "boolean": lambda: self._happens(0.5),
            "array": lambda: self._array(one, name, depth),
            "object": lambda: self._object(one, depth),
        }
        return makers[one.type]()

    def _text(self, node: Node, name: str) -> str:
        if node.values:
            return self._random.choice(node.values)
        name = IDS_NAMED.get(name, name)
        if self._ids.get(name) and not self._happens(SHARE_ODD_ID):
            return self._random.choice(self._ids[name])[name]
        if name == "name":
            return "probe_fn"
        return self._random.choice(("probe", "play:call", "play:break", "Hello.", "https://host.invalid/a.png"))

    def _array(self, node: Node, name: str, depth: int) -> Json:
        assert node.items is not None
        return [self._value(node.items, name, depth + 1) for _ in range(self._random.choice((0, 1, 1, 2)))]

    def _object(self, node: Node, depth: int) -> Json:
        pairs: Pairs = {}
        for name, one in node.properties.items():
            share = SHARE_UNSERVED if name in UNSERVED_WORDS and name not in SERVED_NAMES else SHARE_OPTIONAL
            is_wanted = self._happens(share) and depth < MAX_DEPTH
            if (name in node.required and not self._happens(SHARE_LEFT_OUT)) or is_wanted:
                pairs[name] = self._value(one, name, depth + 1)
        if node.others is not None or node.free:
            pairs.update({self._random.choice(ODD_TEXTS[3:]): "value" for _ in range(self._random.choice((0, 1, 3)))})
        if self._happens(SHARE_LEFT_OUT):
            pairs[self._random.choice(cast("Sequence[str]", ("no_such_property", "\0", "")))] = 1
        return pairs
