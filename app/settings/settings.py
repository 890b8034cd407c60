"""The settings, each with the place it came from. They are made once and never change."""

from pathlib import Path
from typing import Literal

from msgspec import Struct

from app.api.endpoints import Origin

Api = Literal["chat"]
"""How a model is asked: chat completions."""

SECRETS = frozenset({"api_key", "server_key"})
"""Fields that must not appear in a log or a traceback."""


class DotenvEndpoint(Struct, frozen=True, kw_only=True):
    """The endpoint that the `.env` of `folder` names, with that file's own key and no other.

    It may be a stranger's, so it is separate from the user's settings: unless it is `loopback`, nothing is sent there
    until the user has agreed for this folder. It is present only if it outranks the user's base URL.
    """

    base_url: str
    api_key: str | None
    folder: Path
    loopback: bool

    def __repr__(self) -> str:
        """Without the key."""
        return f"DotenvEndpoint({self.base_url!r}, folder={str(self.folder)!r})"


class Settings(Struct, frozen=True, kw_only=True):
    """All settings. `None` means not set; `origins`: where each value came from.

    `api_key` belongs to `base_url`, or to the hosted default if that is `None`. `allow_origins`: the web pages that
    may call `serve`. `run_ttl`: seconds a run may live.
    `model_map`: a model name as programs ask for it → the name to use. `keymap`: the id of a binding → its keys.
    `notifications`: whether the user is called back to the window. `prose_width`: columns at most. `titles`: whether
    the model makes titles. `pictures`: whether those in messages are drawn among them. `temporary`: nothing of the
    conversations is kept. `accessible`: nothing on the screen moves by itself, as ACCESSIBLE asks.
    """

    data_dir: Path
    config_dir: Path
    model: str | None = None
    base_url: str | None = None
    api_key: str | None = None
    api: Api = "chat"
    dotenv: DotenvEndpoint | None = None
    server: str | None = None
    server_key: str | None = None
    allow_origins: tuple[str, ...] = ()
    run_ttl: int | None = None
    model_map: dict[str, str] = {}
    theme: str | None = None
    notifications: bool = True
    vim: bool = False
    prose_width: int = 100
    titles: bool = False
    pictures: bool = True
    keymap: dict[str, str] = {}
    log_file: Path | None = None
    plain: bool = False
    temporary: bool = False
    accessible: bool = False
    origins: dict[str, Origin] = {}

    def origin(self, field: str) -> Origin:
        """Return where the value of a field came from."""
        return self.origins.get(field, Origin.DEFAULT)

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """The keys that are set."""
        return self.api_key, self.server_key, self.dotenv.api_key if self.dotenv else None

    def __repr__(self) -> str:
        """Without the secrets."""
        values = {name: repr(getattr(self, name)) for name in self.__struct_fields__ if getattr(self, name)}
        values |= dict.fromkeys(SECRETS & values.keys(), "***")
        return f"Settings({', '.join(f'{name}={value}' for name, value in values.items())})"
