"""How long a model call waits."""

from msgspec import Struct


class ModelTimeouts(Struct, frozen=True):
    """Seconds. Before an answer begins only the run's own life is the limit: a long prompt on a CPU takes minutes.

    `connect`: for a connection. `silence`: without text, reasoning or calls, once one of them has come; signs of life
    do not count. `ending`: for what may follow the end of an answer, such as its usage.
    """

    connect: float = 10.0
    silence: float = 120.0
    ending: float = 5.0
