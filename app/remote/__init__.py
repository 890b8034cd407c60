"""Assistants on another machine: `api.Assistants` over HTTP, for `--server URL`. `cli` opens it with `open_remote`.

The other end is `assistant-chat serve`. The openai SDK carries the requests; bodies are our own structs on both sides.
"""

from app.remote.opening import open_remote

__all__ = ["open_remote"]
