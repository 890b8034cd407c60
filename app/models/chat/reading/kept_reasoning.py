"""Keeps the reasoning of an answer as the server sent it, in case it must go back with the answer's calls."""

from app.models.chat.bounds import MAX_KEPT_REASONING_CHARS
from app.models.chat.fields.lenient_json import Fields, fields_of
from app.models.chat.reading.calls import json_text, merge

JOINED = ("text", "summary", "thinking", "data")
"""Fields of a detail that arrive in fragments."""


class KeptReasoning:
    """The text and the name of its field; lists of details; other fields of the message."""

    def __init__(self) -> None:
        self.field = ""
        self._texts: list[str] = []
        self._details: dict[str, list[object]] = {}
        self._others: Fields = {}
        self._other_texts: dict[str, list[str]] = {}
        self._chars = 0

    def add_text(self, field: str, text: str) -> None:
        """Add a fragment that came in this field."""
        self._chars += len(text)
        if field != self.field:
            if self.field:
                return
            self.field = field
        if self._chars <= MAX_KEPT_REASONING_CHARS:
            self._texts.append(text)

    def add_details(self, field: str, details: list[object]) -> None:
        """Add what came in a list; a fragment of the last detail continues it."""
        kept = self._details.setdefault(field, [])
        for detail in details:
            self._chars += len(json_text(detail))
            if self._chars > MAX_KEPT_REASONING_CHARS:
                return
            last, new = fields_of(kept[-1]) if kept else None, fields_of(detail)
            if last is not None and new is not None and _continues(last, new):
                _append(last, new)
            else:
                kept.append(detail if new is None else dict(new))

    def add_others(self, fields: Fields) -> None:
        """Add fields of the message. A text is continued, unless it comes again or grown."""
        for field, value in fields.items():
            if isinstance(value, str):
                parts = self._other_texts.setdefault(field, [])
                if value in parts[-1:]:
                    continue
                if len(value) >= len(parts) and value.startswith("".join(parts)):
                    parts.clear()
                parts.append(value)
            elif self._others.get(field) == value:
                continue
            else:
                merge(self._others, {field: value})
            self._chars += len(json_text(value))
            if self._chars > MAX_KEPT_REASONING_CHARS:
                return

    @property
    def fields(self) -> Fields:
        """The fields to send back; none if there was more than is kept, since half a reasoning is refused."""
        if self._chars > MAX_KEPT_REASONING_CHARS:
            return {}
        fields: Fields = {**self._others, **self._details}
        fields.update((field, "".join(parts)) for field, parts in self._other_texts.items())
        if self._texts:
            fields[self.field] = "".join(self._texts)
        return fields


def _continues(last: Fields, new: Fields) -> bool:
    """Whether both are fragments of one detail: OpenRouter gives each detail an index, a type and perhaps an id."""
    if last.get("id") and new.get("id") and last["id"] != new["id"]:
        return False  # some servers give all details the index 0
    return "index" in new and all(last.get(name) == new.get(name) for name in ("index", "type"))


def _append(last: Fields, new: Fields) -> None:
    for name, value in new.items():
        earlier = last.get(name)
        if name in JOINED and isinstance(earlier, str) and isinstance(value, str):
            last[name] = earlier + value
        elif value is not None:
            last[name] = value
