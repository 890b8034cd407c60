"""The one sign that moves. Its frame follows from the time, so that all of them on the screen move together."""

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAMES_PER_S = 6
FRAME_S = 1 / FRAMES_PER_S


def find_frame(now: float) -> str:
    """Return the frame at a time, in seconds of any one clock."""
    return FRAMES[int(now * FRAMES_PER_S) % len(FRAMES)]
