"""What stands for a picture while a message is folded, parsed and drawn: its address is as long as its bytes.

A stand-in is the image `![](picture-in-message:0-PNG-640-480)`: the number of the picture in its message, its kind and
its size. A text may have it from the start: then it shows what it says, and leads to no other message.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.api.objects import ImageUrlPart, Message

DATA = "data:image/"
SCHEME = "picture-in-message:"
ALONE = f"![]({SCHEME}"
"""How a line begins that is a picture and nothing else."""
PICTURE_META = "picture"
"""In the style of what stands for a picture: its number."""


class Picture(NamedTuple):
    """A picture of a message. `address`: the whole data URL."""

    address: str
    kind: str
    """As people write it: `PNG`."""
    size: tuple[int, int] | None
    """Width and height in pixels, as the beginning of the file has them; None if it has none that can be read."""


class ShownText(NamedTuple):
    """The text of a message as it is drawn, and the pictures that it has stand-ins for."""

    text: str
    pictures: Sequence[Picture] = ()


class StandIn(NamedTuple):
    """A stand-in that was read."""

    number: int
    description: str


def may_have_pictures(message: Message, source: str) -> bool:
    """Whether a message has to be looked through. Asked of every message that is shown, so it is quick."""
    return DATA in source or any(isinstance(part, ImageUrlPart) for part in message.content)


def make_stand_in(number: int, picture: Picture) -> str:
    """Return the address that stands for a picture."""
    return SCHEME + "-".join(str(one) for one in (number, picture.kind, *(picture.size or ())))


def describe(picture: Picture) -> str:
    """Return the kind and size of a picture, as its stand-in shows them."""
    return _describe(picture.kind, *(str(one) for one in picture.size or ()))


def read_stand_in(address: str) -> StandIn | None:
    """Read the address of a stand-in; None if it is any other."""
    number, _, rest = address.removeprefix(SCHEME).partition("-")
    if not address.startswith(SCHEME) or not number.isdecimal() or len(number) > len("9999"):
        return None
    kind, *size = rest.split("-")
    return StandIn(int(number), _describe(kind, *size[:2]))


def read_line(line: str) -> StandIn | None:
    """Read a line that is a stand-in and nothing else; None if it is any other."""
    if not line.startswith(ALONE) or not line.endswith(")"):
        return None
    return read_stand_in(line[len("![](") : -1])


def label(stand_in: StandIn, alternative: str = "") -> str:
    """Return the words that are shown for a picture."""
    return f"[picture: {alternative}, {stand_in.description}]" if alternative else f"[picture: {stand_in.description}]"


def _describe(kind: str, *size: str) -> str:
    return f"{kind}, {' × '.join(size)}" if len(size) == len(("width", "height")) else kind
