"""Which server is asked, with what key, and how long it is waited for. Everything else in this folder receives it."""

from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Origin
from app.settings import Settings
from app.settings.origins import words_of
from app.settings.values import is_loopback_url


class Patience(Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds.

    `connect`: for a connection. `answer`: for the next byte of an answer. `silence`: for the next byte of a stream of
    events, which says every 15 seconds that it lives. `absence`: for a server that went away while a run is followed.
    """

    connect: float = 10.0
    answer: float = 60.0
    silence: float = 45.0
    absence: float = 60.0


class Server(Struct, frozen=True, kw_only=True):
    """A served engine. `url` ends with the API's path; `origin` and `key_origin`: where both were set."""

    url: str
    origin: Origin
    key: str = ""
    key_origin: Origin = Origin.DEFAULT
    patience: Patience = Patience()

    @property
    def name(self) -> str:
        """Host and port, for the screen."""
        return urlsplit(self.url).netloc

    @property
    def here(self) -> bool:
        """Whether it is on this machine."""
        return is_loopback_url(self.url)

    @property
    def setting(self) -> str:
        """What to change to reach another server: `--server`, `ASSISTANT_CHAT_SERVER`, `config.toml`."""
        return words_of(self.origin, "server")

    @property
    def key_setting(self) -> str:
        """The same for its key."""
        return words_of(self.key_origin, "server_key")

    def __repr__(self) -> str:
        """Without the key."""
        return f"Server({self.url!r})"


def server_of(settings: Settings, patience: Patience) -> Server:
    """The server of the settings. An address without a path gets the API's own."""
    url = settings.server or ""
    return Server(
        url=url if urlsplit(url).path else f"{url}/v1",
        origin=settings.origin("server"),
        key=settings.server_key or "",
        key_origin=settings.origin("server_key"),
        patience=patience,
    )
