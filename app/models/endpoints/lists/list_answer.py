"""What a server answers when it is asked for its models: a list, or why there is none."""

from collections.abc import Mapping

from msgspec import Struct

from app.api.errors import Error
from app.api.objects import Model


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
    words of a server that sends an error in place of a list. `not_chat`: the names of models that say so themselves.
    `windows`: the context windows that it tells, in tokens, by name.
    """

    models: list[Model]
    complete: bool
    found: bool
    error: str
    not_chat: frozenset[str] = frozenset()
    windows: Mapping[str, int] = {}
