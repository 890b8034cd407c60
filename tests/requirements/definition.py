"""One requirement: a sentence and the part of the product that it belongs to."""

from typing import NamedTuple


class Requirement(NamedTuple):
    """A promised behaviour. `source`: the part of the product, or of the Assistants API, that it belongs to."""

    sentence: str
    source: str
