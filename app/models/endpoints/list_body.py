"""The body of a model list as servers really send it: takes every row that has an id or a name.

In use are `{"data": [{"id": …}]}` (OpenAI), a bare array (Together), `{"models": [{"name": …}]}` (Ollama, Gemini,
Cohere), both lists in one body (llama.cpp), a list of plain names, an object whose keys are the names, one object for
each model, and these inside one another. Values are decoded one by one, so that neither an odd row nor a body that
breaks off costs the other rows, and the memory stays bounded.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import cast

from msgspec import Struct

from app.api.errors import Error
from app.api.objects import Model

MAX_NAMES = 100_000
MAX_VALUES = 4 * MAX_NAMES
"""How many values are decoded: those without a name cost time too."""
MAX_NAME_CHARS = 512
MAX_OWNER_CHARS = 200
MAX_ERROR_CHARS = 1000
MAX_LEVELS = 8
"""How deep a list may lie in other objects."""
VALUE_CHARS = (2**14, 2**20)
"""How much text is decoded for a value: at first, and at most. 1 MiB of the smallest values takes 25 MB."""
LAST_SECOND = 253_402_300_799
"""The end of the year 9999."""
MAX_DIGITS = 20

LIST_KEYS = {
    "data", "models", "result", "results", "items", "list", "model_list", "model_names", "available_models",
}  # fmt: skip
BEST_KEY = "data"
"""Where a body has several lists, OpenAI's: it has the names that chat completions accept."""
NAME_KEYS = ("id", "name", "model", "model_name", "model_id", "modelId", "slug", "key", "root")
ERROR_KEYS = ("error", "message", "detail", "msg", "error_msg", "errors")
GAP = re.compile(r"[\s,\ufeff]*")
KEY_END = re.compile(r"\s*:\s*")


class NoList(Error):
    """There is no list of models at this address; the sentence says why and what to do.

    `failed`: the server refused, or did not answer as it should.
    """

    failed = True


class NotAnApi(NoList):
    """What answers at this address is no such API, or the API lies at another path."""


class Refused(NoList):
    """The request was refused, by the API or by a server that refuses paths which it does not have."""


class HasNone(NotAnApi):
    """The server has no list of models, or no API at this address; one that answers completions may still be there."""

    failed = False


class ModelListBody(Struct, frozen=True):
    """What a body says.

    `complete`: false if there may be more models. `found`: whether it has a list, which may be empty. `error`: the
    words of a server that sends an error in place of a list.
    """

    models: list[Model]
    complete: bool
    found: bool
    error: str


class Unreadable(Exception):
    """The rest of the body cannot be read."""


def read_model_list(body: bytes, *, cut: bool = False) -> ModelListBody:
    """Read the body. `cut`: its end is missing. Takes up to a second for 16 MiB: large ones are read in a thread."""
    reader = ListReader(body.decode("utf-8", "replace"))
    whole = reader.read_all() and not cut
    return ModelListBody(reader.models(), complete=whole, found=reader.found, error=reader.error)


def short_int(digits: str) -> int:
    """Convert digits; a number with more than any field here can have becomes 0."""
    if len(digits) > MAX_DIGITS:
        return 0
    return int(digits)


DECODER = json.JSONDecoder(parse_int=short_int, strict=False)


