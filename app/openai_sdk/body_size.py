"""The bound of a response's body."""


class BodyTooLarge(Exception):
    """A response has more bytes than were allowed; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit // 2**20} MiB")
        self.limit = limit


def check_size(max_bytes: int | None, size: int) -> None:
    """Raise `BodyTooLarge` if a size is more than allowed; `None` allows any."""
    if max_bytes is not None and size > max_bytes:
        raise BodyTooLarge(max_bytes)
