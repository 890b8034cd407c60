"""A session that remembers every byte, for what no screen shows."""

from tests.terminal.pty_session import PtySession


class Recorded(PtySession):
    """A session that keeps all that the program writes."""

    output = b""

    def _read_some(self) -> bytes:
        data = super()._read_some()
        self.output += data
        return data