class ListReader:
    """Walks through a body and collects the models of each list in it."""

    def __init__(self, text: str) -> None:
        self.found = False
        self.error = ""
        self._text = text
        self._at = 0
        self._decoded = 0
        self._lists: dict[str, dict[str, Model]] = {}
        self._named_by_keys: dict[str, Model] = {}
        self._single: dict[str, Model] = {}

    def models(self) -> list[Model]:
        """Return the models of the best list, each name once."""
        lists = [self._lists.get(BEST_KEY, {}), *self._lists.values(), self._named_by_keys, self._single]
        best = next((models for models in lists if models), self._single)
        return list(best.values())

    def read_all(self) -> bool:
        """Read the whole body; false if a part of it could not be read or holds too many models."""
        try:
            while self._next_char():
                self._read("", 0)
        except Unreadable:
            return False
        return True

    def _next_char(self) -> str:
        """Skip white space and commas; return the next character, empty at the end."""
        gap = GAP.match(self._text, self._at)
        self._at = gap.end() if gap else self._at
        return self._text[self._at : self._at + 1]

    def _read(self, key: str, level: int) -> None:
        """Read a value that may hold a list. `key`: the one that it has in the object around it."""
        if level > MAX_LEVELS:
            raise Unreadable
        match self._text[self._at]:
            case "[":
                self._read_rows(self._lists.setdefault(key, {}))
            case "{":
                self._read_object(key, level)
            case _:
                self._decode()

    def _read_rows(self, models: dict[str, Model]) -> None:
        self.found = True
        self._at += 1
        while (char := self._next_char()) != "]":
            if not char:
                raise Unreadable
            row = self._decode()
            if model := model_of(row):
                add(models, model)
            elif isinstance(row, Mapping):
                self.error = self.error or words_of_error(cast("Mapping[str, object]", row).get("error"))
        self._at += 1
        if self.error and not models:
            self.found = False  # an error in a list is no empty list

    def _read_object(self, key: str, level: int) -> None:
        self._at += 1
        single: dict[str, object] = {}
        while (char := self._next_char()) != "}":
            if char != '"':
                raise Unreadable
            name = str(self._decode())
            end = KEY_END.match(self._text, self._at)
            if end is None or end.end() == len(self._text):
                raise Unreadable
            self._at = end.end()
            if name in LIST_KEYS and self._text[self._at] in "[{":
                self._read(name, level + 1)
                continue
            value = self._decode()
            if key and isinstance(value, Mapping) and (model := model_of(cast("object", value), name)):
                add(self._named_by_keys, model)
                self.found = True
            elif name in ERROR_KEYS:
                self.error = self.error or words_of_error(cast("object", value))
            elif name in (*NAME_KEYS, "object", "created", "owned_by"):
                single[name] = value
        self._at += 1
        if single.get("object") == "model" and (model := model_of(single)):
            add(self._single, model)
            self.found = True

    def _decode(self) -> object:
        """Decode the value here and move behind it."""
        self._decoded += 1
        if self._decoded > MAX_VALUES:
            raise Unreadable
        for size in VALUE_CHARS:
            part = self._text[self._at : self._at + size]
            try:
                value, length = cast("tuple[object, int]", DECODER.raw_decode(part))
            except RecursionError as error:
                raise Unreadable from error
            except ValueError:
                if len(part) < size:
                    break
                continue
            self._at += length
            return value
        raise Unreadable


def add(models: dict[str, Model], model: Model) -> None:
    """Add a model, unless its name is there already. Raises `Unreadable` when there are too many."""
    if len(models) >= MAX_NAMES:
        raise Unreadable
    models.setdefault(model.id, model)


def model_of(row: object, key: str = "") -> Model | None:
    """Make a model of a row; `None` if it has no name that can be shown and sent. `key`: its name if it has none."""
    fields: Mapping[str, object] = {}
    if isinstance(row, Mapping):
        fields = cast("Mapping[str, object]", row)
    elif isinstance(row, str):
        fields = dict[str, object](id=row)
    names = [usable_name(value) for value in [*map(fields.get, NAME_KEYS), key]]
    name = next((name for name in names if name), None)
    if name is None:
        return None
    return Model(id=name, created=seconds_of(fields.get("created")), owned_by=owner_of(fields.get("owned_by")))


def usable_name(value: object) -> str:
    """Return a name without white space around it; empty for what is no name, or has control characters."""
    if not isinstance(value, str):
        return ""
    name = value.strip()
    if len(name) > MAX_NAME_CHARS or not name.isprintable():
        return ""
    return name


def seconds_of(value: object) -> int:
    """Return a Unix time; 0 for what is none."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = short_int(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LAST_SECOND:
        return 0
    return int(value)


def owner_of(value: object) -> str:
    """Return the owner, or the name in an object about it, without control characters."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        value = fields.get("name") or fields.get("id")
    if not isinstance(value, str):
        return ""
    return printable(value, MAX_OWNER_CHARS)


def words_of_error(value: object) -> str:
    """Return the words of an error: a text, or an object with a message, or the first in a list of these."""
    if isinstance(value, list):
        value = next((one for one in cast("list[object]", value) if not isinstance(one, list)), "")
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        value = next((fields[key] for key in ERROR_KEYS if isinstance(fields.get(key), str)), "")
    if not isinstance(value, str):
        return ""
    return printable(value, MAX_ERROR_CHARS)


def printable(text: str, max_chars: int) -> str:
    """Return the beginning of a text on one line, without control characters."""
    kept: Iterable[str] = (char for char in " ".join(text[:max_chars].split()) if char.isprintable())
    return "".join(kept)
