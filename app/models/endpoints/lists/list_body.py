"""The body of a model list as servers really send it: takes every row that has an id or a name.

In use are `{"data": [{"id": …}]}` (OpenAI), a bare array (Together), `{"models": [{"name": …}]}` (Ollama, Gemini,
Cohere), both lists in one body (llama.cpp), a list of plain names, an object whose keys are the names, one object for
each model, these inside one another, and all of them as events of a stream. Values are decoded one by one, so that
neither an odd row nor a body that breaks off costs the other rows, and the memory stays bounded.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import cast

from app.api.objects import Model
from app.models.endpoints.lists.list_answer import ModelListBody
from app.models.endpoints.lists.list_rows import (
    MODEL_FIELDS,
    ROW_FIELDS,
    is_chat_row,
    looks_like_row,
    model_of,
    printable,
    short_int,
)
from app.models.endpoints.lists.row_window import window_of_row

MAX_NAMES = 100_000
MAX_VALUES = 4 * MAX_NAMES
"""How many values are decoded: those without a name cost time too."""
MAX_ERROR_CHARS = 1000
MAX_LEVELS = 8
"""How deep a list may lie in other objects."""
FIRST_CHARS, MAX_VALUE_CHARS = 2**14, 2**20
"""How much text is decoded for a value: at first, and at most. 1 MiB of the smallest values takes 25 MB."""

LIST_KEYS = {
    "data", "models", "result", "results", "response", "items", "list", "entries", "value", "modellist", "modelnames",
    "availablemodels", "supportedmodels", "engines",
}  # fmt: skip
"""In lower case and without underscores."""
BEST_KEY = "data"
"""Where a body has several lists, OpenAI's: it has the names that chat completions accept."""
ERROR_KEYS = ("error", "message", "detail", "msg", "error_msg", "errors")
GAP = re.compile(r"[\s,\ufeff]*")
EVENT_STREAM = re.compile(r"[\s\ufeff]*(?:(?:data|event|id|retry)?:)")
DATA_LINE = re.compile(r"^data:(?!\s*\[DONE\])(.*)$", re.M)
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]|[^\s,:"\[\]{}]+', re.S)
"""What matters for the end of a value: a text, a bracket, or a word."""
KEY_END = re.compile(r"\s*:\s*")


class Unreadable(Exception):
    """The rest of the body cannot be read."""


def read_model_list(body: bytes, *, cut: bool = False) -> ModelListBody:
    """Read the body. `cut`: its end is missing. Takes up to a second for 16 MiB: large ones are read in a thread."""
    text = body.decode("utf-8", "replace")
    if EVENT_STREAM.match(text):
        text = "\n".join(DATA_LINE.findall(text))
    reader = ListReader(text)
    whole = reader.read_all() and not cut
    return ModelListBody(
        reader.models(),
        complete=whole,
        found=reader.found,
        error=reader.error,
        not_chat=frozenset(reader.not_chat),
        windows=reader.windows,
    )


DECODER = json.JSONDecoder(parse_int=short_int, strict=False)


class ListReader:
    """Walks through a body and collects the models of each list in it."""

    def __init__(self, text: str) -> None:
        self.found = False
        self.error = ""
        self.not_chat: set[str] = set()
        self.windows: dict[str, int] = {}
        self._text = text
        self._at = 0
        self._decoded = 0
        self._lists: dict[str, dict[str, Model]] = {}
        self._named_by_keys: dict[str, Model] = {}
        self._single: dict[str, Model] = {}
        self._unmarked: dict[str, Model] = {}  # objects that nothing but a name marks as a model

    def models(self) -> list[Model]:
        """Return the models of the best list, each name once."""
        lists = [self._lists.get(BEST_KEY, {}), *self._lists.values(), self._named_by_keys, self._single]
        if len(self._unmarked) > 1:  # one object with a name may be anything, several in a row are a list
            lists.append(self._unmarked)
        best = next((models for models in lists if models), self._single)
        return list(best.values())

    def read_all(self) -> bool:
        """Read the whole body; false if a part of it could not be read or holds too many models."""
        try:
            while self._next_char():
                self._read("", 0)
        except Unreadable:
            return False
        finally:
            self.found = self.found or len(self._unmarked) > 1
        return True

    def _next_char(self) -> str:
        """Skip white space and commas; return the next character, empty at the end."""
        gap = GAP.match(self._text, self._at)
        self._at = gap.end() if gap else self._at
        return self._text[self._at : self._at + 1]

    def _read(self, key: str, level: int) -> None:
        """Read a value that may hold a list. `key`: the one that it has in the object around it."""
        if level > MAX_LEVELS:
            self._skip()
            return
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
                self._add(models, model, row)
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
            if name.lower().replace("_", "") in LIST_KEYS and self._text[self._at] in "[{":
                self._read(name, level + 1)
                continue
            value = self._decode()
            if name in ERROR_KEYS:
                self.error = self.error or words_of_error(value)
            elif isinstance(value, Mapping) and (key or looks_like_row(name, cast("Mapping[str, object]", value))):
                if model := model_of(cast("object", value), name):
                    self._add(self._named_by_keys, model, cast("object", value))
                    self.found = True
            elif name in ROW_FIELDS:
                single[name] = value
        self._at += 1
        if not key and (model := model_of(single)):
            marked = single.get("object") == "model" or any(single.get(field) for field in MODEL_FIELDS)
            self._add(self._single if marked else self._unmarked, model, single)
            self.found = self.found or marked

    def _add(self, models: dict[str, Model], model: Model, row: object) -> None:
        """Add a model, unless its name is there already. Raises `Unreadable` when there are too many."""
        if len(models) >= MAX_NAMES:
            raise Unreadable
        models.setdefault(model.id, model)
        if not is_chat_row(row):
            self.not_chat.add(model.id)
        if tokens := window_of_row(row):
            self.windows.setdefault(model.id, tokens)

    def _decode(self) -> object:
        """Decode the value here and move behind it; `None` for one that is too deep, too long, or no JSON."""
        self._decoded += 1
        if self._decoded > MAX_VALUES:
            raise Unreadable
        begin = self._at
        try:
            value, length = cast("tuple[object, int]", DECODER.raw_decode(self._text[begin : begin + FIRST_CHARS]))
        except (ValueError, RecursionError):
            self._skip()
        else:
            self._at += length
            return value
        if not FIRST_CHARS < self._at - begin <= MAX_VALUE_CHARS:
            return None  # what was tried had the whole value
        with suppress(ValueError, RecursionError):
            return cast("object", DECODER.decode(self._text[begin : self._at]))
        return None

    def _skip(self) -> None:
        """Move behind the value here by its brackets alone. Raises `Unreadable` if it has no end."""
        depth = 0
        for token in TOKEN.finditer(self._text, self._at):
            char = token[0][0]
            depth += (char in "[{") - (char in "]}")
            if depth < 0:
                break  # the end of what is around it: there is no value here
            if depth == 0:
                self._at = token.end()
                return
        raise Unreadable


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
