"""Read the event streams of the server."""

from typing import Any

import httpx2


def events_of(text: str) -> list[tuple[str, str]]:
    """Split a stream into event names and data, without comments; each event is exactly two lines."""
    found: list[tuple[str, str]] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            name, data = lines
            assert name.startswith("event: ")
            assert data.startswith("data: ")
            found.append((name[7:], data[6:]))
    return found


async def finished(http: httpx2.AsyncClient, run: dict[str, Any]) -> dict[str, Any]:
    """Follow a run to its end and read it."""
    path = f"/threads/{run['thread_id']}/runs/{run['id']}"
    await http.get(f"{path}/events")
    return (await http.get(path)).json()
