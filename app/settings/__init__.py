"""What the user set: one frozen `Settings`, made once and passed down.

`read_settings` merges flags, environment, the `.env` of this folder and `config.toml`, in that order. It
imports only errors and `Origin` from `api`.
"""

from app.settings.reading import Flags, read_settings
from app.settings.settings import Api, DotenvEndpoint, Settings

__all__ = ["Api", "DotenvEndpoint", "Flags", "Settings", "read_settings"]
