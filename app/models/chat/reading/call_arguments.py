"""Puts the arguments of one call together from fragments: each is new, or grown, or all of them again."""

import json
import re
from typing import cast

from app.models.chat.fields.half_characters import HalfCharacters

EMPTY = "{}"
NOTHING = {EMPTY, "null", "None", '""', "[]"}
"""Some servers begin every call with one of these and send the arguments behind it, or send it for none at all."""
WRAPPINGS = ('"', "`")
"""How arguments begin that are JSON within a JSON string, or in a code fence."""
FENCED = re.compile(r"```\w*\s*(.*?)\s*```\s*", re.DOTALL)
_VALUE_MAY_FOLLOW = ":[,"


class CallArguments:
    """The arguments so far."""

    def __init__(self) -> None:
        self._halves = HalfCharacters()
        self._texts: list[str] = []
        self._chars = 0
        self._empty = ""  # held back: either all that comes, or in place of what comes
        self._wrapped: list[str] = []  # held back: what is within is known at the end
        self.held_chars = 0
        self._is_cumulative = False
        self._nesting = _Nesting()
        self._read = 0  # how many of the texts `_nesting` has read

    @property
    def text(self) -> str:
        """All so far, without what is held back."""
        if len(self._texts) > 1:
            self._nesting_now()
            self._texts = ["".join(self._texts)]
            self._read = 1
        return self._texts[0] if self._texts else ""

    @property
    def is_complete(self) -> bool:
        """Whether they are a whole JSON value."""
        return bool(self._empty) or self._nesting_now().is_closed

    @property
    def is_open(self) -> bool:
        """Whether they have begun and are not whole."""
        return bool(self._wrapped) or (bool(self._chars) and not self._nesting_now().is_closed)

    @property
    def only_began(self) -> bool:
        """Whether nothing came but an empty object, which others may replace."""
        return bool(self._empty)

    def repeats(self, text: str) -> bool:
        """Whether this text is all of them again, perhaps spaced otherwise."""
        if not text or len(text) * 4 < self._chars:  # no spaces make so much
            return False
        whole = self._empty or self.text
        return text == whole or (self.is_complete and _value(text) == _value(whole) is not None)

    def add(self, text: str) -> str:
        """Add a fragment; return what is new."""
        if not text or (self._begins_again(text) and self.repeats(text)):
            return ""
        if not self._chars and self._is_held(text):
            return ""
        if self._empty:
            text = text if text.lstrip().startswith("{") else self._empty + text
            self._empty = ""
        elif self._has_grown(text):
            self._halves, text = HalfCharacters(), text[self._chars :]
        return self._keep(self._halves.join(text))

    def add_plain(self, text: str) -> bool:
        """Add a fragment that is nothing but new; false if that must be looked at closely."""
        if self._empty or self._is_cumulative or self._halves.held or not self._chars or text[0] == "{":
            return False
        self._keep(text)
        return True

    def end(self) -> str:
        """Return what was held back."""
        held = (EMPTY if self._empty else unwrapped("".join(self._wrapped))) + self._halves.end()
        self._empty = ""
        self._wrapped.clear()
        return self._keep(held)

    def _is_held(self, text: str) -> bool:
        """Whether this is the beginning of arguments, and says nothing yet."""
        if self._wrapped or (not self._empty and text.lstrip().startswith(WRAPPINGS) and text.strip() not in NOTHING):
            self._wrapped.append(text)
            self.held_chars += len(text)
            return True
        if not self._empty and text.strip() in NOTHING:
            self._empty = text
            return True
        return not text.strip()

    def _begins_again(self, text: str) -> bool:
        """Whether they were whole before this fragment, which looks as if it began them again."""
        return text.lstrip()[:1] in ("{", "[") and self.is_complete

    def _has_grown(self, text: str) -> bool:
        """Whether the fragment begins with all before it, and could not stand behind it in JSON."""
        if not self._chars or len(text) < self._chars or text[0] != "{" or not text.startswith(self.text):
            return False
        if not self._is_cumulative:
            if self._nesting_now().in_string:
                # Behind it the fragment's own quote would end the string, and no JSON has a word there.
                self._is_cumulative = text[1:2] == '"' and text[2:3].strip(":,}] \t\r\n") != ""
            else:
                self._is_cumulative = self.text.rstrip()[-1] not in _VALUE_MAY_FOLLOW
        return self._is_cumulative

    def _keep(self, text: str) -> str:
        if text:
            self._texts.append(text)
            self._chars += len(text)
        return text

    def _nesting_now(self) -> "_Nesting":
        for text in self._texts[self._read :]:
            self._nesting.read(text)
        self._read = len(self._texts)
        return self._nesting


class _Nesting:
    """How deep inside objects and lists the text ends, read once from its beginning."""

    def __init__(self) -> None:
        self.in_string = False
        self._depth = 0
        self._was_inside = False
        self._escape = ""

    @property
    def is_closed(self) -> bool:
        """Whether an object or a list was opened, and all are closed."""
        return self._was_inside and self._depth <= 0 and not self.in_string

    def read(self, text: str) -> None:
        """Read more. What counts here takes a nanosecond a letter; a look at each bracket would take 200."""
        text, self._escape = self._escape + text, ""
        if "\\" in text:
            text = text.replace("\\\\", "").replace('\\"', "")
            if text.endswith("\\"):
                self._escape = "\\"
        parts = text.split('"')
        outside = "".join(parts[1::2] if self.in_string else parts[::2])
        if len(parts) % 2 == 0:
            self.in_string = not self.in_string
        opened, closed = outside.count("{") + outside.count("["), outside.count("}") + outside.count("]")
        if opened or closed:
            self._depth += opened - closed
            self._was_inside = True


def unwrapped(text: str) -> str:
    """Return the object within a JSON string or a code fence, or the text as it is."""
    fenced = FENCED.fullmatch(text.strip())
    inner = fenced[1] if fenced is not None else _value(text)
    return inner if isinstance(inner, str) and isinstance(_value(inner), dict) else text


def _value(text: str) -> object:
    try:
        return cast(object, json.loads(text))
    except (ValueError, RecursionError):
        return None
