"""What the user set: one frozen `Settings`, made once by `cli` and passed down.

`read_settings` joins flags, environment, the `.env` of this folder and `config.toml`, in that order. Imports of
`api` the error tree and `Origin`.
"""

from app.settings.reading import Flags, read_settings
from app.settings.settings import Api, DotenvEndpoint, Settings

__all__ = ["Api", "DotenvEndpoint", "Flags", "Settings", "read_settings"]
