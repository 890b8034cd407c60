"""What a call has printed so far. It is kept while the code runs, so that it is there when the process is killed."""

from typing import Literal

from app.sandbox.frames import Frame, Mismatch

Stream = Literal["stdout", "stderr"]


class Printed:
    """The text of both streams; the child cuts it, and is not believed to."""

    def __init__(self, limit_bytes: int) -> None:
        self._left = {"stdout": limit_bytes, "stderr": limit_bytes}
        self._pieces: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self.is_cut = False

    def add(self, frame: Frame) -> None:
        """Keep one piece. Raises `Mismatch` if it is more than the child may send."""
        assert frame.stream
        self._left[frame.stream] -= len(frame.text)
        if self._left[frame.stream] < 0:
            raise Mismatch
        self._pieces[frame.stream].append(frame.text)
        self.is_cut = self.is_cut or frame.cut

    def text(self, stream: Stream) -> str:
        """Return what came."""
        return "".join(self._pieces[stream])
