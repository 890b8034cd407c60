"""What the model picker returns. It is apart from the picker itself, which is imported when it is opened."""

from typing import NamedTuple


class Picked(NamedTuple):
    """A model, named with its profile, or that the user wants to add an endpoint."""

    model: str = ""
    adds_endpoint: bool = False
