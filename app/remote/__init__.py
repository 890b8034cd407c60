"""Assistants on another machine: `api.Assistants` over HTTP, for `--server URL`.

The other end is `assistant-chat serve`. The openai SDK sends the requests; both ends use the structs of `api`.
"""

from app.remote.opening import open_remote

__all__ = ["open_remote"]
