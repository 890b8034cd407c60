"""How long a model call waits."""

from msgspec import Struct


class ModelTimeouts(Struct, frozen=True):
    """Seconds. `connect`: for a connection. `read`: for the next byte; a long prompt on a CPU takes minutes."""

    connect: float = 10.0
    read: float = 600.0
