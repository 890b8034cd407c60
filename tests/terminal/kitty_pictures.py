"""The pictures that a program sends to a terminal in kitty's graphics protocol, and how they are read."""

import base64
import re
from typing import NamedTuple

SEQUENCE = re.compile(rb"\x1b_G([^;\x1b]*)(?:;([A-Za-z0-9+/=]*))?\x1b\\")
MAX_CHUNK = 4096


class Placed(NamedTuple):
    """A picture as it was sent: a PNG, and the cells that it was placed for."""

    data: bytes
    size: tuple[int, int]


class KittyPictures:
    """What the terminal keeps by number, and how many were sent so far."""

    def __init__(self) -> None:
        self.kept: dict[int, Placed] = {}
        self.sent = 0
        self._open = 0
        self._data = b""

    def obey(self, sequence: bytes) -> None:
        """Carry out one command. One that is not as the protocol has it fails the test."""
        found = SEQUENCE.fullmatch(sequence)
        assert found, sequence
        keys = dict(pair.split("=") for pair in found[1].decode().split(","))
        match keys.get("a"):
            case None | "t":
                self._take(keys, found[2])
            case "p":
                number = int(keys["i"])
                assert (keys["U"], self._open) == ("1", 0)
                self.kept[number] = Placed(self.kept[number].data, (int(keys["c"]), int(keys["r"])))
            case "d":
                assert keys["d"] == "I"
                self.kept.pop(int(keys["i"]), None)
            case other:
                assert other == "q"
                return
        assert keys["q"] == "2"  # else it answers, and that is read as keys

    def _take(self, keys: dict[str, str], chunk: bytes) -> None:
        assert len(chunk) <= MAX_CHUNK
        if not self._open:
            assert (keys["a"], keys["f"]) == ("t", "100")
            self._open, self._data = int(keys["i"]), b""
        self._data += chunk
        if keys["m"] == "0":
            self.kept[self._open] = Placed(base64.b64decode(self._data, validate=True), (0, 0))
            self.sent += 1
            self._open = 0
